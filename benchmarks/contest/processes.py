"""The programs of the contest, each in a process of its own."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from processor import family, megabytes
from programs import PATIENCE, NotSeen, end

HERE = Path(__file__).parent


class Program:
    """A process that runs."""

    def __init__(self, process: 'subprocess.Popen[str]', began: float) -> None:
        self.began = began
        """When it was started, on the monotonic clock."""

        self._process = process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def cpu(self) -> float:
        """Seconds that it has had a processor."""
        return sum(self._look().values())

    @property
    def memory(self) -> float:
        """MB that it has in memory."""
        return megabytes(self._look())

    def ask(self, question: str) -> Any:
        """Send a line, and give what is answered."""
        assert self._process.stdin is not None
        self._process.stdin.write(question + '\n')
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        """Wait for the next line, and read it as JSON."""
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                raise NotSeen(f'{self._name} says nothing')
        line = self._process.stdout.readline()
        if not line:
            raise NotSeen(f'{self._name} has ended')
        return json.loads(line)

    @property
    def _name(self) -> str:
        return ' '.join(str(each) for each in self._process.args)  # type: ignore[union-attr]  # always a list here

    def _look(self) -> dict[int, float]:
        if self._process.poll() is not None:
            raise NotSeen(f'{self._name} has ended by itself')
        return family(self._process.pid)


@contextmanager
def running(command: list[str], **options: Any) -> Iterator[Program]:
    """Run a command for the time of a block; its input is closed first, and then it is told to end."""
    pipes = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE, **options}
    began = time.monotonic()
    process = subprocess.Popen(command, text=True, bufsize=1, start_new_session=True, **pipes)
    try:
        yield Program(process, began)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        end(process, signal.SIGTERM)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def python(name: str, *arguments: object) -> list[str]:
    """Give the command for a program in this folder."""
    return [sys.executable, str(HERE / f'{name}_program.py'), *(str(each) for each in arguments)]


def new_namespace() -> str:
    """Give a namespace that nobody else has."""
    return f'/contest_{os.getpid()}_{time.monotonic_ns()}'
