"""Frames that others publish, found by tf2_ros where it is installed."""

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any

from builtin_interfaces.msg import Time as Stamp
from rclpy.time import Time

from furhat_ros.errors import InvalidRequest

from ..space.pose import Pose

if TYPE_CHECKING:
    from ..context import Context

GLANCE = 0.02
"""Seconds between two looks whether a transform has come."""

FIRST_WAIT = 3.0
"""Seconds in which one who has just begun to listen may not have heard of everybody yet."""


class ForeignFrames:
    """
    Listens to tf from the first question on, since that costs something with every transform of everybody.

    tf2_ros is optional: it is asked for only here.
    """

    def __init__(self, context: 'Context') -> None:
        self._context = context
        self._buffer: Any = None
        self._listener: Any = None
        self._listening: asyncio.Task[None] | None = None
        self._heard_all = 0.0

    async def pose(self, frame: str, base: str, stamp: Stamp) -> Pose:
        """Give the pose of a frame in `base` at a time, 0 for the newest; raise InvalidRequest if that is not found."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(frame))
        try:
            await asyncio.shield(self._listening)
        except InvalidRequest:
            self._listening = None
            raise
        patience = self._context.settings.look_at_tf_timeout
        until = max(time.monotonic() + patience, self._heard_all)
        while True:
            try:
                found = self._buffer.lookup_transform_core(base, frame, Time.from_msg(stamp))
            except self._trouble as error:
                if time.monotonic() >= until:
                    reason = str(error).strip()
                    raise InvalidRequest(
                        f'tf does not know where {frame!r} is: {reason}'
                    ) from None
                await asyncio.sleep(GLANCE)
            else:
                return _pose(found.transform)

    async def _listen(self, frame: str) -> None:
        try:
            import tf2_ros
        except ImportError as error:
            distro = os.environ.get('ROS_DISTRO', '<distro>')
            raise InvalidRequest(
                f'the frame {frame!r} is not of this robot, and others are found with tf2_ros alone: apt install'
                f' ros-{distro}-tf2-ros-py ({error})'
            ) from None
        self._trouble = tf2_ros.TransformException
        self._buffer = tf2_ros.Buffer()
        self._listener = await self._context.crossing.in_ros(
            tf2_ros.TransformListener, self._buffer, self._context.node
        )
        self._heard_all = time.monotonic() + FIRST_WAIT


def _pose(transform: Any) -> Pose:
    place, turn = transform.translation, transform.rotation
    return Pose((place.x, place.y, place.z), (turn.x, turn.y, turn.z, turn.w))
