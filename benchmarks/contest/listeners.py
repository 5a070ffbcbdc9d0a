"""Who listens: a program for each stream, so that none comes late because another one is being taken there."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from programs import PATIENCE, NotSeen

from .processes import Program, python, running

LOOK = 0.1  # s

Ages = dict[str, list[float]]
"""Of each stream: how old each piece was when the listener had it, in ms."""


class Listeners:
    """Programs that listen, each to one stream of one or several robots."""

    def __init__(self, programs: list[Program]) -> None:
        self._programs = programs

    def ages(self) -> Ages:
        """Give those since the last question."""
        return {
            stream: [age / 1e6 for age in ages]
            for each in self._programs
            for stream, ages in each.ask('ages').items()
        }

    def wait_for_all(self, patience: float = PATIENCE) -> None:
        """Wait until something has come to each subscription."""
        deadline = time.monotonic() + patience
        while missing := sum(each.ask('missing') for each in self._programs):
            if time.monotonic() > deadline:
                raise NotSeen(f'nothing came to {missing} subscriptions')
            time.sleep(LOOK)


@contextmanager
def listening(namespaces: list[str], streams: tuple[str, ...]) -> Iterator[Listeners]:
    """Let somebody listen for the time of a block."""
    with ExitStack() as stack:
        programs = [
            stack.enter_context(running(python('listener', ','.join(namespaces), each)))
            for each in streams
        ]
        for each in programs:
            each.answer()
        yield Listeners(programs)
