"""Transforms between frames on `/tf` and `/tf_static`, as every listener of tf2 expects them."""

from builtin_interfaces.msg import Time
from geometry_msgs.msg import Quaternion, Transform, TransformStamped, Vector3
from rclpy.publisher import Publisher
from tf2_msgs.msg import TFMessage

from ..basis import Basis
from ..policies.publishers import create_publisher
from ..policies.qos import LATCHED
from .pose import Pose


class Transforms:
    """
    The one publisher of each of the two topics; `moving` is that of `/tf`.

    Both names are absolute, since all robots share one tree of frames; `frame_prefix` tells theirs apart.
    """

    def __init__(self, basis: Basis, moving: Publisher) -> None:
        self._basis = basis
        self._moving = moving
        self._fixed: Publisher | None = None
        self._all_fixed: dict[str, TransformStamped] = {}

    @property
    def wanted(self) -> bool:
        """Whether anybody listens to `/tf`."""
        return bool(self._moving.get_subscription_count())

    def make(
        self, parent: str, child: str, pose: Pose, stamp: Time | None = None
    ) -> TransformStamped:
        """Give the transform of a frame with a pose in another; the prefix is put before both names."""
        return TransformStamped(
            header=self._basis.header(parent, stamp),
            child_frame_id=self._basis.settings.frame_prefix + child,
            transform=Transform(
                translation=Vector3(**dict(zip('xyz', pose.place, strict=True))),
                rotation=Quaternion(**dict(zip('xyzw', pose.turn, strict=True))),
            ),
        )

    def move(self, transforms: list[TransformStamped]) -> None:
        """Publish transforms that change (any thread)."""
        if transforms:
            self._moving.publish(TFMessage(transforms=transforms))

    def fix(self, transforms: list[TransformStamped]) -> None:
        """Publish transforms that do not change: with all others of this node, since late listeners get one message."""
        if self._fixed is None:
            self._fixed = create_publisher(self._basis.node, TFMessage, '/tf_static', LATCHED)
        self._all_fixed.update({each.child_frame_id: each for each in transforms})
        self._fixed.publish(TFMessage(transforms=list(self._all_fixed.values())))
