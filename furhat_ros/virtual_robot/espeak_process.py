"""
A process of its own in which eSpeak NG makes sound of texts: run by `espeak.py`, with libraries and data to try.

The library keeps a state between two texts that changes their times, and it is C that reads what anybody sends. So each
text has a copy of the process as it was before the first one: the same text sounds the same every time, and what breaks
the library ends that copy alone. The library is GPL-3; nothing of it is loaded into the process of the robot.

Nothing of this package is imported, so that Python can start without it. A line of JSON comes for each text, and a line
of JSON and the samples go back.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
from array import array
from collections.abc import Iterator
from typing import IO, Any

SYNCHRONOUS = 2
WITH_PHONEMES, IN_IPA, DO_NOT_EXIT = 1, 2, 0x8000
NOTHING, WORD, PHONEME = 0, 1, 7
BY_CHARACTER, UTF_8 = 1, 1
VOLUME = 2
GO_ON, STOP = 0, 1

LONGEST_SOUND = 15 * 60
"""Seconds."""

LONGEST_WORK = 20
"""Seconds."""

FALLBACK = 'en'


class _Id(ctypes.Union):
    _fields_ = (('number', ctypes.c_int), ('text', ctypes.c_char * 8), ('name', ctypes.c_char_p))


class _Event(ctypes.Structure):
    """What happens in the sound: `espeak_EVENT` of speak_lib.h."""

    _fields_ = (
        ('type', ctypes.c_int),
        ('unique_identifier', ctypes.c_uint),
        ('text_position', ctypes.c_int),
        ('length', ctypes.c_int),
        ('audio_position', ctypes.c_int),
        ('sample', ctypes.c_int),
        ('user_data', ctypes.c_void_p),
        ('id', _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Library:
    """The loaded library; raises OSError if it or its data are not there."""

    def __init__(self, path: str, data: str) -> None:
        self._calls: Any = ctypes.CDLL(path)
        self._calls.espeak_Info.restype = ctypes.c_char_p
        how = WITH_PHONEMES | IN_IPA | DO_NOT_EXIT
        self.rate = self._calls.espeak_Initialize(SYNCHRONOUS, 0, os.fsencode(data) or None, how)
        if self.rate <= 0:
            raise OSError(f'its data cannot be read{f" in {data}" if data else ""}')
        self.version = str(self._calls.espeak_Info(None), 'utf-8').split(' ')[0]
        # From version 1.52 on, the breath in a voice is made with dice that are seeded with the time.
        with contextlib.suppress(AttributeError):
            self._calls.espeak_ng_SetRandSeed(ctypes.c_long(1))

    def say(self, text: str, voices: list[str], volume: int) -> tuple[dict[str, Any], bytes]:
        """Make the sound of a text in the first of the voices that there is; give what happens in it, and the sound."""
        voice = next(each for each in [*voices, FALLBACK] if self._take_voice(each))
        self._calls.espeak_SetParameter(VOLUME, volume, 0)
        pieces: list[bytes] = []
        marks: list[tuple[int, int | str]] = []
        left = LONGEST_SOUND * self.rate

        def hear(samples: Any, count: int, events: Any) -> int:
            nonlocal left
            left -= count
            if samples and count:
                pieces.append(ctypes.string_at(samples, 2 * count))
            marks.extend(_marks(events))
            return GO_ON if left > 0 else STOP

        callback = _Callback(hear)
        self._calls.espeak_SetSynthCallback(callback)
        data = text.encode('utf-8', 'replace') + b'\0'
        failed = self._calls.espeak_Synth(data, len(data), 0, BY_CHARACTER, 0, UTF_8, None, None)
        if failed:
            raise ValueError(f'it gives the error {failed}')
        if left <= 0:
            raise ValueError(f'it is longer than {LONGEST_SOUND} s')
        return {'voice': voice, 'marks': marks}, b''.join(pieces)

    def _take_voice(self, name: str) -> bool:
        return bool(self._calls.espeak_SetVoiceByName(name.encode()) == 0)


def _marks(events: Any) -> Iterator[tuple[int, int | str]]:
    """Give at which sample words and sounds of speech begin: the place of a word in the text, the sign of a sound."""
    for event in events:
        if event.type == NOTHING:
            return
        if event.type == WORD:
            yield event.sample, event.text_position - 1
        if event.type == PHONEME:
            yield event.sample, event.id.text.decode('utf-8', 'replace')


def _load(candidates: list[str]) -> Library | str:
    """Load the first library that can be; else say why not."""
    reasons = []
    for path, data in zip(candidates[::2], candidates[1::2], strict=True):
        try:
            return Library(path, data)
        except (OSError, AttributeError) as error:
            reasons.append(f'{path}: {str(error).removeprefix(path).lstrip(": ")}')
    return '; '.join(reasons)


def _answer(output: IO[bytes], head: dict[str, Any], samples: bytes = b'') -> None:
    head['samples'] = len(samples) // array('h').itemsize
    output.write(json.dumps(head).encode() + b'\n' + samples)
    output.flush()


def _say(library: Library, request: dict[str, Any], output: IO[bytes]) -> None:
    """Make the sound of a text, in a copy of this process."""
    copy = os.fork()
    if copy == 0:
        signal.alarm(LONGEST_WORK)
        try:
            _answer(output, *library.say(**request))
        except ValueError as error:
            _answer(output, {'error': str(error)})
        os._exit(0)
    _, status = os.waitpid(copy, 0)
    if os.WIFSIGNALED(status):
        by = os.WTERMSIG(status)
        why = f'it takes longer than {LONGEST_WORK} s' if by == signal.SIGALRM else f'signal {by}'
        _answer(output, {'error': why})
    elif status:
        _answer(output, {'error': 'it ended'})


def main() -> None:
    """Make sound of texts until there are no more."""
    # What the library has to say is for nobody, and its output must not get between the answers.
    output = os.fdopen(os.dup(1), 'wb')
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    library = _load(sys.argv[1:])
    if isinstance(library, str):
        _answer(output, {'error': library})
        return
    _answer(output, {'version': library.version, 'rate': library.rate})
    for line in sys.stdin.buffer:
        _say(library, json.loads(line), output)


if __name__ == '__main__':
    main()
