"""Responses to clients that cannot hear them yet: they are sent again until they can."""

import asyncio
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

from rclpy.impl.rcutils_logger import RcutilsLogger

from ..crossing import Crossing

PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try; few, since each may hold up the bridge for 0.1 s."""

DROPPED = 'client will not receive response'


class Sending:
    """
    A context manager in which rclpy sends a response (ROS thread); afterwards `dropped` tells whether nobody heard it.

    A client has an end that writes requests and another that reads responses. On a busy machine a middleware finds the
    first of a new client much earlier: `ros2 action send_goal` and `ros2 service call` are new each time. rmw_fastrtps
    waits for the second for 0.1 s and then drops the response, and rclpy only warns: the client would wait forever.
    """

    def __init__(self) -> None:
        self.dropped = False
        self._catching = warnings.catch_warnings(record=True)
        self._told: list[warnings.WarningMessage] | None = None

    def __enter__(self) -> 'Sending':
        self._told = self._catching.__enter__()
        warnings.simplefilter('always')
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._catching.__exit__(kind, error, trace)
        for warning in self._told or ():
            if DROPPED in str(warning.message):
                self.dropped = True
            else:
                warnings.warn_explicit(
                    warning.message, warning.category, warning.filename, warning.lineno
                )


class Responses:
    """Sends the responses of one action or service."""

    def __init__(self, crossing: Crossing, name: str, log: RcutilsLogger) -> None:
        self._crossing = crossing
        self._name = name
        self._log = log
        self._again: set[asyncio.Task[None]] = set()

    def send(self, send: Callable[[], Any]) -> None:
        """Send a response, and again if nobody heard it (ROS thread)."""
        if _is_dropped(send):
            self.send_again(send)

    def send_again(self, send: Callable[[], Any]) -> None:
        """Send a response that nobody heard, later (ROS thread)."""
        self._crossing.post(self._start, send)

    def _start(self, send: Callable[[], Any]) -> None:
        task = asyncio.create_task(self._insist(send))
        self._again.add(task)
        task.add_done_callback(self._again.discard)

    async def _insist(self, send: Callable[[], Any]) -> None:
        """Send until somebody hears it (I/O thread)."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                if not await self._crossing.in_ros(_is_dropped, send):
                    return
            except Exception as error:  # noqa: BLE001  whatever it was: there is nobody to raise it to
                self._log.warning(f'{self._name}: failed to send a response again: {error}')
                return
        self._log.warning(f'{self._name}: a client was not found and gets no response')


def _is_dropped(send: Callable[[], Any]) -> bool:
    with Sending() as sending:
        send()
    return sending.dropped
