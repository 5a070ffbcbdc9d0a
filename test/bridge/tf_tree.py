"""What a listener of tf knows, without tf2: every frame in its parent, and one frame in another."""

from geometry_msgs.msg import Point, PointStamped, TransformStamped
from std_msgs.msg import Header
from tf2_msgs.msg import TFMessage

from furhat_ros.bridge.space.pose import Pose

from .conftest import LATCHED, wait_until


class Tree:
    """The newest transform of each frame that is published from now on, and all fixed ones."""

    def __init__(self, lab):
        self.parents = {}
        self.newest = {}
        for topic, qos in (('/tf', 100), ('/tf_static', LATCHED)):
            lab.node.create_subscription(TFMessage, topic, self._take, qos)

    def _take(self, message):
        for each in message.transforms:
            place, turn = each.transform.translation, each.transform.rotation
            pose = Pose((place.x, place.y, place.z), (turn.x, turn.y, turn.z, turn.w))
            self.newest[each.child_frame_id] = each
            self.parents[each.child_frame_id] = (each.header.frame_id, pose)

    def pose(self, frame, base):
        """Give the pose of a frame in another that it hangs at, however far above; None while that is not known."""
        pose = Pose()
        while frame != base:
            if frame not in self.parents:
                return None
            frame, step = self.parents[frame]
            pose = step @ pose
        return pose

    def wait_for(self, frame, point, expected, base='', within=1e-6):
        """Wait until a point of a frame is where it should be in the base link of its robot."""
        base = base or frame.removesuffix(frame.rpartition('/')[2]) + 'base_link'

        def is_there():
            pose = self.pose(frame, base)
            return pose and all(
                abs(a - b) < within for a, b in zip(pose.outside(point), expected, strict=True)
            )

        wait_until(is_there, f'{point} of {frame} at {expected}')


def place(x, y, z, frame='', stamp=None):
    """Give a point in a frame."""
    header = Header(frame_id=frame)
    if stamp is not None:
        header.stamp = stamp
    return PointStamped(header=header, point=Point(x=x, y=y, z=z))


def transform(parent, child, x, y, z, stamp, turn=(0.0, 0.0, 0.0, 1.0)):
    """Give a transform."""
    message = TransformStamped(header=Header(frame_id=parent, stamp=stamp), child_frame_id=child)
    translation, rotation = message.transform.translation, message.transform.rotation
    translation.x, translation.y, translation.z = x, y, z
    rotation.x, rotation.y, rotation.z, rotation.w = turn
    return message
