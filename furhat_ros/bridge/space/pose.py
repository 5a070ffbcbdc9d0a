"""Poses: where something is and how it is turned, in the axes of ROS. Roll, pitch and yaw are those of REP-103."""

import math
from dataclasses import dataclass

Place = tuple[float, float, float]
"""x, y, z in metres, or an axis."""

Turn = tuple[float, float, float, float]
"""A unit quaternion: x, y, z, w."""

ORIGIN: Place = (0.0, 0.0, 0.0)
STRAIGHT: Turn = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Pose:
    """A place and a turn in some frame; `outer @ inner` is where `inner` is if `outer` is the frame it is given in."""

    place: Place = ORIGIN
    turn: Turn = STRAIGHT

    def __matmul__(self, inner: 'Pose') -> 'Pose':
        return Pose(self.outside(inner.place), _product(self.turn, inner.turn))

    def outside(self, point: Place) -> Place:
        """Give a point of this pose's own frame in the frame that the pose is given in."""
        x, y, z = turned(self.turn, point)
        return self.place[0] + x, self.place[1] + y, self.place[2] + z


def about(axis: Place, angle: float) -> Turn:
    """Turn about an axis, right-handed, by radians."""
    length = math.hypot(*axis)
    x, y, z = (part / length * math.sin(angle / 2) for part in axis)
    return x, y, z, math.cos(angle / 2)


def from_angles(roll: float, pitch: float, yaw: float) -> Turn:
    """Turn about the fixed axes x, y and z, in this order."""
    about_x, about_y, about_z = (
        about((1.0, 0.0, 0.0), roll),
        about((0.0, 1.0, 0.0), pitch),
        about((0.0, 0.0, 1.0), yaw),
    )
    return _product(about_z, _product(about_y, about_x))


def towards(place: Place) -> tuple[float, float]:
    """Give pitch and yaw of somebody at the origin who looks at a place: + is down, and + is to the left."""
    x, y, z = place
    return -math.atan2(z, math.hypot(x, y)), math.atan2(y, x)


def turned(turn: Turn, point: Place) -> Place:
    """Turn a point about the origin."""
    x, y, z, w = turn
    moved = _product(_product(turn, (*point, 0.0)), (-x, -y, -z, w))
    return moved[0], moved[1], moved[2]


def _product(a: Turn, b: Turn) -> Turn:
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )
