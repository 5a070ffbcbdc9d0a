"""Heavy work that must hold up neither thread of the bridge, and that is only worth doing on what is newest."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from furhat_ros.errors import ProtocolViolation

from ..context import Context


class Newest:
    """
    Work on the pieces of a stream in a thread of its own, which starts with the first piece.

    While it is busy the newest piece waits; one that is pushed out is counted under `name`. What is broken, `work` says
    by ProtocolViolation.
    """

    def __init__(self, context: Context, name: str, work: Callable[..., None]) -> None:
        self._report = context.robot.report
        self._dropped = context.dropped
        self._log = context.node.get_logger()
        self._name = name
        self._work = work
        self._thread = ThreadPoolExecutor(1, name)
        self._waiting: tuple[Any, ...] | None = None
        self._running: asyncio.Task[None] | None = None
        self._closed = False

    def put(self, *piece: Any) -> None:
        """Take a piece: the arguments of a later call of the work (I/O thread)."""
        if self._closed:
            return
        self._dropped[self._name] += self._waiting is not None
        self._waiting = piece
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    def close(self) -> None:
        """End the thread, after the piece that it works on (I/O thread)."""
        self._closed = True
        self._waiting = None
        self._thread.shutdown(cancel_futures=True)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting is not None:
                piece, self._waiting = self._waiting, None
                await self._do(loop, piece)
        finally:
            self._running = None

    async def _do(self, loop: asyncio.AbstractEventLoop, piece: tuple[Any, ...]) -> None:
        try:
            await loop.run_in_executor(self._thread, self._work, *piece)
        except ProtocolViolation as violation:
            self._report(violation)
        except Exception as error:  # noqa: BLE001  one bad piece must not hold up those behind it
            self._log.error(f'{self._name}: failed inside the bridge: {error!r}')
