"""Built-in gestures. The robot knows them by name; it takes no gestures of one's own."""

from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request

GESTURES = (
    'Smile',
    'BigSmile',
    'Wink',
    'Thoughtful',
    'Surprise',
    'Oh',
    'BrowFrown',
    'BrowRaise',
    'Blink',
    'CloseEyes',
    'OpenEyes',
    'Nod',
    'Shake',
    'Roll',
    'GazeAway',
    'ExpressDisgust',
    'ExpressSad',
    'ExpressAnger',
    'ExpressFear',
)
"""The names in the robot's own catalog; it does not answer to any other name."""


@dataclass(frozen=True)
class GestureStart(Request):
    """Play a gesture; `duration` is probably a factor. Only with `monitor` the robot tells its start and end."""

    type: ClassVar[str] = 'request.gesture.start'
    name: str
    intensity: float = 1.0
    duration: float = 1.0
    monitor: bool = False


@dataclass(frozen=True)
class GestureStarted(Event):
    """A monitored gesture begins."""

    type: ClassVar[str] = 'response.gesture.start'


@dataclass(frozen=True)
class GestureEnded(Event):
    """A monitored gesture is over."""

    type: ClassVar[str] = 'response.gesture.end'
