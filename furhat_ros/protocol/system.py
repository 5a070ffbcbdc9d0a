"""The robot as a device."""

from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class SystemStatus(Request):
    """Ask for the volume, and whether the robot is a simulated one."""

    type: ClassVar[str] = 'request.system.status'
    volume: bool = True
    virtual: bool = True


@dataclass(frozen=True)
class SystemStatusResult(Event):
    """Volume 0..100; virtual: simulated."""

    type: ClassVar[str] = 'response.system.status'
    volume: int | None = None
    virtual: bool | None = None


@dataclass(frozen=True)
class SystemConfig(Request):
    """Set the volume, 0..100."""

    type: ClassVar[str] = 'request.system.config'
    volume: int | None = None
