"""What a fault is: a few choices, and what they do to the frames of a connection."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .choices import check, choice
from .frames import Frame

Emit = Callable[[Frame], None]

Hold = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Do something after some seconds, or at once when the faults change; gives a function that does it now."""

Stage = Callable[[Frame, Emit], None]
"""Takes a frame on its way to the client, and hands on what becomes of it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Fault:
    """Something that goes wrong, as it was asked for."""

    def __post_init__(self) -> None:
        """Raise ValueError, in words for a person, for a value that cannot be."""
        check(self)

    @property
    def duration(self) -> float | None:
        """Seconds that it lasts each time; None until it is stopped."""
        return None

    @property
    def interval(self) -> float | None:
        """Seconds from one time to the next; None if it happens once, and at once."""
        return None


@dataclass(frozen=True, eq=False, kw_only=True)
class Outage(Fault):
    """A fault that comes and goes."""

    seconds: float | None = choice(
        None, 'how long it lasts; left out: until it is stopped', 0.001, 1e6
    )
    every: float | None = choice(
        None, 'seconds from one time to the next; left out: once, now', 0.001, 1e6
    )

    def __post_init__(self) -> None:
        """Raise ValueError, in words for a person, for a value that cannot be."""
        super().__post_init__()
        if self.every is not None and (self.seconds is None or self.seconds >= self.every):
            raise ValueError('every needs seconds that are shorter')

    @property
    def duration(self) -> float | None:
        """Seconds that it lasts each time; None until it is stopped."""
        return self.seconds

    @property
    def interval(self) -> float | None:
        """Seconds from one time to the next; None if it happens once, and at once."""
        return self.every


@dataclass(frozen=True, eq=False, kw_only=True)
class LineFault(Fault):
    """A fault of the lines to the clients, or of one of them."""

    client: int = choice(
        0, 'only this client, counted from 1 in the order of arrival; 0 for all', 0, 10**9
    )
    seed: int = choice(0, 'another number, another course of chance', 0, 2**63)

    def concerns(self, number: int) -> bool:
        """Tell whether the line of a client has this fault."""
        return self.client in {0, number}

    def dice(self, number: int) -> Random:
        """Give the chance of a client; it takes the same course each time."""
        return Random(f'{self.seed} {number}')

    def stage(self, dice: Random, hold: Hold) -> Stage | None:
        """Give what becomes of the frames on one line, None if they stay as they are."""
        return None


@dataclass(frozen=True, eq=False, kw_only=True)
class Chance(LineFault):
    """A fault of some of the messages to a client."""

    share: float = choice(1.0, 'of how many messages, from 0 to 1', 0, 1)
