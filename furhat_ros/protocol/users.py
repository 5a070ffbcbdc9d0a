"""The people whom the robot tracks. Robot frame: x to the robot's left, y up, z forward, in metres."""

from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request, Value


@dataclass(frozen=True)
class Vector(Value):
    """A position in metres, or a rotation in degrees."""

    x: float
    y: float
    z: float


@dataclass(frozen=True)
class Box(Value):
    """A face in pixels of the unmirrored 640x480 camera image, origin top left."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class User(Value):
    """One person; everything but `id` may be unknown."""

    id: str
    location: Vector | None = None
    camera: Box | None = None
    distance: float | None = None
    attended: bool = False
    attending: float | None = None
    rotation: Vector | None = None


@dataclass(frozen=True)
class UsersOnce(Request):
    """Ask for one list of people."""

    type: ClassVar[str] = 'request.users.once'


@dataclass(frozen=True)
class UsersStart(Request):
    """Start the stream of lists."""

    type: ClassVar[str] = 'request.users.start'


@dataclass(frozen=True)
class UsersStop(Request):
    """End the stream of lists."""

    type: ClassVar[str] = 'request.users.stop'


@dataclass(frozen=True)
class UsersData(Event):
    """Everybody, nearest first; empty when nobody is there."""

    type: ClassVar[str] = 'response.users.data'
    users: tuple[User, ...] = ()
