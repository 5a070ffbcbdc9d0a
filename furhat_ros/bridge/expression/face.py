"""The projected face and the head: five services, and the topics `face_params` and `head_pose`."""

from typing import Any

from geometry_msgs.msg import Vector3Stamped

from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import FaceParams as FaceParamsMsg
from furhat_ros.protocol.attend import SPEEDS
from furhat_ros.protocol.face import (
    FaceConfig,
    FaceHeadpose,
    FaceParams,
    FaceReset,
    FaceStatus,
    FaceStatusResult,
)
from furhat_ros.srv import ConfigureFace, GetFaces, SetFaceParams, SetHeadPose

from ..context import Context
from ..feature import Feature
from ..policies.latest import Latest
from ..policies.limits import number
from ..policies.services import offer, offer_trigger
from ..space.axes import degrees

PARAMS_RATE = 50.0
"""Face parameters per second that the robot is known to take."""

HEAD_POSE_RATE = 10.0
"""Head poses per second that the robot is known to take."""

MOST_PARAMS = 500
"""All names that are known are fewer than that."""

_FLAGS = ('visibility', 'microexpressions', 'blinking', 'head_sway')


class Face(Feature):
    """What the robot's face looks like, and how the head is held."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._robot = context.robot
        offer(context, SetFaceParams, 'set_face_params', self._set_params)
        offer(context, SetHeadPose, 'set_head_pose', self._set_head_pose)
        offer(context, ConfigureFace, 'configure_face', self._configure)
        offer(context, GetFaces, 'get_faces', self._get)
        offer_trigger(context, 'reset_face', self._reset)
        Latest(context, FaceParamsMsg, 'face_params', PARAMS_RATE, params_from)
        Latest(
            context,
            Vector3Stamped,
            'head_pose',
            HEAD_POSE_RATE,
            lambda pose: head_pose_from(pose.vector),
        )

    async def _set_params(self, request: Any, _response: Any) -> str:
        params = params_from(request.params)
        await self._robot.send(params)
        return f'{len(params.params)} parameters are set'

    async def _set_head_pose(self, request: Any, _response: Any) -> str:
        await self._robot.send(_pose(request))
        return 'the head pose is set'

    async def _configure(self, request: Any, response: Any) -> str:
        configs = _configs(request)
        if request.face_id:
            await self._expect_face(request.face_id)
        for config in configs:
            await self._robot.send(config)
        status = await self._robot.ask(FaceStatus(face_list=False), FaceStatusResult)
        response.face_id = status.face_id or ''
        return f'the face is {response.face_id}'

    async def _get(self, _request: Any, response: Any) -> str:
        status = await self._robot.ask(FaceStatus(), FaceStatusResult)
        response.face_id = status.face_id or ''
        response.faces = list(status.face_list or ())
        return f'{len(response.faces)} faces'

    async def _reset(self) -> str:
        await self._robot.send(FaceReset())
        return 'the face parameters are back at their defaults'

    async def _expect_face(self, face_id: str) -> None:
        """Raise InvalidRequest for a face that the robot does not have: it would keep its face in silence."""
        status = await self._robot.ask(FaceStatus(), FaceStatusResult)
        if status.face_list and face_id not in status.face_list:
            raise InvalidRequest(f'no face {face_id!r}; get_faces lists them')


def params_from(message: Any) -> FaceParams:
    """Convert face parameters; raise InvalidRequest if they make no sense."""
    names, values = list(message.names), list(message.values)
    if not names or len(names) != len(values) or len(names) > MOST_PARAMS:
        raise InvalidRequest(
            f'names and values must be of one length, 1 to {MOST_PARAMS}; got {len(names)} names'
            f' and {len(values)} values'
        )
    if not all(names) or len(set(names)) < len(names):
        raise InvalidRequest('names must neither be empty nor come twice')
    return FaceParams(
        {name: number(name, value) for name, value in zip(names, values, strict=True)}
    )


def head_pose_from(
    rotation: Any, relative: bool = False, speed: str | None = None
) -> FaceHeadpose:
    """Convert roll, pitch, yaw in radians; the signs are the robot's own."""
    return FaceHeadpose(
        yaw=degrees('yaw', rotation.z),
        pitch=degrees('pitch', rotation.y),
        roll=degrees('roll', rotation.x),
        relative=relative,
        speed=speed,
    )


def _pose(wanted: Any) -> FaceHeadpose:
    if wanted.speed > len(SPEEDS):
        raise InvalidRequest(f'speed must be 0 to {len(SPEEDS)}; got {wanted.speed}')
    speed = SPEEDS[wanted.speed - 1] if wanted.speed else None
    return head_pose_from(wanted.rotation, wanted.relative, speed)


def _configs(wanted: Any) -> list[FaceConfig]:
    """Give what to send: selecting a face resets its automatic behaviours, so the flags come afterwards."""
    flags: dict[str, Any] = {name: _flag(name, getattr(wanted, name)) for name in _FLAGS}
    configs = [FaceConfig(face_id=wanted.face_id)] if wanted.face_id else []
    if any(flag is not None for flag in flags.values()):
        configs.append(FaceConfig(**flags))
    if not configs:
        raise InvalidRequest(f'give a face_id, or one of {", ".join(_FLAGS)}')
    return configs


def _flag(name: str, value: int) -> bool | None:
    if value > ConfigureFace.Request.OFF:
        raise InvalidRequest(f'{name} must be 0 (UNCHANGED), 1 (ON) or 2 (OFF); got {value}')
    return {ConfigureFace.Request.ON: True, ConfigureFace.Request.OFF: False}.get(value)
