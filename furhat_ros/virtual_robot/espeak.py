"""Real voices: eSpeak NG in a process of its own, and the one thread that waits for it."""

import contextlib
import importlib
import io
import itertools
import json
import os
import signal
import subprocess
import sys
from array import array
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from .alignment import align, sounds
from .mouth import moves
from .said import Said
from .wav import Wav
from .words import Wording

LIBRARY_OF_THE_SYSTEM = 'libespeak-ng.1.dylib' if sys.platform == 'darwin' else 'libespeak-ng.so.1'

INSTALL = 'pip install espeakng-loader, or the packages libespeak-ng1 and espeak-ng-data'

PROCESS = Path(__file__).with_name('espeak_process.py')

_NO_COMMANDS = dict.fromkeys((*range(32), *range(127, 160)), ' ')
"""Control characters end the text or are commands; every other character keeps its place."""


class NoEspeakError(ValueError):
    """ESpeak NG is not there, or does not work, in words for a person."""


def libraries() -> list[tuple[str, str]]:
    """Give where the library can be, the best place first, each with its data; '' for those it knows by itself."""
    found = []
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        loader: Any = importlib.import_module('espeakng_loader')
        found.append((str(loader.get_library_path()), str(loader.get_data_path())))
    return [*found, (LIBRARY_OF_THE_SYSTEM, '')]


class Espeak:
    """
    The engine. Texts wait in line for it, and none of them can break it: each has a copy of the process.

    The library is neither for several threads nor can it be interrupted, but a process can.
    """

    def __init__(self, places: Sequence[tuple[str, str]] | None = None) -> None:
        self.version = ''
        self._rate = 0
        self._places = libraries() if places is None else places
        self._thread = ThreadPoolExecutor(1, 'espeak')
        self._process: _Process | None = None
        self._is_closed = False

    def open(self) -> 'Future[None]':
        """Start the process; NoEspeakError says why it cannot be."""
        return self._thread.submit(self._start)

    def say(self, wording: Wording, voices: Sequence[str], volume: int) -> 'Future[Said]':
        """Make the sound of a text in the first of the voices that there is; ValueError says why there is none."""
        return self._thread.submit(self._say, wording, voices, volume)

    def close(self) -> 'Future[None]':
        """End at once, whatever is at work."""
        self._is_closed = True
        if process := self._process:
            process.kill()
        ended = self._thread.submit(self._end)
        self._thread.shutdown(wait=False)
        return ended

    def _start(self) -> None:
        self._process = _Process(self._places)
        head = self._answer(self._process)
        if 'error' in head:
            self._end()
            raise NoEspeakError(f'eSpeak NG does not work here ({head["error"]}): {INSTALL}')
        self.version, self._rate = str(head['version']), int(head['rate'])

    def _say(self, wording: Wording, voices: Sequence[str], volume: int) -> Said:
        process = None if self._is_closed else self._working()
        # Also if that was while it started: then nobody could kill it yet.
        if not process or self._is_closed:
            raise ValueError('eSpeak NG is switched off')
        text = wording.heard.translate(_NO_COMMANDS)
        process.ask({'text': text, 'voices': voices, 'volume': volume})
        head = self._answer(process)
        if 'error' in head:
            raise ValueError(
                f'eSpeak NG cannot say a text of {len(text)} letters: {head["error"]}'
            )
        sound = Wav(self._rate, process.samples(int(head['samples'])))
        marks = [(sample / self._rate, what) for sample, what in head['marks']]
        return Said(
            align(wording, marks, sound.duration),
            moves(sounds(marks, sound.duration)),
            sound,
            str(head['voice']),
        )

    def _working(self) -> '_Process':
        """Give the process, or another one if it has ended."""
        if self._process and self._process.has_ended:
            self._end()
        if not self._process:
            self._start()
        return cast('_Process', self._process)

    def _answer(self, process: '_Process') -> dict[str, Any]:
        try:
            return process.answer()
        except EOFError:
            self._end()
            return {'error': 'its process has ended'}

    def _end(self) -> None:
        """Leave nothing of the process; the next text starts another."""
        process, self._process = self._process, None
        if process:
            process.end()


class _Process:
    """`espeak_process.py` at work; EOFError tells that it has ended."""

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        self._process = subprocess.Popen(
            [sys.executable or 'python3', '-I', '-S', str(PROCESS), *itertools.chain(*places)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Not in our session: Ctrl-C is for the robot, which then ends this.
            start_new_session=True,
        )
        self._in = cast('io.BufferedWriter', self._process.stdin)
        self._out = cast('io.BufferedReader', self._process.stdout)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def ask(self, request: dict[str, Any]) -> None:
        # One that has ended does not take it; that it gives no answer is told by `answer`.
        with contextlib.suppress(OSError):
            self._in.write(json.dumps(request).encode() + b'\n')
            self._in.flush()

    def answer(self) -> dict[str, Any]:
        line = self._out.readline()
        if not line.endswith(b'\n'):
            raise EOFError
        head: dict[str, Any] = json.loads(line)
        return head

    def samples(self, count: int) -> 'array[int]':
        samples = array('h', bytes(2 * count))
        if self._out.readinto(samples) != 2 * count:
            self.kill()
            raise ValueError('the process of eSpeak NG has ended in the middle of a sound')
        return samples

    def kill(self) -> None:
        """End it and the copies that it made of itself, without waiting for that."""
        if not self.has_ended:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Leave nothing of it."""
        self.kill()
        self._process.wait()
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):
                pipe.close()
