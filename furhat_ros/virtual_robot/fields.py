"""
The fields of every request: what each may hold, and its default in the robot.

The tables are written out a second time on purpose, apart from the dataclasses that the client side uses: a mistake in
the one is caught by the other.
"""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from . import colours

FURTHEST = 1e6
"""No sensible number is larger than this."""


@dataclass(frozen=True)
class Kind:
    """What a field may hold, in words and as a test."""

    words: str
    holds: Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _whole(least: int, most: int, words: str = '') -> Kind:
    return Kind(
        words or f'a whole number from {least} to {most}',
        lambda value: _is_whole(value) and least <= value <= most,
    )


def _number(least: float, most: float, words: str) -> Kind:
    return Kind(words, lambda value: _is_number(value) and least <= value <= most)


def _one_of(*names: str) -> Kind:
    return Kind(f'one of {", ".join(names)}', lambda value: value in names)


def _is_text_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_numbers_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(NUMBER.holds(each) for each in value.values())


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and colours.rgb(value) is not None


def _is_led(name: str) -> bool:
    return name.isdecimal() and len(name) <= 4


def _is_colours(value: Any) -> bool:
    """Tell whether this gives single LEDs their colours: a list, or an object of numbers from 0 and colours."""
    if isinstance(value, dict):
        return all(_is_led(number) for number in value) and _is_colours([*value.values()])
    return isinstance(value, list) and all(_is_colour(each) for each in value)


def _is_web_address(value: Any) -> bool:
    if not isinstance(value, str) or not value.isascii():
        return False
    try:
        address = urlsplit(value)
        return address.scheme in {'http', 'https'} and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _is_pcm(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(base64.b64decode(value, validate=True)) % 2 == 0
    except (binascii.Error, ValueError):
        return False


TEXT = Kind('a string', lambda value: isinstance(value, str))
TEXTS = Kind('a list of strings', _is_text_list)
FLAG = Kind('true or false', lambda value: isinstance(value, bool))
NUMBER = _number(-FURTHEST, FURTHEST, 'a number')
NUMBERS = Kind('an object of names and numbers', _is_numbers_by_name)
SECONDS = _number(0, FURTHEST, 'a number of seconds, at least 0')
LENGTH = _number(0, FURTHEST, 'a number, at least 0')
DEGREES = _number(0, 360, 'a number of degrees from 0 to 360')
MILLISECONDS = _whole(-1, 10**9, 'a whole number of milliseconds, -1 for never')
SAMPLE_RATE = _whole(1000, 192000)
VOLUME = _whole(0, 100)
SPEED = _one_of('xslow', 'slow', 'medium', 'fast', 'xfast')
COLOUR = Kind('a CSS colour name or #RRGGBB', _is_colour)
COLOURS = Kind('a list of colours, or an object of LED numbers and colours', _is_colours)
WEB_ADDRESS = Kind('an http or https URL', _is_web_address)
PCM = Kind('base64 of whole 16-bit samples', _is_pcm)

REQUIRED = object()


@dataclass(frozen=True)
class Field:
    """One field of a request; without a default it must be there, and only where the default is None it may be null."""

    kind: Kind
    default: Any = REQUIRED


_MOVEMENT = {
    'speed': Field(SPEED, 'medium'),
    'slack_pitch': Field(DEGREES, 15),
    'slack_yaw': Field(DEGREES, 5),
    'slack_timeout': Field(MILLISECONDS, 3000),
}

REQUESTS: Mapping[str, Mapping[str, Field]] = {
    'request.auth': {'key': Field(TEXT, None)},
    'request.system.status': {'volume': Field(FLAG, True), 'virtual': Field(FLAG, True)},
    'request.system.config': {'volume': Field(VOLUME, None)},
    'request.speak.text': {
        'text': Field(TEXT),
        'abort': Field(FLAG, False),
        'monitor_words': Field(FLAG, False),
    },
    'request.speak.stop': {},
    'request.speak.audio': {
        'url': Field(WEB_ADDRESS),
        'text': Field(TEXT, 'AUDIO'),
        'lipsync': Field(FLAG, True),
        'abort': Field(FLAG, False),
    },
    'request.speak.audio.start': {
        'sample_rate': Field(SAMPLE_RATE, 16000),
        'lipsync': Field(FLAG, True),
    },
    'request.speak.audio.data': {'audio': Field(PCM)},
    'request.speak.audio.end': {},
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
    'request.voice.config': {
        'voice_id': Field(TEXT, None),
        'name': Field(TEXT, None),
        'gender': Field(TEXT, None),
        'language': Field(TEXT, None),
        'provider': Field(TEXT, None),
        'input_language': Field(FLAG, True),
    },
    'request.attend.user': {'user_id': Field(TEXT, 'closest'), **_MOVEMENT},
    'request.attend.location': {
        'x': Field(NUMBER),
        'y': Field(NUMBER),
        'z': Field(NUMBER),
        **_MOVEMENT,
    },
    'request.attend.nobody': {},
    'request.gesture.start': {
        'name': Field(TEXT),
        'intensity': Field(NUMBER, 1.0),
        'duration': Field(LENGTH, 1.0),
        'monitor': Field(FLAG, False),
    },
    'request.face.status': {'face_id': Field(FLAG, True), 'face_list': Field(FLAG, True)},
    'request.face.params': {'params': Field(NUMBERS)},
    'request.face.headpose': {
        'yaw': Field(NUMBER, 0.0),
        'pitch': Field(NUMBER, 0.0),
        'roll': Field(NUMBER, 0.0),
        'relative': Field(FLAG, False),
        'speed': Field(SPEED, 'medium'),
    },
    'request.face.config': {
        'face_id': Field(TEXT, None),
        'visibility': Field(FLAG, None),
        'microexpressions': Field(FLAG, None),
        'blinking': Field(FLAG, None),
        'head_sway': Field(FLAG, None),
    },
    'request.face.reset': {},
    'request.led.set': {'color': Field(COLOUR)},
    'request.led.set.individual': {'leds': Field(COLOURS), 'fill': Field(COLOUR, '#000000')},
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
