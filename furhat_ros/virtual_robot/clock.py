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

    @abstractmethod
    def stand_still_for(self, work: 'asyncio.Future[None]') -> None:
        """Hear of work that takes the machine some time, but not the robot."""

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
    """
    The time of the wall, or a multiple of it.

    A multiple stands still for the work of the machine, which takes no longer on a faster robot: what happens when, in
    the time of the robot, is the same at any speed.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._start = time.monotonic()
        self._stopped_at: float | None = None
        self._work: set[asyncio.Future[None]] = set()
        self._timers: dict[_RealTimer, None] = {}

    def now(self) -> float:
        """Tell the time since this clock was made, times its speed."""
        moment = time.monotonic() if self._stopped_at is None else self._stopped_at
        return (moment - self._start) * self._speed

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Plan a callback in the running event loop."""
        timer = _RealTimer(self.now() + max(delay, 0.0), callback, self._timers)
        if self._stopped_at is None or delay <= 0:
            timer.plan(max(delay, 0.0) / self._speed)
        return timer

    def stand_still_for(self, work: 'asyncio.Future[None]') -> None:
        """Stop, if it is a multiple, until some work is done; what is due by now still comes."""
        if self._speed == 1:
            return
        self._work.add(work)
        work.add_done_callback(self._go_on_after)
        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
            for timer in self._timers:
                if timer.due > self.now():
                    timer.put_off()

    def _go_on_after(self, work: 'asyncio.Future[None]') -> None:
        self._work.discard(work)
        if self._work or self._stopped_at is None:
            return
        self._start += time.monotonic() - self._stopped_at
        self._stopped_at = None
        for timer in sorted(self._timers, key=lambda each: each.due):
            timer.plan((timer.due - self.now()) / self._speed)


class _RealTimer:
    def __init__(
        self, due: float, callback: Callable[[], None], waiting: 'dict[_RealTimer, None]'
    ) -> None:
        self.due = due
        self._callback = callback
        self._waiting = waiting
        self._handle: asyncio.TimerHandle | None = None
        waiting[self] = None

    def plan(self, delay: float) -> None:
        """Have it called after so many seconds of the wall."""
        self.put_off()
        self._handle = asyncio.get_running_loop().call_later(delay, self._run)

    def put_off(self) -> None:
        """Have it not called for now."""
        if self._handle:
            self._handle.cancel()

    def cancel(self) -> None:
        self.put_off()
        self._waiting.pop(self, None)

    def _run(self) -> None:
        self._waiting.pop(self, None)
        self._callback()


class ManualClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = itertools.count()
        self._timers: list[tuple[float, int, _ManualTimer]] = []
        self._work: set[asyncio.Future[None]] = set()

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

    def stand_still_for(self, work: 'asyncio.Future[None]') -> None:
        """Do not move on before some work is done: what comes of it comes now, however long it takes."""
        self._work.add(work)
        work.add_done_callback(self._work.discard)

    async def _settle(self) -> None:
        for _ in range(SETTLING_ROUNDS):
            await asyncio.sleep(0)
        while self._work:
            await asyncio.wait(self._work)
            for _ in range(SETTLING_ROUNDS):
                await asyncio.sleep(0)


class _ManualTimer:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None
