"""When something that is sent now arrives on a delayed or thin line."""

import math
from collections.abc import Sequence
from random import Random

from .clock import Clock
from .disturbances import Delay, Slow


class Pace:
    """One direction of a line; nothing arrives before what was sent earlier."""

    def __init__(self, clock: Clock, faults: Sequence[Delay | Slow], dice: Random) -> None:
        self._clock = clock
        self._delays = [fault for fault in faults if isinstance(fault, Delay)]
        self._rate = min((fault.rate for fault in faults if isinstance(fault, Slow)), default=0)
        self._dice = dice
        self._free = -math.inf
        self._latest = -math.inf

    def due(self, size: int) -> float:
        """Give the moment at which so many bytes arrive."""
        now = moment = self._clock.now()
        if self._rate:
            self._free = moment = max(self._free, now) + size / self._rate
        for delay in self._delays:
            moment += delay.seconds + self._dice.uniform(0, delay.jitter)
        self._latest = max(self._latest, moment)
        return self._latest
