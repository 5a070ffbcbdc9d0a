"""Frames that no robot should send, made in advance: a pool for each kind."""

import base64
import json
from functools import cache
from random import Random
from typing import Any

from furhat_ros.protocol import codec
from furhat_ros.protocol.attend import AttendStatus
from furhat_ros.protocol.audio import AudioData
from furhat_ros.protocol.camera import CameraData
from furhat_ros.protocol.face import FaceStatusResult
from furhat_ros.protocol.gesture import GestureEnded, GestureStarted
from furhat_ros.protocol.listen import HearEnd, HearPartial, ListenEnded
from furhat_ros.protocol.message import Event
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakWord
from furhat_ros.protocol.system import SystemStatusResult
from furhat_ros.protocol.users import User, UsersData, Vector
from furhat_ros.protocol.voice import VoiceStatusResult
from furhat_ros.virtual_robot.frames import Frame
from furhat_ros.virtual_robot.garble import FATAL, KINDS, fitting, spoiled

SPOILED = tuple(kind for kind in KINDS if kind not in FATAL)
"""Kinds of spoiled messages that a client can live with."""

UNASKED = ('users', 'camera', 'sound', 'words', 'unknown')
"""Sound messages that come far too often, or that nobody knows."""

REPLIES = ('replies to nobody', 'duplicated replies', 'late and reordered replies')

WIDTH, HEIGHT = 640, 480

VARIANTS = 64


@cache
def pool(kind: str) -> list[Frame]:
    """Give frames of a kind, always the same."""
    dice = Random(kind)
    if kind in KINDS:
        count = 1 if kind == 'oversize' else VARIANTS
        return [_spoiled(kind, dice) for _ in range(count)]
    sound = [codec.encode(event) for _ in range(VARIANTS) for event in _events(dice)]
    if kind == 'unknown':
        return [json.dumps({'type': f'response.of.tomorrow.{n}', 'n': n}) for n in range(VARIANTS)]
    if kind in UNASKED:
        return [frame for frame in sound if _WORD_OF[kind] in frame.split(',', 1)[0]]
    replies = [frame for frame in sound if '.status"' in frame and 'attend' not in frame]
    labelled: list[Frame] = [
        json.dumps({**json.loads(replies[n % len(replies)]), 'request_id': f'nobody-{n}'})
        for n in range(VARIANTS)
    ]
    if kind == 'duplicated replies':
        return [frame for frame in labelled for _ in range(2)]
    if kind == 'late and reordered replies':
        dice.shuffle(labelled)
    return labelled


def _spoiled(kind: Any, dice: Random) -> Frame:
    frames = [codec.encode(event) for event in _events(dice)]
    sound = dice.choice([each for each in frames if fitting(each, kind)])
    frame: Frame = spoiled(sound, kind, dice)
    if kind == 'wrong-types' and isinstance(frame, str) and dice.random() < 0.9:
        # Else its type would be wrong, too, and nobody would look at the rest.
        return json.dumps({**json.loads(frame), 'type': json.loads(sound)['type']})
    return frame


def _events(dice: Random) -> list[Event]:
    users = tuple(
        User(id=f'user-{n}', location=Vector(x=dice.uniform(-1, 1), y=0.1, z=1.0 + n))
        for n in range(dice.randrange(1, 4))
    )
    return [
        UsersData(users=users),
        CameraData(image=_picture(dice.randrange(8))),
        AudioData(microphone=base64.b64encode(dice.randbytes(3200)).decode()),
        SpeakStart(text='hello', gen_time=10),
        SpeakWord(word='hello', index=dice.randrange(9)),
        SpeakEnd(text='hello'),
        HearPartial(text='how are'),
        HearEnd(text='how are you'),
        ListenEnded(cause='speech_end'),
        GestureStarted(),
        GestureEnded(),
        AttendStatus(target='closest', current='user-1'),
        FaceStatusResult(face_id='adult - Nobody'),
        VoiceStatusResult(voice_id='Nobody'),
        SystemStatusResult(volume=dice.randrange(100)),
    ]


_WORD_OF = {'users': 'users', 'camera': 'camera', 'sound': 'audio', 'words': 'word'}


@cache
def _picture(red: int) -> str:
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.new('RGB', (WIDTH, HEIGHT), (30 * red, 80, 80)).save(picture, 'JPEG')
    return base64.b64encode(picture.getvalue()).decode()
