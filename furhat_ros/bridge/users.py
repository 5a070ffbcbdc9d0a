"""The people in front of the robot: the topic `users`."""

import math

from geometry_msgs.msg import Point, Vector3
from sensor_msgs.msg import RegionOfInterest

from furhat_ros.client.link import LinkStatus
from furhat_ros.msg import User as UserMsg
from furhat_ros.msg import Users as UsersMsg
from furhat_ros.protocol.users import Box, User, UsersData, UsersStart, UsersStop, Vector

from .context import Context
from .feature import Feature
from .stream import Stream

IMAGE_WIDTH = 640
IMAGE_HEIGHT = 480


class Users(Feature):
    """Everybody whom the robot tracks, nearest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stream = Stream(context, context.settings.users_stream, UsersStart(), UsersStop())
        self._publisher = self._stream.publisher(UsersMsg, 'users')
        context.robot.subscribe(UsersData, self._publish)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    def _publish(self, event: UsersData) -> None:
        header = self.context.header('base_link')
        users = [user_message(user) for user in event.users]
        self._publisher.publish(UsersMsg(header=header, users=users))


def user_message(user: User) -> UserMsg:
    """Convert a user of the robot."""
    message = UserMsg(
        id=user.id,
        position=_position(user.location),
        distance=_distance(user),
        rotation=_rotation(user.rotation),
        attended=user.attended,
        attending=math.nan if user.attending is None else user.attending,
    )
    if user.camera is not None:
        message.has_box = True
        message.box = _region(user.camera)
    return message


def _position(location: Vector | None) -> Point:
    """Convert from the robot's axes (x left, y up, z forward) to those of REP-103 (x forward, y left, z up)."""
    if location is None:
        return Point(x=math.nan, y=math.nan, z=math.nan)
    return Point(x=location.z, y=location.x, z=location.y)


def _distance(user: User) -> float:
    if user.distance is not None:
        return user.distance
    if user.location is not None:
        return math.hypot(user.location.x, user.location.y, user.location.z)
    return math.nan


def _rotation(rotation: Vector | None) -> Vector3:
    """Convert degrees about the robot's left (pitch), up (yaw) and forward (roll) axes to radians, roll first."""
    if rotation is None:
        return Vector3(x=math.nan, y=math.nan, z=math.nan)
    return Vector3(
        x=math.radians(rotation.z), y=math.radians(rotation.x), z=math.radians(rotation.y)
    )


def _region(box: Box) -> RegionOfInterest:
    """Convert to whole pixels, cut to the image."""
    left, right = (_within(value, IMAGE_WIDTH) for value in (box.x, box.x + box.w))
    top, bottom = (_within(value, IMAGE_HEIGHT) for value in (box.y, box.y + box.h))
    return RegionOfInterest(
        x_offset=left, y_offset=top, width=max(right - left, 0), height=max(bottom - top, 0)
    )


def _within(value: float, limit: int) -> int:
    return round(min(max(value, 0.0), float(limit)))
