"""What users set and leave so: changes by chance, made by the services of the bridge."""

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from geometry_msgs.msg import Point, PointStamped, Vector3
from std_srvs.srv import Trigger

from furhat_ros.msg import FaceParams
from furhat_ros.srv import (
    AttendLocation,
    AttendUser,
    ConfigureFace,
    ConfigureListening,
    GetFaces,
    GetSystemStatus,
    GetVoices,
    SetFaceParams,
    SetHeadPose,
    SetLed,
    SetVoice,
    SetVolume,
)
from place import Place

PARAMETERS = ('SMILE_OPEN', 'BROW_UP_LEFT', 'JAW_OPEN')
LANGUAGES = ('en-US', 'sv-SE', 'de-DE', 'fr-FR')

MOST_AT_ONCE = 3


class Settings:
    """The settings of one robot."""

    def __init__(self, place: Place, dice: Random) -> None:
        self._place = place
        self._dice = dice
        self._voices = [voice.voice_id for voice in place.call(GetVoices, 'get_voices').voices]
        self._faces = list(place.call(GetFaces, 'get_faces').faces)
        self._changes: tuple[Callable[[], Any], ...] = (
            self._led,
            self._volume,
            self._voice,
            self._face,
            self._parameters,
            self._listening,
            self._attention,
            self._head,
        )

    def change_all(self) -> bool:
        """Set everything once; tell whether the bridge took it."""
        return self._make(self._changes)

    def change_some(self) -> bool:
        """Set a few things; tell whether the bridge took it all."""
        return self._make(self._dice.sample(self._changes, self._dice.randint(1, MOST_AT_ONCE)))

    def arrived(self) -> bool:
        """Wait until the robot has all that was sent: it answers in order."""
        return bool(self._place.call(GetSystemStatus, 'get_system_status').success)

    def color(self) -> str:
        """Give a colour."""
        return f'#{self._dice.randrange(2**24):06x}'

    def _make(self, changes: Sequence[Callable[[], Any]]) -> bool:
        taken = sum(bool(change().success) for change in changes)
        return self.arrived() and taken == len(changes)

    def _led(self) -> Any:
        return self._place.call(SetLed, 'set_led', color=self.color())

    def _volume(self) -> Any:
        return self._place.call(SetVolume, 'set_volume', volume=self._dice.randrange(101))

    def _voice(self) -> Any:
        return self._place.call(
            SetVoice,
            'set_voice',
            voice_id=self._dice.choice(self._voices),
            input_language=self._dice.random() < 0.5,
        )

    def _face(self) -> Any:
        on_or_off = {
            name: self._dice.randrange(3) for name in ('blinking', 'microexpressions', 'head_sway')
        }
        face = self._dice.choice(self._faces)
        return self._place.call(ConfigureFace, 'configure_face', face_id=face, **on_or_off)

    def _parameters(self) -> Any:
        params = FaceParams(
            names=[self._dice.choice(PARAMETERS)], values=[round(self._dice.random(), 3)]
        )
        return self._place.call(SetFaceParams, 'set_face_params', params=params)

    def _listening(self) -> Any:
        return self._place.call(
            ConfigureListening,
            'configure_listening',
            languages=self._dice.sample(LANGUAGES, 2),
            phrases=[f'phrase {self._dice.randrange(100)}'],
        )

    def _attention(self) -> Any:
        which = self._dice.randrange(3)
        if which == 0:
            return self._place.call(Trigger, 'attend_nobody')
        if which == 1:
            return self._place.call(AttendUser, 'attend_user')
        there = PointStamped(point=Point(x=1.0, y=round(self._dice.uniform(-1, 1), 3), z=0.1))
        return self._place.call(AttendLocation, 'attend_location', location=there)

    def _head(self) -> Any:
        pose = Vector3(z=math.radians(self._dice.randrange(-30, 30)))
        return self._place.call(SetHeadPose, 'set_head_pose', rotation=pose)
