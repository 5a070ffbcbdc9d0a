"""The projected face."""

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
