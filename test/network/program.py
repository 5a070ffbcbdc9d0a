"""A program that runs on a host, and what it says."""

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE = 30.0
"""Seconds that anybody waits for what must happen."""

END_TIMEOUT = 10.0


class NotSeen(AssertionError):
    """A program did not say in time what somebody waited for."""


class Program:
    """A process; every line that it writes is kept, and one that is a JSON object also as such."""

    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        self.lines: list[str] = []
        self.told: list[dict[str, Any]] = []
        self._said = threading.Condition()
        self._is_silent = False
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
            env=environment,
            start_new_session=True,  # Ctrl-C at the terminal is for the test, which then ends this process
        )
        assert self._process.stdin
        assert self._process.stdout
        self._input, self._output = self._process.stdin, self._process.stdout
        self._reader = threading.Thread(target=self._read, name='reader', daemon=True)
        self._reader.start()

    def write(self, line: str) -> None:
        """Give the program a line to read."""
        self._input.write(f'{line}\n')

    def told_of(self, name: str) -> list[Any]:
        """Give everything that the program has told under this name, in order."""
        return [each[name] for each in list(self.told) if name in each]

    def wait_for(self, what: str, found: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """Wait until what the program says makes `found` true; give what it gave."""
        with self._said:
            self._said.wait_for(lambda: found() or self._is_silent, patience)
            if result := found():
                return result
        tail = '\n'.join(line[:200] for line in self.lines[-10:])
        limit = 'before the program ended' if self._is_silent else f'within {patience:g} s'
        raise NotSeen(f'not seen {limit}: {what}\n{tail}')

    def end(self, patience: float = END_TIMEOUT) -> int:
        """End the program as Ctrl-C does, after the end of its input; give its exit status."""
        with suppress(BrokenPipeError):
            self._input.close()
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(patience)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            self._output.close()

    def _read(self) -> None:
        for line in self._output:
            told = json.loads(line) if line.startswith('{') else None
            with self._said:
                self.lines.append(line.rstrip('\n'))
                if told:
                    self.told.append(told)
                self._said.notify_all()
        with self._said:
            self._is_silent = True
            self._said.notify_all()
