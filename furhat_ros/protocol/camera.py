"""The robot's camera."""

from dataclasses import dataclass, field
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class CameraOnce(Request):
    """Ask for one frame."""

    type: ClassVar[str] = 'request.camera.once'


@dataclass(frozen=True)
class CameraStart(Request):
    """Start the stream of frames."""

    type: ClassVar[str] = 'request.camera.start'


@dataclass(frozen=True)
class CameraStop(Request):
    """End the stream of frames."""

    type: ClassVar[str] = 'request.camera.stop'


@dataclass(frozen=True)
class CameraData(Event):
    """One frame: a JPEG in base64."""

    type: ClassVar[str] = 'response.camera.data'
    image: str = field(repr=False)
