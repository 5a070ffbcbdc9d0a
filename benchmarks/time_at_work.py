"""
Where the time of the bridge goes: a table, and a flame graph of the full mix, profile.svg in the folder of the call.

It needs py-spy (pip install py-spy), which may have to run as root. `--write` writes the section of docs/benchmarks.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from contest.contestants import OURS
from contest.streams import FULL, Traffic, at_work
from document import write
from programs import NotSeen, machine

SECONDS = 20
RATE = 500  # looks per second
PICTURE = 'profile.svg'

PARTS = (
    ('pixels: decoding them', ('camera/decoders.py',)),
    ('publishing: rclpy and what is below it', ('rclpy/publisher.py',)),
    ('JSON and base64: the libraries', ('accelerators.py', 'json/decoder.py')),
    ('messages of ROS: filling them', ('/msg/_', 'streams/payload.py', 'streams/template.py')),
    ("rclpy's executor and clock", ('rclpy/',)),
    ('the bridge', ('furhat_ros/bridge/',)),
    ('the socket: asyncio, websockets, frames', ('asyncio/', 'websockets/', 'client/pushing.py')),
    ("the robot's messages: reading them, finding who waits", ('furhat_ros/',)),
)
"""What the innermost function that is in one of these files belongs to."""

REST = 'anything else'

WAITING = 'selectors.py'
"""Where a thread waits that py-spy now and then takes for one at work."""

TRAFFIC = {
    'images of 115 kB alone': Traffic(('camera',)),
    'chunks of 20 ms alone': Traffic(('sound',)),
    'the full mix': FULL,
}


def look(traffic: Traffic, *options: str) -> None:
    """Let py-spy look at the bridge for some time."""
    with at_work(OURS, traffic) as (ours, _, _):
        command = ['py-spy', 'record', '--pid', str(ours.pid), '--duration', str(SECONDS)]
        looked = subprocess.run(
            [*command, '--rate', str(RATE), '--nonblocking', *options],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    if looked.returncode:
        raise NotSeen(looked.stderr.strip() or 'py-spy failed')


def shares(traffic: Traffic) -> dict[str, float]:
    """Give the share of the looks at which each part was at work."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / 'stacks'
        look(traffic, '--format', 'raw', '--full-filenames', '--output', str(output))
        seen: Counter[str] = Counter()
        for line in output.read_text(encoding='utf-8').splitlines():
            stack, _, count = line.rpartition(' ')
            functions = stack.split(';')
            if WAITING not in functions[-1]:
                seen[_part(functions)] += int(count)
    return {part: count / seen.total() for part, count in seen.items()}


def _part(stack: list[str]) -> str:
    for function in reversed(stack):
        for part, places in PARTS:
            if any(place in function for place in places):
                return part
    return REST


def section(found: dict[str, dict[str, float]]) -> str:
    """Describe it in Markdown."""
    lines = [
        '## Where the time of the bridge goes',
        '',
        f'| % of the time at work | {" | ".join(found)} |',
        '|---' * (1 + len(found)) + '|',
    ]
    for part in (*(part for part, _ in PARTS), REST):
        cells = [f'{100 * each.get(part, 0.0):.0f}' for each in found.values()]
        lines.append(f'| {part} | {" | ".join(cells)} |')
    lines += ['', _TEXT, '', f'Measured on {machine()}.']
    return '\n'.join(lines) + '\n'


def main() -> int:
    """Look at the bridge; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument('--write', action='store_true', help='write docs/benchmarks.md as well')
    options = parser.parse_args()
    if shutil.which('py-spy') is None:
        print('Not measured: pip install py-spy.', file=sys.stderr)
        return 1
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    try:
        look(FULL, '--threads', '--output', PICTURE)
        text = section({title: shares(traffic) for title, traffic in TRAFFIC.items()})
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1
    print(text, end='')
    if options.write:
        write(text)
    return 0


_TEXT = f"""\
py-spy looks {RATE} times a second, for {SECONDS} s, at the threads that are at work (`make profile`, which also draws
`{PICTURE}`). What counts is the innermost function of Python, with all that it calls in C: to publishing belong the
conversion of the message, its copy into the memory of Fast DDS, and waking the subscriber."""


if __name__ == '__main__':
    sys.exit(main())
