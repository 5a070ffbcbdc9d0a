"""The robot's voices."""

from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request, Value


@dataclass(frozen=True)
class Voice(Value):
    """One installed voice."""

    voice_id: str
    name: str = ''
    provider: str = ''
    language: str = ''
    gender: str = ''


@dataclass(frozen=True)
class VoiceStatus(Request):
    """Ask for the active voice and, a large answer, for the list of voices."""

    type: ClassVar[str] = 'request.voice.status'
    voice_id: bool = True
    voice_list: bool = True


@dataclass(frozen=True)
class VoiceConfig(Request):
    """
    Choose a voice: all that is given must fit, `name` loosely. Answered by VoiceStatusResult.

    `input_language`: presumably, recognise speech in the voice's language, too.
    """

    type: ClassVar[str] = 'request.voice.config'
    voice_id: str | None = None
    name: str | None = None
    gender: str | None = None
    language: str | None = None
    provider: str | None = None
    input_language: bool = True


@dataclass(frozen=True)
class VoiceStatusResult(Event):
    """The active voice and the list, each if asked for."""

    type: ClassVar[str] = 'response.voice.status'
    voice_id: str | None = None
    voice_list: tuple[Voice, ...] | None = None
