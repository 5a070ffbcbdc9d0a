"""The one time axis of all files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .bag import Message

SECOND = 1_000_000_000
LOOKED_AT = 5 * SECOND
"""How much of the beginning tells where the axis begins."""

SAME_CLOCK = 60 * SECOND
"""Further apart, the stamps and the times of recording are of two clocks, one of which is simulated."""

COLUMNS = ('utc', 'ns', 't')
"""Of every table: time as a date, in ns since 1970, and in s from the start of the recording."""


@dataclass(frozen=True)
class Axis:
    """Time in seconds from a start, which is in ns."""

    start: int
    simulated: bool = False
    """The stamps are not of the clock of the recorder."""

    def t(self, time: int) -> float:
        """Give the seconds from the start."""
        return (time - self.start) / SECOND

    def cells(self, time: int) -> tuple[str, int, str]:
        """Give a time for the columns COLUMNS."""
        return utc(time), time, f'{self.t(time):.6f}'


def stamp(content: Any) -> int:
    """Give the stamp of a message in ns."""
    time = content.header.stamp if hasattr(content, 'header') else content.stamp
    return int(time.sec) * SECOND + int(time.nanosec)


def utc(time: int) -> str:
    """Give a time as a date."""
    seconds, rest = divmod(time, SECOND)
    date = datetime.fromtimestamp(seconds, tz=timezone.utc)
    return f'{date:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z'


def axis_of(messages: Iterable[Message]) -> Axis:
    """
    Begin where the recording begins: with its first message or, if that is earlier, its first sound or picture.

    The messages are live ones: what is latched may be much older.
    """
    first: int | None = None
    stamps: list[int] = []
    for message in messages:
        first = message.time if first is None else first
        if message.time > first + LOOKED_AT and stamps:
            break
        stamps.append(stamp(message.content))
    if first is None:
        return Axis(0)
    if not stamps:
        return Axis(first)
    usual = sorted(stamps)[len(stamps) // 2]
    likely = [each for each in stamps if abs(each - usual) <= SAME_CLOCK]
    if abs(usual - first) > SAME_CLOCK:
        return Axis(min(likely), simulated=True)
    return Axis(min(first, *likely))
