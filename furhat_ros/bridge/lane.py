"""The slow lane for bulky data: control traffic never stands behind it, and what is too much is dropped."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from .context import Context


class Lane:
    """
    Work on images, sound and lists of users in the I/O thread, one piece at a time between everything else.

    At most `size` pieces wait; a newer one pushes the oldest out, which is counted under the lane's name.
    """

    def __init__(self, context: Context, name: str, size: int, work: Callable[..., None]) -> None:
        self._dropped = context.dropped
        self._log = context.node.get_logger()
        self._name = name
        self._work = work
        self._waiting: deque[tuple[Any, ...]] = deque(maxlen=size)
        self._running: asyncio.Task[None] | None = None

    def put(self, *piece: Any) -> None:
        """Take a piece: the arguments of a later call of `work`."""
        self._dropped[self._name] += len(self._waiting) == self._waiting.maxlen
        self._waiting.append(piece)
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._waiting:
                try:
                    self._work(*self._waiting.popleft())
                except Exception as error:  # noqa: BLE001  one bad piece must not hold up those behind it
                    self._log.error(f'{self._name}: failed inside the bridge: {error!r}')
                await asyncio.sleep(0)
        finally:
            self._running = None
