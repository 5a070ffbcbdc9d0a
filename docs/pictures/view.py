"""A look at things in space from one side, without perspective."""

import math

import numpy

Points = numpy.ndarray
"""One row of x, y, z, or several."""

LIGHT = numpy.array((0.45, -0.35, 0.82))


class View:
    """From where one looks: degrees from ahead of the robot to its left, and up from the horizon."""

    def __init__(self, side: float, up: float) -> None:
        a, e = math.radians(side), math.radians(up)
        self._right = (-math.sin(a), math.cos(a), 0.0)
        self._up = (-math.cos(a) * math.sin(e), -math.sin(a) * math.sin(e), math.cos(e))
        self._towards = (math.cos(a) * math.cos(e), math.sin(a) * math.cos(e), math.sin(e))

    def flat(self, points: Points) -> Points:
        """Give points on the picture: right and up, in metres."""
        return numpy.asarray(points) @ numpy.array((self._right, self._up)).T

    def nearness(self, points: Points) -> float:
        """Tell how near the middle of some points is, to draw what is far first."""
        return float(numpy.mean(numpy.asarray(points) @ numpy.array(self._towards)))

    def sees(self, normal: Points) -> bool:
        """Whether a side with this outward direction can be seen."""
        return float(numpy.dot(normal, self._towards)) > 0


def brightness(normal: Points) -> float:
    """Tell how light a side is, from 0 to 1."""
    return 0.8 + 0.2 * float(normal @ (LIGHT / numpy.linalg.norm(LIGHT)))
