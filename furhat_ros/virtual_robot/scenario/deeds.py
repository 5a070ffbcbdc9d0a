"""What can happen in a scenario: one class for each word with which a step begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..wav import Wav

Place = Mapping[str, float]
"""Metres by axis; an axis that is left out stays as it is."""


@dataclass(frozen=True)
class Enter:
    """Somebody comes in."""

    id: str
    x: float
    y: float
    z: float
    attending: float


@dataclass(frozen=True)
class Walk:
    """Somebody walks from place to place, in so many seconds or at a speed in metres per second."""

    id: str
    to: tuple[Place, ...]
    seconds: float | None
    speed: float


@dataclass(frozen=True)
class Look:
    """Somebody looks at the robot, away or at somebody else."""

    id: str
    at: str


@dataclass(frozen=True)
class Say:
    """Somebody, or nobody in particular, says one of some texts, or the one text of a recording."""

    id: str | None
    texts: tuple[str, ...]
    sound: Wav | None = None


@dataclass(frozen=True)
class Leave:
    """Somebody goes."""

    id: str


@dataclass(frozen=True)
class Fault:
    """Something goes wrong with the robot from now on."""

    name: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class EndFault:
    """All is well again as far as the faults of a name are concerned."""

    name: str


@dataclass(frozen=True)
class Condition:
    """Something that can come true, by its word and what the word is said of: `says` and a text."""

    word: str
    value: Any


@dataclass(frozen=True)
class Wait:
    """Nothing goes on before something is true, or so many seconds have passed."""

    condition: Condition
    within: float | None


@dataclass(frozen=True)
class Expect:
    """Something must come true within so many seconds."""

    condition: Condition
    within: float


Deed = Enter | Walk | Look | Say | Leave | Fault | EndFault | Wait | Expect


@dataclass(frozen=True)
class Step:
    """One thing that happens; `at` seconds after the start or the latest wait, at once if that is None."""

    number: int
    line: int
    word: str
    deed: Deed
    at: float | None
