"""The requests of the public clients that move the robot: attention, gestures, face, head and light."""

from collections.abc import Mapping
from typing import Any

from ..protocol.attend import CLOSEST, AttendLocation, AttendNobody, AttendUser
from ..protocol.face import FaceConfig, FaceHeadpose, FaceParams, FaceReset, FaceStatus
from ..protocol.gesture import GestureStart
from ..protocol.led import LedSet, LedSetIndividual
from .events import Events
from .handlers import EventDict
from .raw_client import RawClient


class BodyRequests(RawClient):
    """Attention, gestures, face, head and light."""

    async def request_attend_user(
        self,
        user_id: str = CLOSEST,
        *,
        speed: str | None = None,
        slack_pitch: float | None = None,
        slack_yaw: float | None = None,
        slack_timeout: int | None = None,
    ) -> None:
        """
        Look at a user, or at the `closest`; `response.attend.status` tells what becomes of it.

        speed: xslow, slow, medium, fast or xfast. Within the slack (degrees) only the eyes follow; beyond it, or after
        slack_timeout ms (-1: never), the neck. What is None is left to the robot: medium, 15, 5, 3000.
        """
        await self._post(AttendUser(user_id, speed, slack_pitch, slack_yaw, slack_timeout))

    async def request_attend_location(
        self,
        x: float,
        y: float,
        z: float,
        *,
        speed: str | None = None,
        slack_pitch: float | None = None,
        slack_yaw: float | None = None,
        slack_timeout: int | None = None,
    ) -> None:
        """
        Look at a place, in metres: x to the robot's left, y up, z forward.

        The rest as in request_attend_user.
        """
        await self._post(
            AttendLocation(x, y, z, speed, slack_pitch, slack_yaw, slack_timeout),
        )

    async def request_attend_nobody(self) -> None:
        """Look at nobody."""
        await self._post(AttendNobody())

    async def request_gesture_start(
        self,
        name: str,
        intensity: float = 1.0,
        duration: float = 1.0,
        wait: bool = False,
        *,
        monitor: bool = False,
        request_id: str | None = None,
        timeout: float | None = None,
    ) -> EventDict | None:
        """
        Play a built-in gesture; `duration` is probably a factor.

        With `wait`, give the event `response.gesture.end`, else None at once. Start and end come as events only with
        `wait` or `monitor`; they carry `request_id`, if given. `timeout`: seconds after which asyncio.TimeoutError is
        raised; by default 10 times the duration, and 10 at least. A name that the robot does not know has no answer.
        """
        request = GestureStart(name, intensity, duration, wait or monitor, request_id=request_id)
        if wait:
            patience = 10.0 * max(1.0, duration) if timeout is None else timeout
            return await self._ask(request, [Events.response_gesture_end], patience)
        await self._post(request)
        return None

    async def request_face_params(self, params: Mapping[str, float]) -> None:
        """Set parameters of the face by name, nominally 0..1; they stay until changed."""
        await self._post(FaceParams(params))

    async def request_face_headpose(
        self,
        yaw: float = 0.0,
        pitch: float = 0.0,
        roll: float = 0.0,
        relative: bool = False,
        *,
        speed: str | None = None,
    ) -> None:
        """
        Hold the head in a pose, in degrees: yaw to the robot's left, pitch down, roll to the robot's right.

        relative: an offset from the attention target. speed: as in request_attend_user.
        """
        await self._post(FaceHeadpose(yaw, pitch, roll, relative, speed))

    async def request_face_config(
        self,
        face_id: str | None = None,
        visibility: bool | None = None,
        microexpressions: bool | None = None,
        *,
        blinking: bool | None = None,
        head_sway: bool | None = None,
    ) -> None:
        """Choose the face (`mask - character`) and its automatic behaviour; what is None stays as it is."""
        await self._post(FaceConfig(face_id, visibility, microexpressions, blinking, head_sway))

    async def request_face_status(
        self, face_id: bool = True, face_list: bool = True, *, timeout: float | None = 5.0
    ) -> EventDict:
        """
        Give `response.face.status`: the active face and the list of faces, each if asked for.

        `timeout`: seconds after which asyncio.TimeoutError is raised; None: never.
        """
        request = FaceStatus(face_id, face_list)
        return await self._ask(request, [Events.response_face_status], timeout)

    async def request_face_reset(self) -> None:
        """Set all parameters of the face to their defaults."""
        await self._post(FaceReset())

    async def request_led_set(self, color: str) -> None:
        """Give the LED ring a colour: a CSS name or #RRGGBB; #000000 is off."""
        await self._post(LedSet(color))

    async def request_led_set_individual(self, leds: Any, fill: str = '#000000') -> None:
        """Give single LEDs their colours, all others `fill`; the form of `leds` is not known: sent as it is."""
        await self._post(LedSetIndividual(leds, fill))
