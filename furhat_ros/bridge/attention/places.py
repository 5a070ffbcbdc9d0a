"""Places in any frame, found in the robot's own."""

from geometry_msgs.msg import Point, PointStamped

from furhat_ros.errors import InvalidRequest
from furhat_ros.protocol.users import UsersData, UsersOnce

from ..context import Context
from ..people.user_frames import frame_of, user_pose
from ..space.pose import Pose
from .foreign_frames import ForeignFrames


class Places:
    """
    Turns points in any frame into points in `base_link` (I/O thread).

    The frames of this robot are known without tf: the body as it was commanded to be, users where they are now,
    whatever the stamp says. All others are asked for at the time of the stamp.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._prefix = context.settings.frame_prefix
        self._base = self._prefix + 'base_link'
        self._foreign = ForeignFrames(context)

    def is_near(self, location: PointStamped) -> bool:
        """Whether a point needs no turning: it is in `base_link` already, as is one without a frame."""
        return location.header.frame_id in {'', self._base}

    async def find(self, location: PointStamped) -> Point:
        """Give a point in `base_link`; raise InvalidRequest if nobody knows where its frame is."""
        if self.is_near(location):
            return location.point
        pose = await self._frame(location)
        point = location.point
        x, y, z = pose.outside((point.x, point.y, point.z))
        return Point(x=x, y=y, z=z)

    async def _frame(self, location: PointStamped) -> Pose:
        frame = location.header.frame_id
        own = frame.removeprefix(self._prefix) if frame.startswith(self._prefix) else ''
        neck = self._context.neck
        if own in neck.body:
            return neck.body.pose(own, neck.angles)
        if own.startswith('user_'):
            pose = await self._user(own)
            if pose is not None:
                return pose
        return await self._foreign.pose(frame, self._base, location.header.stamp)

    async def _user(self, frame: str) -> Pose | None:
        """Give the pose of the user with a frame; None if there is no such user."""
        present = await self._context.robot.ask(UsersOnce(), UsersData)
        for user in present.users:
            if frame_of(self._context, user) == frame:
                pose = user_pose(user)
                if pose is None:
                    raise InvalidRequest(f'the robot does not tell where {user.id!r} is')
                return pose
        return None
