"""The robot's time. Everything that takes time asks a clock, so that tests need not wait for it."""

import asyncio
import heapq
import itertools
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

SETTLING_ROUNDS = 20
"""Turns of the event loop after which everything that a timer set off has run: a stream, its queue, its socket."""


class Timer(Protocol):
    """A callback that is planned and can be called off."""

    def cancel(self) -> None:
        """Forget the callback; nothing happens if it has already run."""


class Clock(ABC):
    """Seconds since the robot was switched on."""

    @abstractmethod
    def now(self) -> float:
        """Tell the time."""

    @abstractmethod
    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Plan a callback `delay` seconds from now."""

    async def sleep(self, seconds: float) -> None:
        """Wait for a while."""
        awake = asyncio.Event()
        timer = self.call_later(seconds, awake.set)
        try:
            await awake.wait()
        finally:
            timer.cancel()

    async def sleep_until(self, moment: float) -> None:
        """Wait for a moment; one that has passed only gives way to others."""
        await self.sleep(moment - self.now())


class Beat:
    """A steady rhythm; beats that pass while nobody waits for them are left out."""

    def __init__(self, clock: Clock, rate: float) -> None:
        self._clock = clock
        self._rate = rate
        self._start = clock.now()
        self._number = 0

    async def next(self) -> None:
        """Wait for the next beat."""
        passed = int((self._clock.now() - self._start) * self._rate)
        self._number = max(self._number + 1, passed)
        await self._clock.sleep_until(self._start + self._number / self._rate)


class RealClock(Clock):
    """The time of the wall, or a multiple of it."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._start = time.monotonic()

    def now(self) -> float:
        """Tell the time since this clock was made, times its speed."""
        return (time.monotonic() - self._start) * self._speed

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Plan a callback in the running event loop."""
        return asyncio.get_running_loop().call_later(max(delay, 0.0) / self._speed, callback)


class ManualClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = itertools.count()
        self._timers: list[tuple[float, int, _ManualTimer]] = []

    def now(self) -> float:
        """Tell how far the clock was moved."""
        return self._now

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Plan a callback; what is due at once needs no move of the clock."""
        if delay <= 0:
            return asyncio.get_running_loop().call_soon(callback)
        timer = _ManualTimer(callback)
        heapq.heappush(self._timers, (self._now + delay, next(self._order), timer))
        return timer

    async def advance(self, seconds: float) -> None:
        """Move the clock, and run what falls due on the way, each at its own moment and in order."""
        end = self._now + seconds
        await self._settle()
        while self._timers and self._timers[0][0] <= end + 1e-9:
            due, _, timer = heapq.heappop(self._timers)
            if timer.callback:
                self._now = max(self._now, due)
                timer.callback()
                await self._settle()
        self._now = end

    async def _settle(self) -> None:
        for _ in range(SETTLING_ROUNDS):
            await asyncio.sleep(0)


class _ManualTimer:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None
