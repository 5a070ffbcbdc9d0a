"""Missing sound, found by its lateness."""

from dataclasses import dataclass

RULES = ((250_000_000, 1_000_000_000), (50_000_000, 4_000_000_000))
"""ns that sound must be late, and ns of sound that must stay so: what is small needs more evidence."""

GAP = min(late for late, _ in RULES)
"""ns; less is never called a gap."""

USUAL_TIMES = 4
"""Sound is only taken for late if it is so many times as late as what usually comes soonest in a second."""

SECOND = 1_000_000_000
MEMORY = 64
"""Seconds, about, that the usual is made of; in the beginning all that there were."""


class GapFinder:
    """
    Finds out whether sound is missing or only late.

    Sound that was held up comes at once when the way is free again: its lateness shrinks. Behind a gap all that comes
    is late by the length of the gap, and stays so. That takes as long to find out as one of the RULES says; then the
    length is known, but for what is usual: of this the finder leaves as much as it expects, since a count that is led
    too far makes all that follows seem late.
    """

    def __init__(self) -> None:
        self._suspicions = [_Suspicion(late, time) for late, time in RULES]
        self._usual = 0
        self._seconds = 0
        self._least = 0
        self._second_ends: int | None = None

    def take(self, arrival: int, duration: int, late: int) -> int:
        """Take note of a chunk that came so late, in ns; give the length of the gap that is found by it, or 0."""
        self._learn(arrival, late)
        beyond = USUAL_TIMES * self._usual
        for suspicion in self._suspicions:
            gap = suspicion.take(arrival, duration, late, beyond)
            if gap:
                self.forget()
                return gap - self._usual
        return 0

    def forget(self) -> None:
        """Suspect nothing: what comes next continues nothing."""
        for suspicion in self._suspicions:
            suspicion.clear()
        self._second_ends = None

    def _learn(self, arrival: int, late: int) -> None:
        """Learn how late the soonest chunk of a second usually is, but not from what may be a gap."""
        if self._second_ends is not None and arrival >= self._second_ends:
            soonest = max(self._least, 0)
            if soonest <= max(GAP, USUAL_TIMES * self._usual):
                self._seconds = min(self._seconds + 1, MEMORY)
                self._usual += (soonest - self._usual) // self._seconds
            self._second_ends = None
        if self._second_ends is None:
            self._second_ends = arrival + SECOND
            self._least = late
        self._least = min(self._least, late)


@dataclass
class _Suspicion:
    """What speaks for a gap of at least some length."""

    length: int
    time: int
    heard: int = 0
    least: int = 0
    least_at: int = 0

    def clear(self) -> None:
        self.heard = 0

    def take(self, arrival: int, duration: int, late: int, beyond: int) -> int:
        if late <= max(self.length, beyond):
            self.clear()
            return 0
        if not self.heard or late < self.least:
            self.least, self.least_at = late, arrival
        self.heard += duration
        shrinks = arrival - self.least_at < self.time // 2
        return self.least if self.heard >= self.time and not shrinks else 0
