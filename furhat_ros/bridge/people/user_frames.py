"""A tf frame for every user: its origin in the middle of the head, x out of the face, z up."""

import math

from builtin_interfaces.msg import Time

from furhat_ros.protocol.users import User, UsersData

from ..context import Context
from ..feature import Feature
from ..policies.limits import FURTHEST
from ..space.axes import point_from, rotation_from
from ..space.pose import Pose, from_angles, towards

BEHIND: Pose = Pose(turn=from_angles(0.0, 0.0, math.pi))
"""Turned round: a face that looks against the robot's gaze has the rotation 0."""


class UserFrames(Feature):
    """Publishes where everybody is; those who have gone are no longer published."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        if context.settings.users_tf:
            self._transforms = context.transforms
            context.feeds['users'].lane.watch(self._publish)

    def _publish(self, event: UsersData, stamp: Time) -> None:
        if not self._transforms.wanted:
            return
        transforms = {}
        for user in event.users:
            pose = user_pose(user)
            if pose is None:
                self.context.robot.oddities['user without a place'] += 1
                continue
            name = frame_of(self.context, user)
            transforms[name] = self._transforms.make('base_link', name, pose, stamp)
        self._transforms.move(list(transforms.values()))


def frame_of(context: Context, user: User) -> str:
    """Give the name of the frame of a user, without the prefix."""
    return 'user_' + context.legal_ids.name(user.id)


def is_placed(user: User) -> bool:
    """Whether anybody knows where a user's head is."""
    return user.location is not None and all(
        abs(part) <= FURTHEST for part in (user.location.x, user.location.y, user.location.z)
    )


def user_pose(user: User) -> Pose | None:
    """
    Give the pose of a user's head in base_link; None if nobody knows where it is.

    A user whose rotation is not known looks at the robot.
    """
    if user.location is None or not is_placed(user):
        return None
    point = point_from(user.location)
    place = (point.x, point.y, point.z)
    if user.rotation is None:
        pitch, yaw = towards(place)
        return Pose(place, from_angles(0.0, pitch, yaw)) @ BEHIND
    rotation = rotation_from(user.rotation)
    return Pose(place, from_angles(rotation.x, rotation.y, rotation.z)) @ BEHIND
