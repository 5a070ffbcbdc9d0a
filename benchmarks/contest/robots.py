"""Several robots on one machine."""

import time
from contextlib import ExitStack
from dataclasses import dataclass

from programs import PATIENCE

from .contestants import bridge, contestant
from .listeners import listening
from .processes import Program, new_namespace, python, running
from .streams import SETTLING

TOGETHER = 'ours in one process'
STREAMS = ['camera', 'sound', 'users']
LIGHT = ('--images-per-second', '5', '--chunk', '0.1', '--users-per-second', '5')
"""What 16 robots can send on a small machine, whose processors also have the robots and the listeners."""


@dataclass
class PerRobot:
    """Share of a core and MB for each robot, and the ages of all chunks of sound in ms."""

    share: float
    memory: float
    ages: list[float]


def run(name: str, count: int, seconds: float) -> PerRobot:
    """Let a contestant look after so many robots, with a process for each unless it is TOGETHER."""
    with ExitStack() as stack:
        robot = stack.enter_context(running(python('traffic', *LIGHT)))
        port = robot.answer()
        names = [new_namespace() for _ in range(count)]
        listeners = stack.enter_context(listening(names, tuple(STREAMS)))
        if name == TOGETHER:
            bridges = [stack.enter_context(bridge(port, names))]
        else:
            bridges = [
                stack.enter_context(contestant(name, port, each, STREAMS)) for each in names
            ]
        listeners.wait_for_all(count * PATIENCE)  # all start at once, and find each other
        time.sleep(SETTLING)
        listeners.ages()
        cpu, began = _cpu(bridges), time.monotonic()
        time.sleep(seconds)  # not to wait: how long it goes on is the input
        cpu, seconds = _cpu(bridges) - cpu, time.monotonic() - began
        ages = listeners.ages()['sound']
        memory = sum(each.memory for each in bridges)
    return PerRobot(cpu / seconds / count, memory / count, ages)


def _cpu(programs: list[Program]) -> float:
    return sum(each.cpu for each in programs)
