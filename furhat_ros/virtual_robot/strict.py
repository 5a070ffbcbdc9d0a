"""
What the robot accepts, checked on the raw JSON before anything is done.

The tables are written out a second time on purpose, apart from the dataclasses that the client side uses: a mistake in
the one is caught by the other. Fields that no table names are tolerated.
"""

import json
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)

MISSING_TYPE = "Polymorphic serializer was not found for missing class discriminator ('null')"


class Refusal(Exception):
    """The robot does not do what it was asked; the message is its answer."""


@dataclass(frozen=True)
class Asked:
    """A request that makes sense: its fields, with the robot's own defaults for those left out."""

    type: str
    request_id: str | None
    fields: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Give a field."""
        return self.fields[name]


@dataclass(frozen=True)
class Kind:
    """What a field may hold, in words and as a test."""

    words: str
    holds: Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _is_text_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


TEXT = Kind('a string', lambda value: isinstance(value, str))
TEXTS = Kind('a list of strings', _is_text_list)
FLAG = Kind('true or false', lambda value: isinstance(value, bool))
SECONDS = Kind(
    'a number of seconds, at least 0', lambda value: _is_number(value) and 0 <= value <= 1e6
)
SAMPLE_RATE = Kind(
    'a whole number from 1000 to 192000',
    lambda value: _is_whole(value) and 1000 <= value <= 192000,
)

_REQUIRED = object()


@dataclass(frozen=True)
class Field:
    """One field of a request; without a default it must be there, and only where the default is None it may be null."""

    kind: Kind
    default: Any = _REQUIRED


REQUESTS: Mapping[str, Mapping[str, Field]] = {
    'request.auth': {'key': Field(TEXT, None)},
    'request.system.status': {'volume': Field(FLAG, True), 'virtual': Field(FLAG, True)},
    'request.speak.text': {
        'text': Field(TEXT),
        'abort': Field(FLAG, False),
        'monitor_words': Field(FLAG, False),
    },
    'request.speak.stop': {},
    'request.listen.config': {'languages': Field(TEXTS, ['en-US']), 'phrases': Field(TEXTS, None)},
    'request.listen.start': {
        'partial': Field(FLAG, False),
        'concat': Field(FLAG, True),
        'stop_no_speech': Field(FLAG, True),
        'stop_robot_start': Field(FLAG, True),
        'stop_user_end': Field(FLAG, True),
        'resume_robot_end': Field(FLAG, False),
        'no_speech_timeout': Field(SECONDS, 8.0),
        'end_speech_timeout': Field(SECONDS, 1.0),
    },
    'request.listen.stop': {},
    'request.voice.status': {'voice_id': Field(FLAG, True), 'voice_list': Field(FLAG, True)},
    'request.face.status': {'face_id': Field(FLAG, True), 'face_list': Field(FLAG, True)},
    'request.users.once': {},
    'request.users.start': {},
    'request.users.stop': {},
    'request.camera.once': {},
    'request.camera.start': {},
    'request.camera.stop': {},
    'request.audio.start': {
        'sample_rate': Field(SAMPLE_RATE, 16000),
        'microphone': Field(FLAG, True),
        'speaker': Field(FLAG, False),
    },
    'request.audio.stop': {},
}
"""The requests of the robot, and nothing but what the protocol says about each."""

_ENVELOPE = ('type', 'request_id')


def parse(frame: str) -> dict[str, Any]:
    """Read a frame as a JSON object, or refuse it."""
    try:
        raw = json.loads(frame, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(f'Not JSON: {error}') from None
    if not isinstance(raw, dict):
        raise Refusal('Not a JSON object')
    return raw


def request_id(raw: Mapping[str, Any]) -> str | None:
    """Give the id of a request if it has a usable one."""
    found = raw.get('request_id')
    return found if isinstance(found, str) else None


def type_of(raw: Mapping[str, Any]) -> str:
    """Give the name of a request, or refuse one that has none."""
    if 'type' not in raw:
        raise Refusal(MISSING_TYPE)
    return str(_checked('type', Field(TEXT), raw))


def check(name: str, raw: Mapping[str, Any]) -> Asked:
    """Check every field of a known request and fill in what was left out, or refuse it in words."""
    table = REQUESTS[name]
    fields = {field: _checked(field, rule, raw, name) for field, rule in table.items()}
    _checked('request_id', Field(TEXT, None), raw, name)
    for extra in raw.keys() - table.keys() - set(_ENVELOPE):
        logger.info('%s: ignoring the unknown field %s', name, extra)
    return Asked(name, request_id(raw), fields)


def _checked(name: str, field: Field, raw: Mapping[str, Any], request: str = 'a request') -> Any:
    value = raw.get(name, field.default)
    if value is _REQUIRED:
        raise Refusal(f"Field '{name}' of {request} is required, but it was missing")
    if value is None and field.default is None:
        return None
    if not field.kind.holds(value):
        raise Refusal(
            f"Field '{name}' of {request} must be {field.kind.words}, got {_shown(value)}"
        )
    return value


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:37] + '...'


def _refuse_constant(name: str) -> None:
    raise ValueError(f'{name} is no JSON number')
