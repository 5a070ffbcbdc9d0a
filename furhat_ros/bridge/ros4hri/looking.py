"""Whether a user looks at the robot."""

import math

from furhat_ros.protocol.users import User, Vector

ATTENDING, NO_LONGER = 0.6, 0.4
"""From the first up `attending` counts as a look at the robot, below the second no longer."""

FACING, TURNED_AWAY = 20.0, 30.0
"""Degrees between a face and the way to the robot, likewise, where the robot tells only how the head is turned."""


class Looking:
    """The look of one user, which does not flicker on a threshold; None while the robot tells nothing of it."""

    def __init__(self) -> None:
        self.value: bool | None = None

    def update(self, user: User) -> bool | None:
        """Take what the robot tells now."""
        if user.attending is not None:
            self.value = user.attending >= (NO_LONGER if self.value else ATTENDING)
        elif user.location is not None and user.rotation is not None:
            angle = angle_to_robot(user.location, user.rotation)
            self.value = angle <= (TURNED_AWAY if self.value else FACING)
        else:
            self.value = None
        return self.value


def angle_to_robot(place: Vector, rotation: Vector) -> float:
    """Give the degrees between where a face points and where the robot is."""
    yaw, pitch = math.radians(rotation.y), math.radians(rotation.x)
    face = (-math.sin(yaw) * math.cos(pitch), math.sin(pitch), -math.cos(yaw) * math.cos(pitch))
    largest = max(abs(place.x), abs(place.y), abs(place.z))
    if largest == 0.0:
        return 0.0
    way = (-place.x / largest, -place.y / largest, -place.z / largest)  # no number overflows
    cosine = sum(a * b for a, b in zip(face, way, strict=True)) / math.hypot(*way)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
