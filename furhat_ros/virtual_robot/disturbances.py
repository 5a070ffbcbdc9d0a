"""The faults that spoil, hold up, lose and multiply what the robot says."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from .choices import choice
from .fault import Chance, Emit, Hold, LineFault, Stage
from .frames import Frame, wire_of
from .garble import Kind, fitting, spoiled


@dataclass(frozen=True, eq=False, kw_only=True)
class Delay(LineFault):
    """Everything comes late, and in its order."""

    seconds: float = choice(0.2, 'how late', 0, 1e6)
    jitter: float = choice(0.0, 'at most so many seconds more, by chance', 0, 1e6)
    direction: Literal['out', 'in', 'both'] = choice(
        'out', 'what is late: what the robot sends, receives, or both'
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Slow(LineFault):
    """The line is thin: it carries only so much."""

    rate: float = choice(10_000.0, 'bytes per second', 1, 1e12)
    direction: Literal['out', 'in', 'both'] = choice(
        'out', 'what is slow: what the robot sends, receives, or both'
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Late(Chance):
    """Replies come late, and what answers nobody overtakes them."""

    seconds: float = choice(1.0, 'how late', 0, 1e6)

    def stage(self, dice: Random, hold: Hold) -> Stage:
        """Hold what has a request_id."""

        def late(frame: Frame, emit: Emit) -> None:
            if _is_reply(frame) and dice.random() < self.share:
                hold(self.seconds, lambda: emit(frame))
            else:
                emit(frame)

        return late


@dataclass(frozen=True, eq=False, kw_only=True)
class Lose(Chance):
    """Messages are lost; by default all: the robot takes requests and says nothing."""

    def stage(self, dice: Random, hold: Hold) -> Stage:
        """Hand on the others."""

        def lose(frame: Frame, emit: Emit) -> None:
            if dice.random() >= self.share:
                emit(frame)

        return lose


@dataclass(frozen=True, eq=False, kw_only=True)
class Duplicate(Chance):
    """Messages come twice."""

    def stage(self, dice: Random, hold: Hold) -> Stage:
        """Hand on some twice."""

        def duplicate(frame: Frame, emit: Emit) -> None:
            emit(frame)
            if dice.random() < self.share:
                emit(frame)

        return duplicate


@dataclass(frozen=True, eq=False, kw_only=True)
class Reorder(Chance):
    """Neighbours change places."""

    seconds: float = choice(0.5, 'how long the first at most waits for the second', 0, 1e6)

    def stage(self, dice: Random, hold: Hold) -> Stage:
        """Hold one until the next has passed."""
        waiting: list[Callable[[], None]] = []

        def reorder(frame: Frame, emit: Emit) -> None:
            if waiting:
                emit(frame)
                waiting[0]()
            elif dice.random() < self.share:
                waiting.append(hold(self.seconds, lambda: pass_on(frame, emit)))
            else:
                emit(frame)

        def pass_on(frame: Frame, emit: Emit) -> None:
            waiting.clear()
            emit(frame)

        return reorder


@dataclass(frozen=True, eq=False, kw_only=True)
class Stray(Chance):
    """Messages come once more, as replies to what nobody has asked."""

    def stage(self, dice: Random, hold: Hold) -> Stage:
        """Add a copy with another request_id."""
        numbers = itertools.count(1)

        def stray(frame: Frame, emit: Emit) -> None:
            emit(frame)
            wire = wire_of(frame)
            if wire is not None and dice.random() < self.share:
                emit(json.dumps({**wire, 'request_id': f'nobody-{next(numbers)}'}))

        return stray


@dataclass(frozen=True, eq=False, kw_only=True)
class Garble(Chance):
    """Messages are spoiled."""

    kind: Kind = choice(  # noqa: RUF009  a field, by another name
        'any', 'how; any: by chance one after which a client need not hang up, and that fits'
    )
    nth: int | None = choice(
        None, 'every so-manieth that this kind fits, instead of a share', 1, 2**63
    )

    def stage(self, dice: Random, hold: Hold) -> Stage:
        """Put a spoiled frame in the place of some."""
        numbers = itertools.count(1)

        def garble(frame: Frame, emit: Emit) -> None:
            kinds = fitting(frame, self.kind)
            emit(spoiled(frame, dice.choice(kinds), dice) if kinds and is_hit() else frame)

        def is_hit() -> bool:
            if self.nth is not None:
                return next(numbers) % self.nth == 0
            return dice.random() < self.share

        return garble


@dataclass(frozen=True, eq=False, kw_only=True)
class Flood(LineFault):
    """Clients are flooded with messages that they did not ask for."""

    kind: Literal['users', 'camera', 'audio', 'words', 'replies', 'unknown', 'garbage'] = choice(
        'users', 'of what; replies: to what nobody has asked; garbage: everything, spoiled'
    )
    rate: float | None = choice(
        None, 'messages per second; left out: as fast as they are taken', 0.001, 1e6
    )


def _is_reply(frame: Frame) -> bool:
    wire = wire_of(frame)
    return wire is not None and wire.get('request_id') is not None
