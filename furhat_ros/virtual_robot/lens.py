"""The camera as a pinhole: from the robot's frame (x left, y up, z forward, metres) to pixels, unmirrored."""

import math

from ..protocol.users import Box

WIDTH, HEIGHT = 640, 480

FACE_WIDTH, FACE_HEIGHT = 0.16, 0.22
"""A face in metres."""

NEAREST = 0.2
"""What is closer to the plane of the camera than this is not in the picture."""


class Lens:
    """The projection of a camera at the origin of the robot's frame."""

    def __init__(self, field_of_view: float) -> None:
        self._focal_length = WIDTH / 2 / math.tan(math.radians(field_of_view) / 2)

    def pixels_per_metre(self, z: float) -> float:
        """Tell how large things appear at a distance."""
        return self._focal_length / z

    def project(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Give the pixel of a point in front of the camera; the robot's left is the left of the image."""
        scale = self.pixels_per_metre(z)
        return WIDTH / 2 - x * scale, HEIGHT / 2 - y * scale

    def face(self, x: float, y: float, z: float) -> Box | None:
        """Give the box of a face with its centre at a point, or None if that is not in the picture."""
        if z < NEAREST:
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
