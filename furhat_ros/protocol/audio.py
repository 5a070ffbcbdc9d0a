"""Sound from the robot: its microphone and its own voice."""

from dataclasses import dataclass, field
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class AudioStart(Request):
    """Start the stream of sound; `sample_rate` in Hz."""

    type: ClassVar[str] = 'request.audio.start'
    sample_rate: int = 16000
    microphone: bool = True
    speaker: bool = False


@dataclass(frozen=True)
class AudioStop(Request):
    """End the stream of sound."""

    type: ClassVar[str] = 'request.audio.stop'


@dataclass(frozen=True)
class AudioData(Event):
    """One chunk of each asked source: base64 of 16-bit little-endian mono PCM."""

    type: ClassVar[str] = 'response.audio.data'
    microphone: str | None = field(default=None, repr=False)
    speaker: str | None = field(default=None, repr=False)
