"""What it costs to hand on what the robot streams, and how long it takes."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from .contestants import contestant
from .listeners import Ages, Listeners, listening
from .processes import Program, new_namespace, python, running

SETTLING = 1.5  # s until nothing of the beginning goes on


@dataclass(frozen=True)
class Traffic:
    """What the robot sends, and what of it is listened to; `raw` stands for the pixels of the images."""

    streams: tuple[str, ...]
    image: int = 115_000
    chunk: float = 0.02

    @property
    def options(self) -> tuple[str, ...]:
        """Give the options for the program that sends it."""
        return ('--image', str(self.image), '--chunk', str(self.chunk))


FULL = Traffic(('camera', 'sound', 'users', 'raw'))


@dataclass
class Run:
    """What was seen of one contestant."""

    seconds: float
    cpu: float
    pieces: int
    memory: float
    ages: Ages = field(default_factory=dict)


def run(name: str, traffic: Traffic, seconds: float) -> Run:
    """Let one contestant hand on some traffic."""
    with at_work(name, traffic) as (bridge, robot, listeners):
        return watched(bridge, robot, listeners, seconds)


@contextmanager
def at_work(name: str, traffic: Traffic) -> Iterator[tuple[Program, Program, Listeners]]:
    """Give a contestant that hands on some traffic for the time of a block, the robot, and who listens."""
    namespace = new_namespace()
    with ExitStack() as stack:
        robot = stack.enter_context(running(python('traffic', *traffic.options)))
        port = robot.answer()
        listeners = stack.enter_context(listening([namespace], traffic.streams))
        bridge = stack.enter_context(contestant(name, port, namespace, list(traffic.streams)))
        listeners.wait_for_all()
        time.sleep(SETTLING)
        yield bridge, robot, listeners


def watched(bridge: Program, robot: Program, listeners: Listeners, seconds: float) -> Run:
    """Watch for some time; not to wait: how long it goes on is the input."""
    listeners.ages()
    pieces, cpu, began = sum(robot.ask('counts').values()), bridge.cpu, time.monotonic()
    time.sleep(seconds)
    cpu, seconds = bridge.cpu - cpu, time.monotonic() - began
    ages = listeners.ages()
    pieces = sum(robot.ask('counts').values()) - pieces
    if not pieces:  # whoever publishes alone asks the robot for nothing
        pieces = sum(map(len, ages.values()))
    return Run(seconds, cpu, pieces, bridge.memory, ages)
