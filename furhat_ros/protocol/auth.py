"""Asking for access."""

from dataclasses import dataclass, field
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class Auth(Request):
    """Ask for access; without a key this also asks whether access was already granted."""

    type: ClassVar[str] = 'request.auth'
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AuthResult(Event):
    """The robot's verdict; `scope` comes with a grant, e.g. local_network."""

    type: ClassVar[str] = 'response.auth'
    access: bool = False
    scope: str | None = None
