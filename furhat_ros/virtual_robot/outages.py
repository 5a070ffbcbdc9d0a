"""The faults that take the robot away, for a while or for good."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from random import Random
from typing import Literal

from .choices import choice
from .fault import Emit, Hold, LineFault, Outage, Stage
from .frames import Frame, Raw, encoded


@dataclass(frozen=True, eq=False, kw_only=True)
class Refuse(Outage):
    """Nobody can connect: the port refuses connections. Who is connected stays so."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Disable(Outage):
    """The API is disabled: clients are told goodbye, and new ones get an HTTP error (a guess)."""

    status: int = choice(404, 'the HTTP error', 400, 599)

    def __post_init__(self) -> None:
        """Raise ValueError, in words for a person, for a value that cannot be."""
        super().__post_init__()
        if self.status not in {each.value for each in HTTPStatus}:
            raise ValueError(f'there is no HTTP status {self.status}')


@dataclass(frozen=True, eq=False, kw_only=True)
class Restart(Outage):
    """The robot restarts: connections break, the port is closed meanwhile, and its state is lost."""

    seconds: float | None = choice(5.0, 'how long it takes', 0.001, 1e6)


@dataclass(frozen=True, eq=False, kw_only=True)
class Stall(Outage, LineFault):
    """The robot hangs: it stays connected, but neither reads nor sends, and answers no ping and no newcomer."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Drop(LineFault):
    """Connections break without a goodbye: at once, or as the fields say."""

    every: float | None = choice(None, 'break all connections each so many seconds', 0.001, 1e6)
    after_bytes: int | None = choice(
        None, 'break each connection after so many bytes to it, in mid-frame, too', 0, 2**63
    )
    share: float = choice(0.0, 'break at so many of the messages, anywhere in it', 0, 1)
    how: Literal['reset', 'end'] = choice('reset', 'how it shows: as a reset, or as a plain end')

    @property
    def duration(self) -> float | None:
        """None as long as it waits for bytes, else no time."""
        return None if self.after_bytes is not None or self.share else 0.0

    @property
    def interval(self) -> float | None:
        """Seconds from one time to the next; None if it happens once, and at once."""
        return self.every

    def __post_init__(self) -> None:
        """Raise ValueError, in words for a person, for a value that cannot be."""
        super().__post_init__()
        if self.every is not None and self.duration is None:
            raise ValueError('every goes with neither after_bytes nor share: start two faults')

    def stage(self, dice: Random, hold: Hold) -> Stage | None:
        """Cut the line when its byte has come."""
        return None if self.duration == 0 else self._cut(dice)

    def _cut(self, dice: Random) -> Callable[[Frame, Emit], None]:
        sent = 0

        def cut(frame: Frame, emit: Emit) -> None:
            nonlocal sent
            data = encoded(frame)
            left = len(data) + 1 if self.after_bytes is None else self.after_bytes - sent
            if dice.random() < self.share:
                left = min(left, dice.randrange(len(data)))
            sent += len(data)
            emit(frame if left > len(data) else Raw(data[: max(0, left)], self.how))

        return cut
