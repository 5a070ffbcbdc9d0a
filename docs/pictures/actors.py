"""
The virtual robot of the pictures, and before it two people who walk about, and answer when it listens.

The argument holds the options of the robot. Everybody stands where they begin until a line on the input begins it all;
the answer is one line, too.
"""

import asyncio
import json
import math
import sys
from functools import partial
from typing import Any

from furhat_ros.virtual_robot.robot import VirtualFurhat
from furhat_ros.virtual_robot.users import Path, Position

ANNA, BERTA = 'anna', 'berta'

START = (1.0, 0.5)
"""Where Anna begins: metres before the robot, and to its left."""

HEIGHTS = {ANNA: 0.12, BERTA: 0.18}
"""Metres of the heads above that of the robot."""

ANSWERS = (
    (ANNA, 'Hello, I am Anna.'),
    (BERTA, 'And I am Berta, nice to meet you.'),
    (BERTA, 'Yes please, where is the laboratory?'),
    (ANNA, 'Thank you, that is easy to find.'),
    (BERTA, 'Goodbye, robot!'),
)

THINKING_TIME = 0.8
"""Seconds from the moment the robot listens until somebody answers."""

LOOKING_ASIDE = {BERTA: (2.0, 8.0), ANNA: (16.0, 23.0)}
"""From when to when, in seconds, people do not look at the robot."""


def anna(time: float) -> tuple[float, float]:
    """Give where Anna is: metres before the robot, and to its left."""
    ahead, left = START
    return ahead + 0.3 * _swing(time, 26.0), left - 0.17 * _swing(time, 17.0)


def berta(time: float) -> tuple[float, float]:
    """Give where Berta is, in the same way."""
    return 2.1 - 0.4 * _swing(time, 60.0), -0.85 + 0.25 * _swing(time, 30.0)


def _swing(time: float, period: float) -> float:
    """Go from 0 to 2 and back."""
    return 1 - math.cos(2 * math.pi * time / period)


class Actors:
    """The two people."""

    def __init__(self, robot: VirtualFurhat) -> None:
        self._robot = robot
        self._begin: float | None = None
        self._answers = iter(ANSWERS)
        robot.listen.on_open = lambda: self._later(THINKING_TIME, self._answer)
        for name, walk in ((ANNA, anna), (BERTA, berta)):
            robot.users.add(name, path=self._path(walk, HEIGHTS[name]))

    def walk(self) -> None:
        """Begin."""
        self._begin = self._robot.clock.now()
        for name, (since, until) in LOOKING_ASIDE.items():
            self._later(since, partial(self._robot.users.move, name, attending=0.0))
            self._later(until, partial(self._robot.users.move, name, attending=1.0))

    def _path(self, walk: Any, height: float) -> Path:
        def place(now: float) -> Position:
            ahead, left = walk(0.0 if self._begin is None else now - self._begin)
            return left, height, ahead  # the robot's x is to its left, y up, z forward

        return place

    def _answer(self) -> None:
        if self._robot.is_listening and (answer := next(self._answers, None)):
            name, text = answer
            self._robot.ears.voice(text, name)

    def _later(self, seconds: float, deed: Any) -> None:
        self._robot.clock.call_later(seconds, deed)


async def main(choices: dict[str, Any]) -> None:
    """Be a robot until somebody ends it."""
    async with VirtualFurhat(**choices) as robot:
        actors = Actors(robot)
        print(robot.port, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            actors.walk()
            print('null', flush=True)


if __name__ == '__main__':
    asyncio.run(main(json.loads(sys.argv[1])))
