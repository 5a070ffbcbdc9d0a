"""People who come by themselves: they sway and stroll, and say something when the robot listens."""

import itertools
import math
from functools import partial

from .clock import Clock
from .ears import Ears
from .listen import Listen
from .users import Path, Position, Users

SENTENCES = (
    'Hello robot, nice to meet you.',
    'What can you do?',
    'Tell me something about yourself.',
    'That is interesting.',
    'Thank you, goodbye.',
)

THINKING_TIME = 1.5
"""Seconds from the moment the robot listens until somebody says something."""

STROLLERS = 2
"""Every so-manieth visitor walks to and fro; the others sway on the spot."""


class Visitors:
    """The visitors. The nearest of all people answers when a listen session opens, if it still listens then."""

    def __init__(self, clock: Clock, users: Users, ears: Ears, listen: Listen) -> None:
        self._clock = clock
        self._users = users
        self._ears = ears
        self._listen = listen
        self._sentences = itertools.cycle(SENTENCES)

    def come(self, count: int) -> None:
        """Let some people in."""
        for index in range(count):
            self._users.add(path=_path(index))

    def answer(self) -> None:
        """Think of something to say."""
        self._clock.call_later(THINKING_TIME, self._speak)

    def _speak(self) -> None:
        if self._listen.is_listening and len(self._users) and not self._ears.is_anybody_talking():
            self._ears.voice(next(self._sentences))


def _path(index: int) -> Path:
    """Give each visitor a place of their own, the first ones nearest, and a slow movement around it."""
    side = 1 if index % 2 == 0 else -1
    place = (side * (0.25 + 0.1 * index), 0.1 + 0.03 * (index % 3), 1.1 + 0.45 * index)
    return partial(_stroll if index % STROLLERS else _sway, place, 1.7 * index)


def _sway(place: Position, phase: float, time: float) -> Position:
    x, y, z = place
    return (
        x + 0.05 * _wave(time, 6.0, phase),
        y + 0.01 * _wave(time, 3.0, phase),
        z + 0.04 * _wave(time, 11.0, phase),
    )


def _stroll(place: Position, phase: float, time: float) -> Position:
    x, y, z = place
    return (
        x + 0.3 * _wave(time, 20.0, phase),
        y + 0.01 * _wave(time, 1.5, phase),
        z + 0.2 * _wave(time, 31.0, phase),
    )


def _wave(time: float, period: float, phase: float) -> float:
    return math.sin(2 * math.pi * time / period + phase)
