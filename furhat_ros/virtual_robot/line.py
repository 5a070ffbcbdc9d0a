"""The line to one client, and what the faults make of it; without faults it is the socket and nothing else."""

import asyncio
import contextlib
import logging
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from . import flooding
from .clock import Clock
from .disturbances import Delay, Flood, Slow
from .fault import LineFault, Stage
from .frames import Ending, Frame, Raw, encoded
from .outages import Drop, Stall
from .pace import Pace
from .valve import Valve

logger = logging.getLogger(__name__)

MOST_HELD = 1000
"""Frames on their way; more wait where they come from."""

MOST_FLOODED = 100
"""Frames on their way while a flood goes on: what is said besides stands behind them."""

AT_ONCE = struct.pack('ii', 1, 0)
"""For SO_LINGER: closing the socket is a reset."""


class Line:
    """A client's connection; `number` counts the clients from 1."""

    def __init__(
        self,
        number: int,
        transport: Any,
        send: Callable[[str | bytes], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self.number = number
        self.gone = asyncio.Event()
        self.is_cut = False
        self._transport = transport
        self._send = send
        self._clock = clock
        self._faults: list[LineFault] = []
        self._stages: dict[LineFault, Stage] = {}
        self._floods: dict[LineFault, asyncio.Task[None]] = {}
        self._held: dict[Callable[[], None], None] = {}
        self._on_the_way: deque[tuple[float, Frame]] = deque()
        self._pace: Pace | None = None
        self._valve: Valve | None = None
        self._stalls = False
        self._carrier: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._has_room = asyncio.Event()

    def suffer(self, faults: Sequence[LineFault]) -> None:
        """Have these faults and no others, as far as they concern this client."""
        faults = [fault for fault in faults if fault.concerns(self.number)]
        if self.is_cut or faults == self._faults:
            return
        self._faults = faults
        self._stages = self._stages_of(sorted(faults, key=lambda fault: isinstance(fault, Drop)))
        self._stalls = any(isinstance(fault, Stall) for fault in faults)
        self._pace = self._pace_of('out')
        if self._pace is None:
            self._on_the_way = deque((0.0, frame) for _, frame in self._on_the_way)
        if self._carrier is None:
            self._carrier = self._run(self._carry())
        for release in list(self._held):
            release()
        self._set_valve()
        self._set_floods()
        self._changed.set()

    async def write(self, frame: Frame, most_held: int = MOST_HELD) -> None:
        """Send a frame, or what the faults make of it; wait while too many are on their way."""
        if self._carrier is None:
            await self._put(frame)
            return
        self._pass(tuple(self._stages.values()), frame)
        while len(self._on_the_way) >= most_held and not self.is_cut:
            self._has_room.clear()
            await self._has_room.wait()

    def cut(self, how: Ending = 'reset') -> None:
        """Break the connection without a goodbye."""
        if how == 'reset':
            with contextlib.suppress(OSError):
                self._transport.get_extra_info('socket').setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE
                )
        self._transport.abort()
        self._end()

    def close(self) -> None:
        """Hear that the connection is gone."""
        self._end()
        self.gone.set()

    def _end(self) -> None:
        self.is_cut = True
        self._on_the_way.clear()
        self._held.clear()
        self._has_room.set()
        self._changed.set()
        for task in self._floods.values():
            task.cancel()

    def _stages_of(self, faults: Sequence[LineFault]) -> dict[LineFault, Stage]:
        """Give the stages of the faults; those that go on keep what they remember."""
        stages = {
            fault: self._stages.get(fault) or fault.stage(fault.dice(self.number), self._hold)
            for fault in faults
        }
        return {fault: stage for fault, stage in stages.items() if stage}

    def _pace_of(self, direction: str) -> Pace | None:
        paced = [
            fault
            for fault in self._faults
            if isinstance(fault, (Delay, Slow)) and fault.direction in {direction, 'both'}
        ]
        return Pace(self._clock, paced, paced[0].dice(self.number)) if paced else None

    def _set_valve(self) -> None:
        pace = self._pace_of('in')
        if self._valve is None and (self._stalls or pace):
            self._valve = Valve(self._transport, self._clock)
        if self._valve:
            self._valve.set(is_shut=self._stalls, pace=pace)

    def _set_floods(self) -> None:
        floods = [fault for fault in self._faults if isinstance(fault, Flood)]
        for ended in self._floods.keys() - floods:
            self._floods.pop(ended).cancel()
        for fault in floods:
            if fault not in self._floods:
                write = partial(self.write, most_held=MOST_FLOODED)
                flood = flooding.flood(fault, fault.dice(self.number), self._clock, write)
                self._floods[fault] = self._run(flood)

    def _hold(self, seconds: float, release: Callable[[], None]) -> Callable[[], None]:
        def once() -> None:
            timer.cancel()
            if once in self._held:
                del self._held[once]
                release()

        timer = self._clock.call_later(seconds, once)
        self._held[once] = None
        return once

    def _pass(self, stages: tuple[Stage, ...], frame: Frame) -> None:
        """Let a frame through the stages that are left."""
        if stages:
            stages[0](frame, partial(self._pass, stages[1:]))
        elif not self.is_cut:
            due = self._pace.due(len(encoded(frame))) if self._pace else 0.0
            self._on_the_way.append((due, frame))
            self._changed.set()

    async def _carry(self) -> None:
        """Bring the frames to the client, each when it is due, until nothing is wrong any more."""
        while (self._on_the_way or self._faults) and not self.is_cut:
            if await self._next_is_due():
                _, frame = self._on_the_way.popleft()
                self._has_room.set()
                await self._put(frame)
        self._carrier = None

    async def _next_is_due(self) -> bool:
        self._changed.clear()
        if not self._on_the_way or self._stalls:
            await self._changed.wait()
            return False
        wait = self._on_the_way[0][0] - self._clock.now()
        if wait <= 0:
            return True
        timer = self._clock.call_later(wait, self._changed.set)
        await self._changed.wait()
        timer.cancel()
        return False

    async def _put(self, frame: Frame) -> None:
        if not isinstance(frame, Raw):
            await self._send(frame)
            return
        if not self._transport.is_closing():
            self._transport.write(frame.data)
        if frame.ending:
            self.cut(frame.ending)

    def _run(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(_report)
        return task


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error('a line failed', exc_info=error)
