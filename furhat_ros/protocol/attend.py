"""Attention: whom or what the robot looks at. Robot frame: x to the robot's left, y up, z forward, in metres."""

from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request

CLOSEST = 'closest'
"""The user_id that stands for whoever is closest."""

SPEEDS = ('xslow', 'slow', 'medium', 'fast', 'xfast')
"""How fast the head turns."""


@dataclass(frozen=True)
class AttendUser(Request):
    """
    Look at a user, or at the closest.

    Within the slack (degrees) only the eyes follow; beyond it or after `slack_timeout` ms (-1: never) the neck follows.
    What is None is left to the robot: medium, 15, 5, 3000.
    """

    type: ClassVar[str] = 'request.attend.user'
    user_id: str = CLOSEST
    speed: str | None = None
    slack_pitch: float | None = None
    slack_yaw: float | None = None
    slack_timeout: int | None = None


@dataclass(frozen=True)
class AttendLocation(Request):
    """Look at a place; the rest as in AttendUser."""

    type: ClassVar[str] = 'request.attend.location'
    x: float
    y: float
    z: float
    speed: str | None = None
    slack_pitch: float | None = None
    slack_yaw: float | None = None
    slack_timeout: int | None = None


@dataclass(frozen=True)
class AttendNobody(Request):
    """Look at nobody."""

    type: ClassVar[str] = 'request.attend.nobody'


@dataclass(frozen=True)
class AttendStatus(Event):
    """
    Attention has changed; comes without being asked for.

    `target` is what was asked for: nobody, location, closest or a user's id; `current` what is really attended: nobody,
    location or a user's id.
    """

    type: ClassVar[str] = 'response.attend.status'
    target: str = 'nobody'
    current: str = 'nobody'
