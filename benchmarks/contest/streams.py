"""What it costs to hand on what the robot streams, and how long it takes."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from programs import PATIENCE, NotSeen

from .contestants import contestant
from .processes import Program, new_namespace, python, running

SETTLING = 1.5  # s until nothing of the beginning goes on
LOOK = 0.1  # s

Ages = dict[str, list[float]]
"""Of each stream: how old each piece was when the listener had it, in ms."""


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


@contextmanager
def listening(namespaces: list[str], streams: tuple[str, ...]) -> Iterator[Program]:
    """Run a listener for the time of a block; the pixels have one of their own."""
    with ExitStack() as stack:
        names = ','.join(namespaces)
        if 'raw' in streams:
            taker = stack.enter_context(running(python('listener', names, 'raw')))
            taker.answer()
        others = [stream for stream in streams if stream != 'raw']
        listener = stack.enter_context(running(python('listener', names, *others)))
        listener.answer()
        yield listener


def run(name: str, traffic: Traffic, seconds: float) -> Run:
    """Let one contestant hand on some traffic."""
    with at_work(name, traffic) as (bridge, robot, listener):
        return watched(bridge, robot, listener, seconds)


@contextmanager
def at_work(name: str, traffic: Traffic) -> Iterator[tuple[Program, Program, Program]]:
    """Give a contestant that hands on some traffic for the time of a block, the robot, and the listener."""
    namespace = new_namespace()
    with ExitStack() as stack:
        robot = stack.enter_context(running(python('traffic', *traffic.options)))
        port = robot.answer()
        listener = stack.enter_context(listening([namespace], traffic.streams))
        bridge = stack.enter_context(contestant(name, port, namespace, list(traffic.streams)))
        wait_for_all(listener)
        time.sleep(SETTLING)
        yield bridge, robot, listener


def wait_for_all(listener: Program) -> None:
    """Wait until something has come to each subscription."""
    deadline = time.monotonic() + PATIENCE
    while missing := listener.ask('missing'):
        if time.monotonic() > deadline:
            raise NotSeen(f'nothing came to {missing} subscriptions')
        time.sleep(LOOK)


def watched(bridge: Program, robot: Program, listener: Program, seconds: float) -> Run:
    """Watch for some time; not to wait: how long it goes on is the input."""
    listener.ask('ages')
    pieces, cpu, began = sum(robot.ask('counts').values()), bridge.cpu, time.monotonic()
    time.sleep(seconds)
    cpu, seconds = bridge.cpu - cpu, time.monotonic() - began
    ages = {stream: [age / 1e6 for age in each] for stream, each in listener.ask('ages').items()}
    pieces = sum(robot.ask('counts').values()) - pieces
    if not pieces:  # whoever publishes alone asks the robot for nothing
        pieces = sum(map(len, ages.values()))
    return Run(seconds, cpu, pieces, bridge.memory, ages)
