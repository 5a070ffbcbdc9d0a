"""Stamps for sound, counted in samples."""

RESYNC = 250_000_000
"""ns; a chunk that is earlier or later than that against the count means a gap: the count starts anew."""


class SampleClock:
    """
    Gives each chunk of sound the time of its first sample.

    Chunks arrive with the jitter of the network, but were recorded without: stamps follow the number of samples since
    the first chunk, not the arrival.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._begin: int | None = None
        self._samples = 0
        self.gaps = 0
        """How often the count had to start anew."""

    def reset(self) -> None:
        """Start anew: the next chunk is not the continuation of the last."""
        self._begin = None

    def stamp(self, arrival: int, samples: int) -> int:
        """Give the time in ns of the first of `samples` samples that arrived together at `arrival`."""
        measured = arrival - self._duration(samples)
        if self._begin is not None and abs(measured - self._next()) > RESYNC:
            self.gaps += 1
            self._begin = None
        if self._begin is None:
            self._begin = measured
            self._samples = 0
        counted = self._next()
        self._samples += samples
        return counted

    def _next(self) -> int:
        assert self._begin is not None
        return self._begin + self._duration(self._samples)

    def _duration(self, samples: int) -> int:
        return samples * 1_000_000_000 // self._rate
