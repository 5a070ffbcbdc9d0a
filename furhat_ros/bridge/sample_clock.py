"""Stamps for sound, counted in samples."""

WINDOW = 2_000_000_000
"""ns over which the least delay is looked for."""

GAP = 50_000_000
"""ns; if every chunk of a window is later than that, sound is missing."""

MOST_SLEW = 200
"""A stamp is corrected by at most one part in so many of the chunk before: 0.5 %, far from what anybody hears."""


class SampleClock:
    """
    Gives each chunk of sound the time of its first sample.

    Chunks arrive late by a delay that varies, never early. So stamps follow the number of samples, and the count is led
    slowly to the least delay that was seen in a window of time: the jitter of the network does not reach the stamps,
    nor do they drift away from the clock. Stamps never run backwards.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self.gaps = 0
        """How often sound was missing."""

        self.reset()

    def reset(self) -> None:
        """Start anew: the next chunk is not the continuation of the last."""
        self._next: int | None = None
        self._before = 0
        self._window_end = 0
        self._least: int | None = None
        self._error = 0

    def stamp(self, arrival: int, samples: int) -> int:
        """Give the time in ns of the first of `samples` samples that arrived together at `arrival`."""
        duration = samples * 1_000_000_000 // self._rate
        begin = arrival - duration
        if self._next is None:
            self._next = begin
            self._window_end = arrival + WINDOW
        self._measure(begin - self._next, arrival)
        stamp = self._next + self._correction()
        self._next = stamp + duration
        self._before = duration
        return stamp

    def _measure(self, delay: int, arrival: int) -> None:
        """Look for the least delay against the count; at the end of a window it is the error of the count."""
        if self._least is not None and arrival >= self._window_end:
            self._error = self._least
            self._least = None
            self._window_end = arrival + WINDOW
        self._least = delay if self._least is None else min(self._least, delay)

    def _correction(self) -> int:
        if self._error > GAP:
            self.gaps += 1
            correction = self._error
        else:
            most = self._before // MOST_SLEW  # it makes the chunk before seem longer or shorter
            correction = max(-most, min(most, self._error))
        self._error -= correction
        if self._least is not None:
            self._least -= correction
        return correction
