"""What every part of an export works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .axis import Axis
from .bag import Message
from .dialogue import Dialogue

Take = Callable[[Message], None]


@dataclass(frozen=True)
class Job:
    """What is exported, and where to."""

    name: str
    """Of the robot."""

    axis: Axis
    folder: Path
    dialogue: Dialogue
    rates: Mapping[str, int]
    """Samples per second of `microphone` and `speaker`, as far as known from the beginning."""

    complain: Callable[[str], None]
    """Tell in words what is lost."""

    note: Callable[[str], None]
    """Tell in words what was made, or what is missing to make more."""


class Part(Protocol):
    """Some of the files of an export."""

    @property
    def takes(self) -> Mapping[str, Take]:
        """What it does with the messages of a topic, by the name in the namespace of the robot."""

    def finish(self, end: int) -> None:
        """Write what is not written yet; `end` is the time in ns of the last message."""
