"""The frames that REP-155 gives to people. Their names are its own: consumers know them without any `frame_prefix`."""

from builtin_interfaces.msg import Time
from geometry_msgs.msg import Quaternion, Transform, TransformStamped, Vector3
from std_msgs.msg import Header

from ..space.pose import Pose, Turn

OPTICAL: Turn = (-0.5, 0.5, -0.5, 0.5)
"""From x forward and z up to z forward and y down."""


def face(parent: str, stamp: Time, name: str, pose: Pose) -> TransformStamped:
    """Give the frame of a face: x out of it, z up."""
    return _transform(parent, stamp, f'face_{name}', pose)


def gaze(stamp: Time, name: str) -> TransformStamped:
    """Give the frame of a gaze, which is that of the face, but z goes along it."""
    return _transform(f'face_{name}', stamp, f'gaze_{name}', Pose(turn=OPTICAL))


def person(parent: str, stamp: Time, name: str, pose: Pose) -> TransformStamped:
    """Give the frame of a person, who is where the face is or was."""
    return _transform(parent, stamp, f'person_{name}', pose)


def voice(stamp: Time, name: str) -> TransformStamped:
    """Give the frame of the voice of somebody with a face."""
    return _transform(f'face_{name}', stamp, f'voice_{name}', Pose())


def _transform(parent: str, stamp: Time, child: str, pose: Pose) -> TransformStamped:
    return TransformStamped(
        header=Header(stamp=stamp, frame_id=parent),
        child_frame_id=child,
        transform=Transform(
            translation=Vector3(**dict(zip('xyz', pose.place, strict=True))),
            rotation=Quaternion(**dict(zip('xyzw', pose.turn, strict=True))),
        ),
    )
