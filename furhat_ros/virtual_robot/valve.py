"""The robot's end of what a client sends, where it can be held back before anybody has read it."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from .clock import Clock, Timer
from .pace import Pace

MOST_HELD = 2**20
"""Bytes; beyond them the robot reads no more, and the client notices."""


class Valve(asyncio.Protocol):
    """
    Stands between a transport and the protocol that reads from it.

    Below the WebSocket library, and not beside it: a robot that hangs answers no pings either.
    """

    def __init__(self, transport: Any, clock: Clock) -> None:
        self._transport = transport
        self._protocol: Any = transport.get_protocol()
        self._clock = clock
        self._held: deque[tuple[float, bytes | None]] = deque()
        self._due: Callable[[int], float] | None = None
        self._is_shut = False
        self._reads = True
        self._timer: Timer | None = None
        transport.set_protocol(self)

    def set(self, *, is_shut: bool, pace: Pace | None) -> None:
        """Let nothing through, or what is due, or everything at once if nothing says when."""
        self._is_shut = is_shut
        self._due = pace.due if pace else None
        if pace is None:
            self._held = deque((0.0, data) for _, data in self._held)
        self._flow()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        self._hold(data)

    def eof_received(self) -> bool:
        """Take note that the client sends no more, and keep the connection until that has been passed on."""
        self._hold(None)
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Pass on at once that the connection is gone."""
        self._held.clear()
        self._cancel_timer()
        self._protocol.connection_lost(error)

    def pause_writing(self) -> None:
        """Pass on that the client does not read."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that the client reads again."""
        self._protocol.resume_writing()

    def _hold(self, data: bytes | None) -> None:
        self._held.append((self._due(len(data or b'')) if self._due else 0.0, data))
        self._flow()

    def _flow(self) -> None:
        """Pass on what may pass, and plan the rest."""
        self._cancel_timer()
        while self._held and not self._is_shut and self._held[0][0] <= self._clock.now():
            self._pass_on(self._held.popleft()[1])
        if self._held and not self._is_shut:
            self._timer = self._clock.call_later(self._held[0][0] - self._clock.now(), self._flow)
        self._read(
            not self._is_shut and sum(len(data or b'') for _, data in self._held) < MOST_HELD
        )

    def _pass_on(self, data: bytes | None) -> None:
        if data is not None:
            self._protocol.data_received(data)
        elif not self._protocol.eof_received():
            self._transport.close()

    def _read(self, reads: bool) -> None:
        # Said again each time: the library may have turned it on in the meantime.
        if not reads:
            self._transport.pause_reading()
        elif not self._reads:
            self._transport.resume_reading()
        self._reads = reads

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
