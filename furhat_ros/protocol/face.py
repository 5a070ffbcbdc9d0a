"""The projected face."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class FaceStatus(Request):
    """Ask for the active face and for the list of faces."""

    type: ClassVar[str] = 'request.face.status'
    face_id: bool = True
    face_list: bool = True


@dataclass(frozen=True)
class FaceStatusResult(Event):
    """Faces are named `mask - character`, e.g. `adult - Alex`."""

    type: ClassVar[str] = 'response.face.status'
    face_id: str | None = None
    face_list: tuple[str, ...] | None = None


@dataclass(frozen=True)
class FaceParams(Request):
    """Set parameters of the face by name (BASIC, ARKIT and CHAR families), nominally 0..1; they stay until changed."""

    type: ClassVar[str] = 'request.face.params'
    params: Mapping[str, float]


@dataclass(frozen=True)
class FaceHeadpose(Request):
    """
    Hold the head in a pose, in degrees: yaw to the robot's left, pitch down, roll to the robot's right.

    `relative`: an offset from the attention target. `speed` as in attend; None leaves it to the robot (medium).
    """

    type: ClassVar[str] = 'request.face.headpose'
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    relative: bool = False
    speed: str | None = None


@dataclass(frozen=True)
class FaceConfig(Request):
    """Choose the face and its automatic behaviours; what is None stays as it is."""

    type: ClassVar[str] = 'request.face.config'
    face_id: str | None = None
    visibility: bool | None = None
    microexpressions: bool | None = None
    blinking: bool | None = None
    head_sway: bool | None = None


@dataclass(frozen=True)
class FaceReset(Request):
    """Set all parameters of the face to their defaults."""

    type: ClassVar[str] = 'request.face.reset'
