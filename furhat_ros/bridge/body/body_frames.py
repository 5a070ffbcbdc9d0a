"""The body in ROS: the topics `robot_description` and `joint_states`, and the frames of its links."""

import asyncio

from builtin_interfaces.msg import Time
from geometry_msgs.msg import TransformStamped
from sensor_msgs.msg import JointState
from std_msgs.msg import String

from ..context import Context
from ..feature import Feature
from ..policies.latch import Latch
from ..policies.publishers import create_publisher
from ..policies.qos import SENSOR
from .urdf import Joint

LOOK_PERIOD = 1.0
"""Seconds after which a subscriber of `/tf` is noticed; before the first one, nothing is told."""


class BodyFrames(Feature):
    """
    Tells how the robot is built and how its neck was commanded to be, at every change and again and again.

    The transforms that follow from both are robot_state_publisher's to make; where it does not run, they are made here.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._neck = context.neck
        self._makes_tf = context.settings.publish_body_tf
        self._period = 1.0 / context.settings.joint_states_rate
        self._publisher = create_publisher(
            context.node,
            JointState,
            'joint_states',
            SENSOR,
            on_match=lambda: context.crossing.post(self._publish_soon),
        )
        self._next: asyncio.Handle | None = None
        body = context.neck.body
        Latch(context.node, String, 'robot_description').set(String(data=body.urdf))
        if self._makes_tf:
            context.transforms.fix([self._transform(joint) for joint in body.fixed])
        self._neck.on_change = self._publish_soon
        context.crossing.post(self._publish_soon)

    def _publish_soon(self) -> None:
        """Not at once: a change comes in the middle of a request."""
        if self._next is not None:
            self._next.cancel()
        self._next = asyncio.get_running_loop().call_soon(self._publish)

    def _publish(self) -> None:
        wanted = bool(self._publisher.get_subscription_count())
        tf_wanted = self._makes_tf and self.context.transforms.wanted
        if wanted or tf_wanted:
            self._tell(wanted, tf_wanted)
        period = self._period if wanted or tf_wanted else max(self._period, LOOK_PERIOD)
        self._next = asyncio.get_running_loop().call_later(period, self._publish)

    def _tell(self, wanted: bool, tf_wanted: bool) -> None:
        stamp, angles = self.context.now(), self._neck.angles
        if wanted:
            state = JointState(name=list(angles), position=list(angles.values()))
            state.header.stamp = stamp
            self._publisher.publish(state)
        if tf_wanted:
            joints = self._neck.body.turning
            self.context.transforms.move(
                [self._transform(joint, angles[joint.name], stamp) for joint in joints]
            )

    def _transform(
        self, joint: Joint, angle: float = 0.0, stamp: Time | None = None
    ) -> TransformStamped:
        return self.context.transforms.make(joint.parent, joint.child, joint.pose(angle), stamp)
