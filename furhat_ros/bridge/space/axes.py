"""From ROS axes to the robot's, and back: REP-103 has x forward, y left, z up; the robot x left, y up, z forward."""

import math
from typing import Any

from geometry_msgs.msg import Point, Vector3

from furhat_ros.protocol.users import Vector

from ..policies.limits import number


def point_from(location: Vector) -> Point:
    """Convert a position of the robot."""
    return Point(x=location.z, y=location.x, z=location.y)


def location_from(point: Any) -> Vector:
    """Convert a geometry_msgs/Point to the robot's axes; raise InvalidRequest unless it is finite."""
    x, y, z = (number(name, getattr(point, name)) for name in ('x', 'y', 'z'))
    return Vector(x=y, y=z, z=x)


def rotation_from(rotation: Vector) -> Vector3:
    """Convert degrees about the robot's left (pitch), up (yaw) and forward (roll) axes to radians, roll first."""
    return Vector3(
        x=math.radians(rotation.z), y=math.radians(rotation.x), z=math.radians(rotation.y)
    )


def degrees(name: str, radians: float, lowest: float = -math.pi) -> float:
    """Convert an angle; raise InvalidRequest unless it is finite and within a turn."""
    return math.degrees(number(name, radians, lowest, math.pi))
