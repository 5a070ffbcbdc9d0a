"""The people in front of the robot: the topic `users`."""

import math
from typing import Any

from builtin_interfaces.msg import Time
from geometry_msgs.msg import Point, Vector3
from sensor_msgs.msg import RegionOfInterest

from furhat_ros.client.link import LinkStatus
from furhat_ros.msg import User as UserMsg
from furhat_ros.msg import Users as UsersMsg
from furhat_ros.protocol.users import (
    Box,
    User,
    UsersData,
    UsersOnce,
    UsersStart,
    UsersStop,
    Vector,
)
from furhat_ros.srv import GetUsers

from ..context import Context
from ..feature import Feature
from ..policies.qos import SERIES
from ..policies.services import offer
from ..space.axes import point_from, rotation_from
from ..streams.feed import Feed
from ..streams.lane import Lane
from ..streams.stream import Stream
from ..streams.stream_report import StreamReport

IMAGE_WIDTH = 640
IMAGE_HEIGHT = 480


class Users(Feature):
    """Everybody whom the robot tracks, nearest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        mode = context.settings.users_stream
        self._stream = Stream(context, {'users': mode}, lambda _: UsersStart(), UsersStop())
        self._publisher = self._stream.publisher('users', UsersMsg, 'users', SERIES)
        lane = Lane(context, 'users', context.settings.users_queue_size, self._publish)
        context.feeds['users'] = Feed(self._stream, lane)
        context.robot.subscribe(UsersData, lambda event: lane.put(event, self._seen_at()))
        lowest = context.settings.diagnostics_users_min_rate
        report = StreamReport(context, 'users', self._stream, 'lists', lowest)
        context.robot.subscribe(UsersData, lambda _: report.take())
        context.reports.append(report.report)
        offer(context, GetUsers, 'get_users', self._get)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    async def _get(self, _request: Any, response: Any) -> str:
        event = await self.context.robot.ask(UsersOnce(), UsersData)
        response.users = self._message(event, self._seen_at())
        return f'{len(response.users.users)} users'

    def _seen_at(self) -> Time:
        return self.context.event_time(self.context.settings.stamps_users_delay)

    def _publish(self, event: UsersData, stamp: Time) -> None:
        self._publisher.publish(self._message(event, stamp))

    def _message(self, event: UsersData, stamp: Time) -> UsersMsg:
        users = [user_message(user) for user in event.users]
        return UsersMsg(header=self.context.header('base_link', stamp), users=users)


def user_message(user: User) -> UserMsg:
    """Convert a user of the robot."""
    message = UserMsg(
        id=user.id,
        position=_position(user.location),
        distance=distance_of(user),
        rotation=_rotation(user.rotation),
        attended=user.attended,
        attending=math.nan if user.attending is None else user.attending,
    )
    if user.camera is not None:
        message.has_box = True
        message.box = _region(user.camera)
    return message


def _position(location: Vector | None) -> Point:
    if location is None:
        return Point(x=math.nan, y=math.nan, z=math.nan)
    return point_from(location)


def distance_of(user: User) -> float:
    """Give how far a user is from the robot in m: as the robot tells, or from the place; NaN if neither is known."""
    if user.distance is not None:
        return user.distance
    if user.location is not None:
        return math.hypot(user.location.x, user.location.y, user.location.z)
    return math.nan


def _rotation(rotation: Vector | None) -> Vector3:
    if rotation is None:
        return Vector3(x=math.nan, y=math.nan, z=math.nan)
    return rotation_from(rotation)


def _region(box: Box) -> RegionOfInterest:
    """Convert to whole pixels, cut to the image."""
    left, right = (_within(value, IMAGE_WIDTH) for value in (box.x, box.x + box.w))
    top, bottom = (_within(value, IMAGE_HEIGHT) for value in (box.y, box.y + box.h))
    return RegionOfInterest(
        x_offset=left, y_offset=top, width=max(right - left, 0), height=max(bottom - top, 0)
    )


def _within(value: float, limit: int) -> int:
    return round(min(max(value, 0.0), float(limit)))
