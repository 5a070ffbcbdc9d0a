"""What a robot that has gone mad sends."""

import asyncio
import base64
import functools
import io
import itertools
from collections.abc import Awaitable, Callable, Iterator
from random import Random

from ..protocol import codec
from ..protocol.audio import AudioData
from ..protocol.camera import CameraData
from ..protocol.face import FaceStatusResult
from ..protocol.message import Event
from ..protocol.speak import SpeakWord
from ..protocol.users import User, UsersData, Vector
from ..protocol.voice import VoiceStatusResult
from .clock import Clock
from .disturbances import Flood
from .frames import Frame
from .garble import fitting, spoiled
from .lens import HEIGHT, WIDTH

PEOPLE = 10

CHUNK = 3200
"""Bytes of a tenth of a second at 16 kHz."""


async def flood(
    fault: Flood, dice: Random, clock: Clock, write: Callable[[Frame], Awaitable[None]]
) -> None:
    """Send messages for ever, at the rate that was asked for."""
    start = clock.now()
    for number, frame in enumerate(_frames(fault.kind, dice), 1):
        if fault.rate:
            await clock.sleep_until(start + number / fault.rate)
        await write(frame)
        await asyncio.sleep(0)  # nobody waits for a client that takes everything


def _frames(kind: str, dice: Random) -> Iterator[Frame]:
    if kind != 'garbage':
        for number in itertools.count():
            yield codec.encode(_EVENTS[kind](number))
    for number in itertools.count():
        sound = codec.encode(_EVENTS[dice.choice(sorted(_EVENTS))](number))
        yield spoiled(sound, dice.choice(fitting(sound, 'any')), dice)


def _users(number: int) -> Event:
    there = (Vector(x=index / 10, y=0.1, z=1.0 + number % 100 / 100) for index in range(PEOPLE))
    return UsersData(
        users=tuple(User(id=f'flood-{index}', location=at) for index, at in enumerate(there))
    )


def _camera(number: int) -> Event:
    return CameraData(image=_picture(number % 8 * 30))


def _audio(number: int) -> Event:
    return AudioData(microphone=base64.b64encode(bytes(CHUNK)).decode())


def _words(number: int) -> Event:
    return SpeakWord(word='flood', index=number)


def _replies(number: int) -> Event:
    reply_to = f'nobody-{number}'
    if number % 2:
        return FaceStatusResult(face_id='adult - Nobody', request_id=reply_to)
    return VoiceStatusResult(voice_id='Nobody', request_id=reply_to)


def _unknown(number: int) -> Event:
    return codec.UnknownEvent(extra={'type': 'response.of.tomorrow', 'number': number})


_EVENTS: dict[str, Callable[[int], Event]] = {
    'users': _users,
    'camera': _camera,
    'audio': _audio,
    'words': _words,
    'replies': _replies,
    'unknown': _unknown,
}


@functools.lru_cache
def _picture(red: int) -> str:
    """Give a JPEG; what makes it is only loaded when it is needed."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new('RGB', (WIDTH, HEIGHT), (red, 80, 80)).save(picture, 'JPEG')
    return base64.b64encode(picture.getvalue()).decode()
