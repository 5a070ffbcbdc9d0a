"""Sound without recordings: a quiet room, and voices that hum one tone per word."""

import math
import random
import sys
from array import array
from dataclasses import dataclass

LOUDNESS = 5000
"""Peak of a voice at one metre; full scale is 32767."""

ROOM_NOISE = 15
"""Standard deviation of the noise of a quiet room."""

ATTACK = 0.02
"""Seconds in which a tone swells and fades, so that nothing clicks."""

FORGET_AFTER = 10.0

_PERIOD = 4096
_WAVE = [
    math.sin(a) * 0.6 + math.sin(2 * a) * 0.3 + math.sin(3 * a) * 0.2
    for a in (2 * math.pi * i / _PERIOD for i in range(_PERIOD))
]
_dice = random.Random(1)
_NOISE = array('h', (round(_dice.gauss(0, ROOM_NOISE)) for _ in range(16381)))


@dataclass(frozen=True)
class Tone:
    """A hum from one moment to another."""

    start: float
    end: float
    pitch: float


class Tones:
    """A voice, or several: what sounds when, in the time of the robot."""

    def __init__(self) -> None:
        self._tones: list[Tone] = []

    def add(self, start: float, end: float, pitch: float) -> None:
        """Plan a tone; long past ones are forgotten."""
        self._tones = [tone for tone in self._tones if tone.end > start - FORGET_AFTER]
        self._tones.append(Tone(start, end, pitch))

    def cut(self, now: float) -> None:
        """Fall silent."""
        self._tones = [
            Tone(tone.start, min(tone.end, now), tone.pitch)
            for tone in self._tones
            if tone.start < now
        ]

    def mix_into(self, samples: 'array[int]', start: float, rate: int, gain: float = 1.0) -> None:
        """Add what sounds from `start` on to samples; the same moment always has the same sound."""
        for tone in self._tones:
            first = max(0, math.ceil((tone.start - start) * rate))
            last = min(len(samples), math.floor((tone.end - start) * rate))
            for i in range(first, last):
                t = start + i / rate
                swell = min(1.0, (t - tone.start) / ATTACK, (tone.end - t) / ATTACK)
                wave = _WAVE[int((t - tone.start) * tone.pitch * _PERIOD) % _PERIOD]
                sample = samples[i] + int(LOUDNESS * gain * swell * wave)
                samples[i] = max(-32768, min(32767, sample))


def silence(count: int) -> 'array[int]':
    """Give samples without any sound."""
    return array('h', bytes(2 * count))


def room(first: int, count: int) -> 'array[int]':
    """Give the noise of a quiet room, from the sample number `first` on; it goes on without a seam."""
    start = first % len(_NOISE)
    samples = _NOISE[start : start + count]
    while len(samples) < count:
        samples += _NOISE[: count - len(samples)]
    return samples


def pcm(samples: 'array[int]') -> bytes:
    """Give samples as 16-bit little-endian PCM."""
    if sys.byteorder == 'big':
        samples.byteswap()
    return samples.tobytes()
