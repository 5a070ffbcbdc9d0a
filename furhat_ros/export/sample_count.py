"""Where in a sound file a chunk belongs."""

from bisect import bisect_left, insort
from typing import NamedTuple

SECOND = 1_000_000_000
SLACK = 2_000_000
"""ns by which the stamps of neighbours may differ from their length; a chunk that is lost is longer."""

MOST_SLEW = 50
"""The bridge leads its stamps slowly to the clock: by less than one part in so many of a chunk."""

REMEMBERED = 4096
"""Chunks; one of the microphone may come so much later than one of the speaker."""


class SampleCount:
    """
    Counts the samples of microphone and speaker together, so that they never shift against each other.

    Chunks that follow each other are put side by side, sample by sample, whatever their stamps do within SLACK. After
    a gap the other source decides where the sound goes on, if it has none there, else the stamp. If the clock was set
    back, the sound goes on where it is.
    """

    def __init__(self, start: int, rate: int) -> None:
        self._start = start
        self._rate = rate
        self._chunks: list[_Chunk] = []
        """Of all sources, in the order of the stamps."""

        self._latest: dict[str, _Chunk] = {}
        self._ends: dict[str, int] = {}
        """How far the sound of each source reaches."""

        self.backwards = 0
        """How often the clock was set back."""

        self.drift = 0
        """How much later in ns the stamps have the end of the sound than the count."""

    def place(self, source: str, stamp: int, length: int) -> int:
        """Give the number of the first sample of a chunk; below zero if it is before the start."""
        last = self._latest.get(source)
        if last is not None and stamp < last.stamp:
            self._set_back(stamp)
            last = None
        at = bisect_left(self._chunks, (stamp,))
        same = at < len(self._chunks) and self._chunks[at].stamp == stamp
        if same:
            position = self._chunks[at].position
        elif last is not None and self._late(last, stamp) <= 0:
            position = last.end
        elif at and self._late(self._chunks[at - 1], stamp) == 0:
            position = self._chunks[at - 1].end
        else:
            position = round((stamp - self._start) * self._rate / SECOND)
        position = max(position, self._ends.get(source, position))
        self._ends[source] = position + length
        self._latest[source] = chunk = _Chunk(stamp, position, length)
        if not same:
            self._remember(chunk)
        return position

    def _remember(self, chunk: '_Chunk') -> None:
        insort(self._chunks, chunk)
        if len(self._chunks) > REMEMBERED:
            del self._chunks[0]
        self.drift = chunk.stamp - self._start - self._duration(chunk.position)

    def _set_back(self, stamp: int) -> None:
        self.backwards += 1
        self._start = stamp - self._duration(max(self._ends.values()))
        self._chunks.clear()
        self._latest.clear()

    def _late(self, before: '_Chunk', stamp: int) -> int:
        """Give by how much in ns a chunk begins after the end of another; 0 within the slack."""
        duration = self._duration(before.length)
        late = stamp - before.stamp - duration
        return 0 if abs(late) <= max(SLACK, duration // MOST_SLEW) else late

    def _duration(self, samples: int) -> int:
        return samples * SECOND // self._rate


class _Chunk(NamedTuple):
    stamp: int
    position: int
    length: int

    @property
    def end(self) -> int:
        return self.position + self.length
