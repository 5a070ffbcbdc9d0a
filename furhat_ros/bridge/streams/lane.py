"""The slow lane for bulky data: control traffic never stands behind it, and what is too much is dropped."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from furhat_ros.errors import ProtocolViolation

from ..basis import Basis

LONGEST_TURN = 0.002
"""Seconds for which pieces that wait may keep everything else waiting."""

PAUSE = 0.005
"""Seconds after a piece in which the next one has to wait for its turn; a stream that is no flood leaves more."""


class Lane:
    """
    Work on images, sound and lists of users in the I/O thread, for a moment at a time between everything else.

    A piece that comes after a pause is handed out at once. Of others at most `size` wait; a newer one pushes the oldest
    out, which is counted under the lane's name. What is left is made ready by `prepare`, if given, which may raise
    ProtocolViolation, and then given to all who watch.
    """

    def __init__(
        self,
        basis: Basis,
        name: str,
        size: int,
        *watchers: Callable[..., None],
        prepare: Callable[..., tuple[Any, ...]] | None = None,
    ) -> None:
        self._report = basis.robot.report
        self._dropped = basis.dropped
        self._log = basis.node.get_logger()
        self._name = name
        self._watchers = list(watchers)
        self._prepare = prepare
        self._waiting: deque[tuple[Any, ...]] = deque(maxlen=size)
        self._next: asyncio.Handle | None = None
        self._paused_at = 0.0

    def watch(self, callback: Callable[..., None]) -> None:
        """Call back with every piece."""
        self._watchers.append(callback)

    def put(self, *piece: Any) -> None:
        """Take a piece: the arguments of a call of the watchers, now or later."""
        loop = asyncio.get_running_loop()
        if self._next is None and loop.time() >= self._paused_at + PAUSE:
            self._hand_out(piece)
            self._paused_at = loop.time()
            return
        self._dropped[self._name] += len(self._waiting) == self._waiting.maxlen
        self._waiting.append(piece)
        if self._next is None:
            self._next = loop.call_soon(self._turn)

    def _turn(self) -> None:
        """Hand out pieces for a moment, at least one, and go on when everything else has had its turn."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_TURN
        while self._waiting:
            self._hand_out(self._waiting.popleft())
            self._paused_at = loop.time()
            if self._paused_at >= end:
                break
        self._next = loop.call_soon(self._turn) if self._waiting else None

    def _hand_out(self, piece: tuple[Any, ...]) -> None:
        if self._prepare is not None:
            try:
                piece = self._prepare(*piece)
            except ProtocolViolation as violation:
                self._report(violation)
                return
        for watcher in self._watchers:
            self._give(piece, watcher)

    def _give(self, piece: tuple[Any, ...], watcher: Callable[..., None]) -> None:
        try:
            watcher(*piece)
        except Exception as error:  # noqa: BLE001  one bad piece must hold up neither those behind it nor other watchers
            self._log.error(f'{self._name}: failed inside the bridge: {error!r}')
