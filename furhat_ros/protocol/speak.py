"""Speech: one queue in the robot, first in, first out."""

from dataclasses import dataclass, field
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class SpeakText(Request):
    """Say a text; `abort` first drops everything that is being or waiting to be spoken."""

    type: ClassVar[str] = 'request.speak.text'
    text: str
    abort: bool = False
    monitor_words: bool = False


@dataclass(frozen=True)
class SpeakStop(Request):
    """Stop the running speech and drop all that is planned."""

    type: ClassVar[str] = 'request.speak.stop'


@dataclass(frozen=True)
class SpeakAudio(Request):
    """Play a WAV file that the robot downloads from `url`; `text` stands for it in events and logs."""

    type: ClassVar[str] = 'request.speak.audio'
    url: str
    text: str = 'AUDIO'
    lipsync: bool = True
    abort: bool = False


@dataclass(frozen=True)
class SpeakAudioStart(Request):
    """Begin to stream sound to the robot; `sample_rate` in Hz."""

    type: ClassVar[str] = 'request.speak.audio.start'
    sample_rate: int = 16000
    lipsync: bool = True


@dataclass(frozen=True)
class SpeakAudioData(Request):
    """One chunk of streamed sound: base64 of 16-bit little-endian mono PCM."""

    type: ClassVar[str] = 'request.speak.audio.data'
    audio: str = field(repr=False)


@dataclass(frozen=True)
class SpeakAudioEnd(Request):
    """The last chunk was sent; the robot plays on until its buffer is empty."""

    type: ClassVar[str] = 'request.speak.audio.end'


@dataclass(frozen=True)
class SpeakStart(Event):
    """Sound begins; `gen_time` is the synthesis time in ms, 0 when cached."""

    type: ClassVar[str] = 'response.speak.start'
    text: str = ''
    gen_time: float = 0.0


@dataclass(frozen=True)
class SpeakWord(Event):
    """A word is being spoken; only if the request set `monitor_words`."""

    type: ClassVar[str] = 'response.speak.word'
    word: str
    index: int


@dataclass(frozen=True)
class SpeakEnd(Event):
    """Speech ended; `text` is what was really said if it was aborted."""

    type: ClassVar[str] = 'response.speak.end'
    text: str = ''
    aborted: bool = False
    failed: bool = False


@dataclass(frozen=True)
class SpeakAudioBuffer(Event):
    """How much of the streamed sound has been received and played, in bytes."""

    type: ClassVar[str] = 'response.speak.audio.buffer'
    played: int = 0
    received: int = 0
