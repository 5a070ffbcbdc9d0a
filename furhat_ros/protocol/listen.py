"""Listening: one session per robot, whoever opened it."""

from dataclasses import dataclass
from typing import ClassVar

from .message import Event, Request


@dataclass(frozen=True)
class ListenConfig(Request):
    """Set the recogniser's languages (BCP-47) and the phrases to expect; stays until changed."""

    type: ClassVar[str] = 'request.listen.config'
    languages: tuple[str, ...] = ('en-US',)
    phrases: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ListenStart(Request):
    """Open the listen session; timeouts in seconds."""

    type: ClassVar[str] = 'request.listen.start'
    partial: bool = False
    concat: bool = True
    stop_no_speech: bool = True
    stop_robot_start: bool = True
    stop_user_end: bool = True
    resume_robot_end: bool = False
    no_speech_timeout: float = 8.0
    end_speech_timeout: float = 1.0


@dataclass(frozen=True)
class ListenStop(Request):
    """Close the listen session."""

    type: ClassVar[str] = 'request.listen.stop'


@dataclass(frozen=True)
class ListenStarted(Event):
    """The robot listens."""

    type: ClassVar[str] = 'response.listen.start'


@dataclass(frozen=True)
class ListenEnded(Event):
    """The robot stopped listening; `cause` is stopped, robot_speak, speech_end or silence_timeout."""

    type: ClassVar[str] = 'response.listen.end'
    cause: str = ''


@dataclass(frozen=True)
class HearStart(Event):
    """Somebody began to speak."""

    type: ClassVar[str] = 'response.hear.start'


@dataclass(frozen=True)
class HearPartial(Event):
    """The text so far."""

    type: ClassVar[str] = 'response.hear.partial'
    text: str = ''


@dataclass(frozen=True)
class HearEnd(Event):
    """An utterance is finished; it comes before the listen.end that it causes."""

    type: ClassVar[str] = 'response.hear.end'
    text: str = ''
