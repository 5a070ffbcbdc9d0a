"""From JSON text to messages and back. What is not known is kept, what is broken is named."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import ProtocolViolation
from . import (
    attend,
    audio,
    auth,
    bulk,
    camera,
    face,
    gesture,
    led,
    listen,
    speak,
    system,
    users,
    voice,
)
from .accelerators import LONG, read_json
from .message import Event, Request, Wire, whole

REQUESTS: tuple[type[Request], ...] = (
    attend.AttendLocation,
    attend.AttendNobody,
    attend.AttendUser,
    audio.AudioStart,
    audio.AudioStop,
    auth.Auth,
    camera.CameraOnce,
    camera.CameraStart,
    camera.CameraStop,
    face.FaceConfig,
    face.FaceHeadpose,
    face.FaceParams,
    face.FaceReset,
    face.FaceStatus,
    gesture.GestureStart,
    led.LedSet,
    led.LedSetIndividual,
    listen.ListenConfig,
    listen.ListenStart,
    listen.ListenStop,
    speak.SpeakAudio,
    speak.SpeakAudioData,
    speak.SpeakAudioEnd,
    speak.SpeakAudioStart,
    speak.SpeakStop,
    speak.SpeakText,
    system.SystemConfig,
    system.SystemStatus,
    users.UsersOnce,
    users.UsersStart,
    users.UsersStop,
    voice.VoiceConfig,
    voice.VoiceStatus,
)

EVENTS: tuple[type[Event], ...] = (
    attend.AttendStatus,
    audio.AudioData,
    auth.AuthResult,
    camera.CameraData,
    face.FaceStatusResult,
    gesture.GestureEnded,
    gesture.GestureStarted,
    listen.HearEnd,
    listen.HearPartial,
    listen.HearStart,
    listen.ListenEnded,
    listen.ListenStarted,
    speak.SpeakAudioBuffer,
    speak.SpeakEnd,
    speak.SpeakStart,
    speak.SpeakWord,
    system.SystemStatusResult,
    users.UsersData,
    voice.VoiceStatusResult,
)

_EVENT_BY_TYPE = {event.type: event for event in EVENTS}


class _AsReceived(Event):
    """An event whose whole JSON object is in `extra`; it travels on as it came."""

    def to_wire(self) -> Wire:
        return dict(self.extra)


@dataclass(frozen=True)
class UnknownEvent(_AsReceived):
    """A well-formed event that this package does not know; `name` is its type on the wire."""

    type: ClassVar[str] = 'unknown'
    name: str = ''


@dataclass(frozen=True)
class RobotError(_AsReceived):
    """The robot says that something went wrong, in its own words."""

    type: ClassVar[str] = 'error'
    text: str = ''


@dataclass(frozen=True)
class RawRequest(Request):
    """A request that is sent as it is: the whole object, with its type, is in `extra`."""

    type: ClassVar[str] = 'raw'


def encode(message: Request | Event) -> str:
    """Give the JSON text of a message; raise ValueError for NaN and infinity, which JSON cannot say."""
    return json.dumps(message.to_wire(), allow_nan=False, separators=(',', ':'))


def parse(text: str | bytes) -> Wire:
    """Read one frame as a JSON object; raise ProtocolViolation for anything else."""
    if isinstance(text, str) and len(text) >= LONG:
        found = bulk.read(text, read_json)
        if found is not None:
            return found
    try:
        wire = read_json(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolViolation('not JSON', f'a frame is not JSON: {error}') from None
    if not isinstance(wire, dict):
        raise ProtocolViolation('not an object', f'a frame is JSON but no object: {_start(text)}')
    return wire


def decode_event(text: str | bytes) -> Event:
    """Read one frame from the robot; raise ProtocolViolation if it breaks the protocol."""
    wire = parse(text)
    try:
        return _event(wire)
    except RecursionError:
        raise ProtocolViolation('not JSON', 'a frame is not JSON: nested too deeply') from None


def _event(wire: Wire) -> Event:
    name = wire.get('type')
    if wire.get('error') or (isinstance(name, str) and 'error' in name):
        return RobotError(text=_error_text(wire), request_id=_request_id(wire), extra=wire)
    if not isinstance(name, str):
        raise ProtocolViolation('no type', f'a frame has no type: {_start(wire)}')
    cls = _EVENT_BY_TYPE.get(name)
    if cls is None:
        return UnknownEvent(name=name, request_id=_request_id(wire), extra=wire)
    return cls.from_wire(wire)


def _error_text(wire: Mapping[str, Any]) -> str:
    """The envelope of the robot's errors is not documented: take the likeliest field, else everything."""
    for name in ('error', 'message'):
        text = wire.get(name)
        if text and isinstance(text, str):
            return whole(text)
    return json.dumps(wire)


def _request_id(wire: Mapping[str, Any]) -> str | None:
    found = wire.get('request_id')
    return found if isinstance(found, str) else None


def _start(frame: object) -> str:
    shown = repr(frame)
    return shown if len(shown) <= 60 else shown[:57] + '...'
