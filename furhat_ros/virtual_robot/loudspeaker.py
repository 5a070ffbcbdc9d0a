"""The robot's loudspeaker, and the voices of people as if they came from one: tones, and recorded sound."""

import math
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .sound import FORGET_AFTER, Tones

EXACT = 1e-6
"""Of a sample; so far may moments be off that are meant to be the same."""


@dataclass(frozen=True)
class Clip:
    """Samples that sound from one moment to another."""

    start: float
    end: float
    rate: int
    samples: 'array[int]'


class Loudspeaker:
    """What sounds when, in the time of the robot; nothing is planned before what is already planned."""

    def __init__(self) -> None:
        self.on_tone: Callable[[float, float, float], None] = lambda start, end, pitch: None
        self.on_clip: Callable[[Clip], None] = lambda clip: None
        self.on_cut: Callable[[float], None] = lambda now: None
        self._tones = Tones()
        self._clips: deque[Clip] = deque()

    def hum(self, start: float, end: float, pitch: float) -> None:
        """Plan a tone."""
        self._tones.add(start, end, pitch)
        self.on_tone(start, end, pitch)

    def play(self, start: float, rate: int, samples: 'array[int]') -> None:
        """Plan recorded sound; long past sound is forgotten."""
        while self._clips and self._clips[0].end < start - FORGET_AFTER:
            self._clips.popleft()
        self._clips.append(Clip(start, start + len(samples) / rate, rate, samples))
        self.on_clip(self._clips[-1])

    def cut(self, now: float) -> None:
        """Fall silent."""
        self._tones.cut(now)
        self._clips = deque(
            Clip(clip.start, min(clip.end, now), clip.rate, clip.samples)
            for clip in self._clips
            if clip.start < now
        )
        self.on_cut(now)

    def mix_into(self, samples: 'array[int]', start: float, rate: int, gain: float = 1.0) -> None:
        """Add what sounds from `start` on to samples; at equal rates recorded sound comes out as it went in."""
        self._tones.mix_into(samples, start, rate, gain)
        for clip in self._clips:
            first = max(0, math.ceil((clip.start - start) * rate - EXACT))
            last = min(len(samples), math.ceil((clip.end - start) * rate - EXACT))
            lead = (start - clip.start) * clip.rate + EXACT
            step = clip.rate / rate
            played = _played(clip, lead + first * step, step, max(0, last - first))
            for i, sample in enumerate(played, first):
                samples[i] = max(-32768, min(32767, samples[i] + int(gain * sample)))


def _played(clip: Clip, place: float, step: float, count: int) -> Iterator[float]:
    """Give so many samples of a clip from a place in it on; at another rate, on the lines between its own."""
    recorded = clip.samples
    if step == 1:
        yield from recorded[int(place) : int(place) + count]
        return
    end = len(recorded) - 1
    for number in range(count):
        now = place + number * step
        before = min(int(now), end)
        sample = recorded[before]
        yield sample + (recorded[min(before + 1, end)] - sample) * (now - before)
