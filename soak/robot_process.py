"""The virtual robot in a process of its own, and how it is told what to do."""

import json
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from waiting import PATIENCE, NotSeen

PROGRAM = Path(__file__).with_name('robot_program.py')


class RobotProcess:
    """A running `robot_program` or one like it, as a context manager; the keywords are those of the virtual robot."""

    def __init__(self, program: Path = PROGRAM, **choices: Any) -> None:
        self._program = program
        self._choices = choices
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> 'RobotProcess':
        self._process = subprocess.Popen(
            [sys.executable, self._program, json.dumps(self._choices)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.port = int(self._answer(PATIENCE))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def ask(self, what: str, patience: float = PATIENCE, **fields: Any) -> Any:
        """Let the robot do something; the program says what there is."""
        with self._one_at_a_time:
            assert self._process.stdin
            self._process.stdin.write(json.dumps([what, fields]) + '\n')
            self._process.stdin.flush()
            return self._answer(patience)

    def _answer(self, patience: float) -> Any:
        """Read one line; there is never more than one to come."""
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], patience)
        line = self._process.stdout.readline() if ready else ''
        if not line:
            raise NotSeen('the virtual robot does not answer')
        return json.loads(line)
