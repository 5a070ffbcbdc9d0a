"""The camera as a pinhole: from the robot's frame (x left, y up, z forward, metres) to pixels, unmirrored."""

import math

from ..protocol.users import Box

WIDTH, HEIGHT = 640, 480

CAMERA_Y, CAMERA_Z = -0.18, 0.105
"""Where the camera is in the robot's frame: in the chest, as in urdf/furhat.urdf, which is an estimate by eye."""

FACE_WIDTH, FACE_HEIGHT = 0.16, 0.22
"""A face in metres."""

NEAREST = 0.2
"""What is closer to the plane of the camera than this is not in the picture."""


class Lens:
    """The projection of the camera, which looks level and does not turn with the head."""

    def __init__(self, field_of_view: float) -> None:
        self._focal_length = WIDTH / 2 / math.tan(math.radians(field_of_view) / 2)

    def reaches(self, z: float) -> bool:
        """Tell whether things at a distance from the robot are far enough in front of the camera."""
        return z - CAMERA_Z >= NEAREST

    def pixels_per_metre(self, z: float) -> float:
        """Tell how large things appear at a distance from the robot."""
        return self._focal_length / (z - CAMERA_Z)

    def project(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Give the pixel of a point in front of the camera; the robot's left is the left of the image."""
        scale = self.pixels_per_metre(z)
        return WIDTH / 2 - x * scale, HEIGHT / 2 - (y - CAMERA_Y) * scale

    def face(self, x: float, y: float, z: float) -> Box | None:
        """Give the box of a face with its centre at a point, or None if that is not in the picture."""
        if not self.reaches(z):
            return None
        u, v = self.project(x, y, z)
        if not (0 <= u < WIDTH and 0 <= v < HEIGHT):
            return None
        scale = self.pixels_per_metre(z)
        width, height = FACE_WIDTH * scale, FACE_HEIGHT * scale
        return Box(
            x=round(u - width / 2, 1),
            y=round(v - height / 2, 1),
            w=round(width, 1),
            h=round(height, 1),
        )
