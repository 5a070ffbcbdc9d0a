"""The topic `users/markers`: everybody as a head, a direction and a name, for rviz and Foxglove."""

import itertools

from builtin_interfaces.msg import Duration, Time
from geometry_msgs.msg import Point, Quaternion, Vector3
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from furhat_ros.protocol.users import User, UsersData

from ..context import Context
from ..feature import Feature
from ..space.pose import Place, Pose
from .user_frames import user_pose
from .users import distance_of

HEAD = 'users/head'
DIRECTION = 'users/direction'
NAME = 'users/name'

NORMAL = ColorRGBA(r=0.35, g=0.55, b=0.85, a=0.9)
ATTENDED = ColorRGBA(r=0.95, g=0.6, b=0.1, a=0.9)

HEAD_SIZE = 0.22
ARROW_LENGTH = 0.35
LETTER_SIZE = 0.08
BLANK_SIZE = 0.03  # without which rviz makes it as wide as it likes
"""Metres."""

LIFETIME = Duration(sec=2)
"""Should nobody say that somebody has gone: the stream has ended, or the link was lost."""


class Markers(Feature):
    """Draws everybody whose place is known, the attended user in another colour."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        feed = context.feeds['users']
        self._stream = feed.stream
        self._publisher = feed.stream.publisher('users', MarkerArray, 'users/markers')
        self._numbers = itertools.count()
        self._drawn: dict[str, int] = {}
        feed.lane.watch(self._publish)

    def _publish(self, event: UsersData, stamp: Time) -> None:
        if not self._stream.listened(self._publisher):
            return
        header = self.context.header('base_link', stamp)
        people = {user.id: (user, pose) for user in event.users if (pose := user_pose(user))}
        gone = [self._drawn.pop(name) for name in self._drawn.keys() - people.keys()]
        for name in people.keys() - self._drawn.keys():
            self._drawn[name] = next(self._numbers) % 2**31
        markers = [
            marker
            for name, (user, pose) in people.items()
            for marker in _drawing(header, self._drawn[name], user, pose)
        ]
        markers += [
            Marker(header=header, ns=part, id=number, action=Marker.DELETE)
            for number in gone
            for part in (HEAD, DIRECTION, NAME)
        ]
        self._publisher.publish(MarkerArray(markers=markers))


def _drawing(header: Header, number: int, user: User, pose: Pose) -> list[Marker]:
    colour = ATTENDED if user.attended else NORMAL
    head = _marker(header, HEAD, number, Marker.SPHERE, colour)
    head.scale = Vector3(x=HEAD_SIZE, y=HEAD_SIZE, z=HEAD_SIZE)
    _put(head, pose.place)
    arrow = _marker(header, DIRECTION, number, Marker.ARROW, colour)
    arrow.scale = Vector3(x=ARROW_LENGTH, y=0.03, z=0.03)
    _put(arrow, pose.place)
    arrow.pose.orientation = Quaternion(**dict(zip('xyzw', pose.turn, strict=True)))
    name = _marker(header, NAME, number, Marker.TEXT_VIEW_FACING, colour)
    name.scale.z = LETTER_SIZE
    name.scale.x = BLANK_SIZE
    x, y, z = pose.place
    _put(name, (x, y, z + HEAD_SIZE))
    name.text = f'{user.id}  {distance_of(user):.1f} m'
    return [head, arrow, name]


def _marker(header: Header, part: str, number: int, kind: int, colour: ColorRGBA) -> Marker:
    return Marker(
        header=header,
        ns=part,
        id=number,
        type=kind,
        action=Marker.ADD,
        color=colour,
        lifetime=LIFETIME,
    )


def _put(marker: Marker, place: Place) -> None:
    x, y, z = place
    marker.pose.position = Point(x=x, y=y, z=z)
