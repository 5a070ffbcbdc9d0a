"""The bridge as users start it: a process of its own, with what the launch file gives it."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from ament_index_python.packages import get_package_prefix

from furhat_ros.bridge import fast_dds
from waiting import PATIENCE

QUICK = {
    'connection.retry_first': 0.05,
    'connection.retry_max': 0.1,
    'connection.retry_refused': 0.1,
    'connection.ping_interval': 0.2,
    'connection.ping_timeout': 0.3,
}
"""A link that is given up and tried again soon, so that a thousand cuts take minutes."""


class BridgeProcess:
    """A running bridge, as a context manager; what it writes is kept."""

    def __init__(self, namespace: str, port: int, **parameters: Any) -> None:
        values = {'host': '127.0.0.1', 'port': port, **parameters}
        given = [word for name, value in values.items() for word in ('-p', f'{name}:={value}')]
        program = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / 'bridge'
        self._command: list[str | Path] = [
            program,
            '--ros-args',
            '-r',
            f'__ns:={namespace}',
            *given,
        ]
        self._said = tempfile.TemporaryFile('w+', encoding='utf-8')  # noqa: SIM115  closed by __exit__

    def __enter__(self) -> 'BridgeProcess':
        self._process = subprocess.Popen(
            self._command,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **fast_dds.variables('auto', os.environ, Path.cwd())},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, the hard way if it does not listen."""
        if self.runs:
            self.end(signal.SIGINT)
        self._said.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    @property
    def said(self) -> str:
        """All that it has written."""
        self._said.seek(0)
        return self._said.read()

    @property
    def problems(self) -> list[str]:
        """What in its output shows a mistake in the bridge."""
        signs = ('Traceback', 'failed inside the bridge', 'a callback for', '[FATAL]')
        return [line for line in self.said.splitlines() if any(sign in line for sign in signs)]

    def end(self, how: int) -> tuple[int, float]:
        """Send a signal; give the exit status, and how many seconds the end took."""
        begin = time.monotonic()
        self._process.send_signal(how)
        try:
            status = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return status, time.monotonic() - begin
