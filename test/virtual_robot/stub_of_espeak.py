"""
Stands in for `espeak_process.py`, so that eSpeak NG need not be installed: half a second for each word.

A word is a tone for 0.4 s, then 0.1 s of silence. Each sound is louder than the one before: one hears whether it was
made anew. What the words `slowly`, `never` and `refuse` do, they say; `crash` ends the process.
"""

import json
import re
import sys
import time
from array import array

RATE = 8000
FIRST_PEAK, STEP = 3000, 100


def said(text, peak):
    marks, samples = [], array('h')
    for word in re.finditer(r'\S+', text):
        marks += [[len(samples), word.start()], [len(samples), 'a']]
        samples.extend([peak, peak, -peak, -peak] * (RATE // 10))
        marks.append([len(samples), ''])
        samples.extend([0] * (RATE // 10))
    return marks, samples


def answer(head, samples=b''):
    sys.stdout.buffer.write(json.dumps(head).encode() + b'\n' + samples)
    sys.stdout.buffer.flush()


answer({'version': '0.0', 'rate': RATE})
for number, line in enumerate(sys.stdin.buffer):
    request = json.loads(line)
    text = request['text']
    if 'crash' in text:
        break
    if 'never' in text:
        time.sleep(600)
    if 'slowly' in text:
        time.sleep(1.5)
    if 'refuse' in text:
        answer({'error': 'it refuses'})
        continue
    marks, samples = said(text, FIRST_PEAK + STEP * number)
    wanted = request['voices'][0]
    voice = 'en-us' if wanted.startswith('xx') else wanted
    answer({'voice': voice, 'marks': marks, 'samples': len(samples)}, samples.tobytes())
