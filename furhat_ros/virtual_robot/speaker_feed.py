"""What sounds from the robot's speaker, as pages get it: tones by their times, recorded sound piece by piece."""

import asyncio
import base64
from array import array
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .clock import Clock
from .loudspeaker import Clip
from .sound import pcm

PIECE = 0.25
"""Seconds of sound in one message."""

AHEAD = 1.0
"""Seconds by which a piece is sent before it sounds, at most."""

LEVELS = 20
"""Per second: how often it is told how loud recorded sound is, for lips that have nothing better to go by."""

COARSE = 8
"""Every so-manieth sample says how loud it is."""

Tell = Callable[[Mapping[str, Any], Callable[[], Mapping[str, Any]]], None]
"""Takes what everybody is told, and what gives the sound itself to those who want to hear it."""


class SpeakerFeed:
    """Follows the speaker while `is_on`; clips that are longer than a piece are read as they sound."""

    def __init__(self, clock: Clock, tell: Tell) -> None:
        self.is_on = False
        self._clock = clock
        self._tell = tell
        self._tasks: set[asyncio.Task[None]] = set()

    def tone(self, start: float, end: float, pitch: float) -> None:
        """Hear that a tone is planned."""
        if self.is_on:
            self._tell({'start': start, 'end': end}, lambda: {'pitch': pitch})

    def clip(self, clip: Clip) -> None:
        """Hear that recorded sound is planned."""
        if not self.is_on:
            return
        task = asyncio.get_running_loop().create_task(self._follow(clip))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cut(self, now: float) -> None:
        """Hear that the speaker falls silent."""
        self.close()
        if self.is_on:
            self._tell({'cut': now}, dict)

    def close(self) -> None:
        """Follow nothing any more."""
        for task in self._tasks:
            task.cancel()

    async def _follow(self, clip: Clip) -> None:
        size = max(1, round(PIECE * clip.rate))
        for first in range(0, len(clip.samples), size):
            start = clip.start + first / clip.rate
            wait = start - AHEAD - self._clock.now()
            if wait > 0:
                await self._clock.sleep(wait)
            if not self.is_on:
                return
            piece = clip.samples[first : first + size]
            loudness = {
                'start': round(start, 4),
                'end': round(start + len(piece) / clip.rate, 4),
                'levels': _levels(piece, clip.rate),
            }
            self._tell(loudness, partial(_sound, clip.rate, piece))


def _sound(rate: int, piece: 'array[int]') -> Mapping[str, Any]:
    return {'rate': rate, 'pcm': base64.b64encode(pcm(piece[:])).decode('ascii')}


def _levels(piece: 'array[int]', rate: int) -> list[float]:
    """Give the peaks of short stretches of sound, from 0 to 1."""
    size = max(1, rate // LEVELS)
    stretches = (piece[first : first + size : COARSE] for first in range(0, len(piece), size))
    return [round(max(map(abs, stretch), default=0) / 32768, 3) for stretch in stretches]
