"""The neck as it was commanded: the robot does not tell how it holds its head."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from furhat_ros.client.robot import Robot
from furhat_ros.protocol.attend import AttendLocation, AttendStatus, AttendUser
from furhat_ros.protocol.message import Wire
from furhat_ros.protocol.users import UsersData, Vector

from ..space.axes import point_from
from ..space.pose import towards
from .urdf import furhat

Angles = Mapping[str, float]
"""Radians by the name of the joint."""

PAN, TILT, ROLL = 'neck_pan', 'neck_tilt', 'neck_roll'


class Neck:
    """
    Where this bridge has asked the head to be (I/O thread).

    That is the head pose that was set last, or else the direction of whom or what the robot was asked to attend, or
    else straight ahead, cut to what the joints of the body can reach. Somebody whose place is not known, as nobody has
    asked the robot for users, is not followed.
    """

    def __init__(self, robot: Robot) -> None:
        self.body = furhat()
        self.on_change: Callable[[], None] = lambda: None
        self._lasting = robot.lasting
        self._limits = {joint.name: joint.limited for joint in self.body.turning}
        self._attended = ''
        self._users = UsersData()
        self._gaze = (0.0, 0.0)
        self._lasting.on_change = self._update
        robot.subscribe(AttendStatus, self._on_attention)
        robot.subscribe(UsersData, self._on_users)
        self.angles: Angles = self._commanded()

    def _on_attention(self, status: AttendStatus) -> None:
        self._attended = status.current
        self._update()

    def _on_users(self, users: UsersData) -> None:
        self._users = users
        if self._lasting.attention.get('type') == AttendUser.type:
            self._update()

    def _update(self) -> None:
        angles = self._commanded()
        if angles != self.angles:
            self.angles = angles
            self.on_change()

    def _commanded(self) -> Angles:
        pose = self._lasting.head_pose
        pitch, yaw = self._gaze = self._direction()
        if pose:
            held = 1.0 if pose.get('relative') is True else 0.0  # an offset from where it looks
            pitch, yaw = (
                held * pitch + _radians(pose, 'pitch'),
                held * yaw + _radians(pose, 'yaw'),
            )
        wanted = {PAN: yaw, TILT: pitch, ROLL: _radians(pose, 'roll')}
        return {name: self._limits[name](angle) for name, angle in wanted.items()}

    def _direction(self) -> tuple[float, float]:
        """Give pitch and yaw of the gaze: as before, if the place is not known."""
        attention = self._lasting.attention
        if attention.get('type') == AttendLocation.type:
            place = Vector(*(_number(attention, axis) for axis in 'xyz'))
        elif attention.get('type') == AttendUser.type:
            found = [user.location for user in self._users.users if user.id == self._attended]
            if not found or found[0] is None:
                return self._gaze
            place = found[0]
        else:
            return 0.0, 0.0
        point = point_from(place)
        return towards((point.x, point.y, point.z))


def _radians(pose: Wire, name: str) -> float:
    return math.radians(_number(pose, name))


def _number(wire: Wire, name: str) -> float:
    """Give a number of a request, which may have been anything if it was sent raw."""
    value: Any = wire.get(name)
    try:
        number = float(value) if isinstance(value, int | float) else 0.0
    except OverflowError:
        return 0.0
    return number if math.isfinite(number) else 0.0
