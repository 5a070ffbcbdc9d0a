"""Several robots on one machine, each with a bridge of its own."""

import time
from contextlib import ExitStack
from dataclasses import dataclass

from .contestants import bridge
from .processes import new_namespace, python, running
from .streams import SETTLING, listening, wait_for_all

STREAMS = ('camera', 'sound', 'users')
LIGHT = ('--images-per-second', '5', '--chunk', '0.1', '--users-per-second', '5')
"""What 16 robots can send on a small machine, whose processors also have the robots and the listeners."""


@dataclass
class PerRobot:
    """Share of a core and MB of each bridge, and the ages of all chunks of sound in ms."""

    share: float
    memory: float
    ages: list[float]


def run(count: int, seconds: float) -> PerRobot:
    """Watch so many bridges."""
    with ExitStack() as stack:
        robot = stack.enter_context(running(python('traffic', *LIGHT)))
        port = robot.answer()
        names = [new_namespace() for _ in range(count)]
        listener = stack.enter_context(listening(names, STREAMS))
        bridges = [stack.enter_context(bridge(port, name)) for name in names]
        wait_for_all(listener)
        time.sleep(SETTLING)
        listener.ask('ages')
        cpu, began = sum(each.cpu for each in bridges), time.monotonic()
        time.sleep(seconds)  # not to wait: how long it goes on is the input
        cpu, seconds = sum(each.cpu for each in bridges) - cpu, time.monotonic() - began
        ages = [age / 1e6 for age in listener.ask('ages')['sound']]
        memory = sum(each.memory for each in bridges)
    return PerRobot(cpu / seconds / count, memory / count, ages)
