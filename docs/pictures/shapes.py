"""The simple shapes of a URDF as flat sides."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

import numpy

from furhat_ros.bridge.space.pose import Place, Pose, from_angles

ROUND = 48
"""Sides of what is round."""

TILE = 0.0075  # m

Corners = tuple[Place, ...]


@dataclass(frozen=True)
class Shape:
    """A shape that hangs at a frame: its sides, their corners counter-clockwise from outside, and its colour."""

    frame: str
    sides: tuple[Corners, ...]
    colour: tuple[float, float, float]


def shapes_of(urdf: str) -> Iterator[Shape]:
    """Give what can be seen of a body."""
    tree = ElementTree.fromstring(urdf)
    colours = {
        each.attrib['name']: _numbers(each.find('color').attrib['rgba'])  # type: ignore[union-attr]
        for each in tree.findall('material')
    }
    for link in tree.findall('link'):
        for visual in link.findall('visual'):
            origin = visual.find('origin')
            given = {} if origin is None else origin.attrib
            turn = from_angles(*_numbers(given.get('rpy', '0 0 0')))
            pose = Pose(_place(given.get('xyz', '0 0 0')), turn)
            (geometry,) = visual.find('geometry')  # type: ignore[misc]
            red, green, blue, _ = colours[visual.find('material').attrib['name']]  # type: ignore[union-attr]
            sides = tuple(tuple(map(pose.outside, side)) for side in _sides(geometry))
            yield Shape(link.attrib['name'], sides, (red, green, blue))


def _sides(geometry: ElementTree.Element) -> Iterator[Corners]:
    given = geometry.attrib
    if geometry.tag == 'box':
        yield from box(*_numbers(given['size']))
    elif geometry.tag == 'cylinder':
        yield from cylinder(float(given['radius']), float(given['length']))
    elif geometry.tag == 'sphere':
        yield from sphere(float(given['radius']))
    else:
        raise ValueError(f'no picture of a {geometry.tag}')


def box(*size: float) -> Iterator[Corners]:
    """Give the sides of a box around the origin, in tiles: what is far can then be told from what is near."""
    for axis, length in enumerate(size):
        a, b = (axis + 1) % 3, (axis + 2) % 3
        for end in (-1, 1):
            for left, right in _tiles(end * size[a]):
                for low, high in _tiles(size[b]):
                    tile = []
                    for across, up in ((left, low), (right, low), (right, high), (left, high)):
                        corner = [0.0, 0.0, 0.0]
                        corner[axis], corner[a], corner[b] = end * length / 2, across, up
                        tile.append((corner[0], corner[1], corner[2]))
                    yield tuple(tile)


def _tiles(length: float) -> Iterator[tuple[float, float]]:
    """Cut a length, which runs backwards if it is negative, into pieces."""
    count = math.ceil(abs(length) / TILE)
    for number in range(count):
        yield length * (number / count - 0.5), length * ((number + 1) / count - 0.5)


def cylinder(radius: float, height: float) -> Iterator[Corners]:
    """Give the sides of a cylinder around the z axis."""
    bottom, top = _ring(radius, -height / 2), _ring(radius, height / 2)
    yield tuple(reversed(bottom))
    yield tuple(top)
    yield from _between(bottom, top)


def sphere(radius: float) -> Iterator[Corners]:
    """Give the sides of a sphere around the origin."""
    angles = [math.pi * (number / (ROUND // 2) - 0.5) for number in range(ROUND // 2 + 1)]
    rings = [_ring(radius * math.cos(each), radius * math.sin(each)) for each in angles]
    for below, above in pairwise(rings):
        yield from _between(below, above)


def _ring(radius: float, z: float) -> list[Place]:
    turns = [2 * math.pi * number / ROUND for number in range(ROUND)]
    return [(radius * math.cos(turn), radius * math.sin(turn), z) for turn in turns]


def _between(below: list[Place], above: list[Place]) -> Iterator[Corners]:
    for number in range(ROUND):
        after = (number + 1) % ROUND
        yield below[number], below[after], above[after], above[number]


def outward(side: Corners) -> numpy.ndarray:
    """Give the direction in which a side looks."""
    corners = numpy.array(side)
    across, up = corners[2] - corners[0], corners[3] - corners[1]
    normal = numpy.cross(across, up)
    return normal / numpy.linalg.norm(normal)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.split())


def _place(text: str) -> Place:
    x, y, z = _numbers(text)
    return x, y, z
