"""Stamps for sound, counted in samples."""

from collections import deque

from .gaps import GapFinder

SECOND = 1_000_000_000

WINDOW = 8 * SECOND
"""ns of sound over which the least delay is looked for; longer than it takes to find a gap."""

CALM = 10 * SECOND
"""ns in which two thirds of a small error are made up for; in the beginning, when most is learnt, it is a tenth."""

MOST_SLEW = 50
"""A stamp is corrected by at most one part in so many of the chunk before."""

MOST_STEP = 500_000
"""ns; and never by more than that."""


class SampleClock:
    """
    Gives each chunk of sound the time of its first sample.

    Chunks arrive late by a delay that varies, never early. So stamps follow the number of samples, and the count is led
    slowly to the least delay that was seen lately: the jitter of the network does not reach the stamps, nor do they
    drift away from the clock. Where sound is missing they jump by as much, once that is certain. They never run
    backwards.
    """

    def __init__(self, rate: int) -> None:
        self.gaps = 0
        """How often sound was missing."""

        self.missing = 0
        """How much sound was missing, in ns."""

        self.heard = 0
        """How many samples were stamped."""

        self.rate = rate
        self._finder = GapFinder()
        self._delays: deque[tuple[int, int]] = deque()
        self._begin: int | None = None
        self._counted = 0
        self._shift = 0
        self._before = 0
        self._end: int | None = None
        self._cut = False

    def reset(self) -> None:
        """Start anew: the next chunk is not the continuation of the last, and nobody missed anything."""
        self._begin = None
        self._cut = False

    def cut(self) -> None:
        """Start anew, and count as missing what is not heard until the next chunk."""
        self._begin = None
        self._cut = True

    def change_rate(self, rate: int) -> None:
        """Count on with samples of another length."""
        self.rate = rate
        self._begin = None

    def stamp(self, arrival: int, samples: int) -> int:
        """Give the time in ns of the first of `samples` samples that arrived together at `arrival`."""
        duration = self._lasts(samples)
        if self._begin is None:
            self._start(arrival - duration)
        delay = arrival - duration - self._count()
        missing = self._finder.take(arrival, duration, delay - self._least(delay))
        if missing:
            self._jump(missing)
            delay -= missing
        self._remember(delay)
        self._slew()
        stamp = self._count() + self._shift
        self._counted += samples
        self.heard += samples
        self._before = duration
        self._end = stamp + duration
        return stamp

    def _lasts(self, samples: int) -> int:
        return samples * SECOND // self.rate

    def _count(self) -> int:
        """Give the time of the next sample as the count alone has it."""
        return (self._begin or 0) + self._lasts(self._counted)

    def _start(self, begin: int) -> None:
        if self._end is not None:
            if self._cut and begin > self._end:
                self._miss(begin - self._end)
            begin = max(begin, self._end)
        self._cut = False
        self._begin, self._counted, self._shift, self._before = begin, 0, 0, 0
        self._delays.clear()
        self._finder.forget()

    def _jump(self, missing: int) -> None:
        """Go on behind a gap; the delays since its beginning are those of the time before, and known as such."""
        least = self._least(0)
        self._begin = (self._begin or 0) + missing
        self._delays.clear()
        self._delays.append((self._count(), least))
        self._miss(missing)

    def _miss(self, missing: int) -> None:
        self.gaps += 1
        self.missing += missing

    def _least(self, otherwise: int) -> int:
        return self._delays[0][1] if self._delays else otherwise

    def _remember(self, delay: int) -> None:
        """Keep the delays that are or will be the least of a window; it is one of sound, so that a pause keeps all."""
        now = self._count()
        while self._delays and self._delays[-1][1] >= delay:
            self._delays.pop()
        self._delays.append((now, delay))
        while self._delays[0][0] < now - WINDOW:
            self._delays.popleft()

    def _slew(self) -> None:
        """Correct the count; it makes the chunk before seem longer or shorter."""
        error = self._least(0) - self._shift
        calm = min(CALM // 10 + self._lasts(self._counted) // 3, CALM)
        wanted = error * self._before // calm
        most = min(self._before // MOST_SLEW, MOST_STEP)
        self._shift += max(-most, min(most, wanted))
