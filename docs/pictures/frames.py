"""`frames.png`: the frames of tf, of the people and of the body, with the simple shapes of the body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

import colours
import png
from furhat_ros.bridge.space.pose import Place, Pose
from recorded import Moment
from shapes import Shape, outward, shapes_of, sphere
from view import View, brightness

BASE = 'base_link'
USER = 'user_'

ROOM, BODY = View(side=-33.0, up=38.0), View(side=32.0, up=16.0)

HEAD = 0.1
TABLE = -0.29
"""Metres: the size of a head, and what the robot stands on, from the middle of its own."""

FLOOR = ((0.0, 2.0), (-1.0, 1.0))
"""The part of the table's plane that has lines: from and to, forward and to the left."""

STEP = 0.5
LONG, SHORT = 0.24, 0.07
"""Metres of an axis, in the room and on the body."""

SAME_PLACE = 0.03
"""Metres between the origins of frames that share a label."""

TEXT = {'fontsize': 10, 'color': colours.INK}
TITLE = {'fontsize': 13, 'color': colours.INK}

TOUCH = 0.004
"""Metres by which a shape is in front of those before it, so that one covers the other where they touch."""


@dataclass(frozen=True)
class Label:
    """The names of frames, and where they are."""

    place: Place
    names: list[str]


def draw(poses: Mapping[str, Pose], urdf: str, moment: Moment) -> Figure:
    """Draw the room with the people, and beside it the body alone."""
    people = {name: pose for name, pose in poses.items() if name.startswith(USER)}
    body = {name: pose for name, pose in poses.items() if name not in people}
    shapes = list(shapes_of(urdf))
    figure = png.figure(9.0, 4.0)
    figure.text(0.02, 0.93, 'The robot and the people', **TITLE)
    figure.text(0.47, 0.93, 'The body: it looks at whom it attends', **TITLE)
    _room(figure.add_axes((0.01, 0.06, 0.46, 0.86)), body, people, shapes, moment)
    _body(figure.add_axes((0.47, 0.06, 0.52, 0.86)), body, shapes)
    axes = [
        Line2D([], [], color=colour, linewidth=2.5, label=name)
        for name, colour in zip(('x', 'y', 'z'), colours.AXES, strict=True)
    ]
    figure.legend(handles=axes, loc='lower center', ncols=3, fontsize=11, frameon=False)
    return figure


def _room(
    axes: Any,
    body: Mapping[str, Pose],
    people: Mapping[str, Pose],
    shapes: Sequence[Shape],
    moment: Moment,
) -> None:
    _floor(axes)
    attended = {USER + person.id for person in moment.people if person.attended}
    heads = [
        Shape(name, tuple(sphere(HEAD)), to_rgb(colours.of(name in attended))) for name in people
    ]
    for pose in people.values():
        x, y, _ = pose.place
        _line(axes, ROOM, (pose.place, (x, y, TABLE)), color='#909090', linestyle=(0, (2, 2)))
        _line(axes, ROOM, ((x, y, TABLE),), color='#909090', marker='o', markersize=4)
    _solids(axes, ROOM, {**body, **people}, [*shapes, *heads])
    for name, pose in {BASE: body[BASE], **people}.items():
        _axes_of(axes, ROOM, pose, LONG)
        x, y, z = pose.place
        across, up = ROOM.flat((x, y, z + LONG))
        axes.text(across, up + 0.04, name, ha='center', va='bottom', fontweight='bold', **TEXT)
    _fit(axes, across=(-0.85, 2.08), up=(-1.62, 0.42))


def _floor(axes: Any) -> None:
    (back, front), (right, left) = FLOOR
    for number in range(round((front - back) / STEP) + 1):
        x = back + number * STEP
        _line(axes, ROOM, ((x, right, TABLE), (x, left, TABLE)), color=colours.LINES)
    for number in range(round((left - right) / STEP) + 1):
        y = right + number * STEP
        _line(axes, ROOM, ((back, y, TABLE), (front, y, TABLE)), color=colours.LINES)
    for place, word in (
        ((front + 0.12, 0.0), 'ahead'),
        ((1.0, left + 0.14), 'left'),
        ((1.0, right - 0.14), 'right'),
    ):
        axes.text(*ROOM.flat((*place, TABLE)), word, ha='center', va='center', **TEXT)


def _body(axes: Any, body: Mapping[str, Pose], shapes: Sequence[Shape]) -> None:
    _solids(axes, BODY, body, shapes)
    for pose in body.values():
        _axes_of(axes, BODY, pose, SHORT)
    labels = sorted(_labels(body), key=lambda label: BODY.flat(label.place)[0])
    half = len(labels) // 2
    for side, column in ((-1, labels[:half]), (1, labels[half:])):
        _callouts(axes, side, column)
    _fit(axes, across=(-0.52, 0.42), up=(-0.36, 0.15))


def _callouts(axes: Any, side: int, labels: Sequence[Label]) -> None:
    """Write labels one below the other on one side of the body, in the order of their heights."""
    ordered = sorted(labels, key=lambda label: -BODY.flat(label.place)[1])
    for label, height in zip(ordered, numpy.linspace(0.08, -0.28, len(ordered)), strict=True):
        _line(axes, BODY, (label.place,), color=colours.INK, marker='o', markersize=4, zorder=5)
        axes.annotate(
            '\n'.join(label.names),
            BODY.flat(label.place),
            xytext=(side * 0.18, height),
            ha='left' if side > 0 else 'right',
            va='center',
            arrowprops={'arrowstyle': '-', 'color': '#808080', 'shrinkA': 2, 'shrinkB': 0},
            **TEXT,
        )


def _labels(poses: Mapping[str, Pose]) -> list[Label]:
    """Let frames at about the same place share a label."""
    labels: list[Label] = []
    for name, pose in poses.items():
        place = numpy.array(pose.place)
        near = [each for each in labels if numpy.linalg.norm(place - each.place) < SAME_PLACE]
        if near:
            near[0].names.append(name)
        else:
            labels.append(Label(pose.place, [name]))
    return labels


def _solids(axes: Any, view: View, poses: Mapping[str, Pose], shapes: Sequence[Shape]) -> None:
    """Draw the sides that can be seen, those that are far first."""
    sides = sorted(_seen(view, poses, shapes), key=lambda side: side[0])
    painted = [colour for _, _, colour in sides]
    axes.add_collection(
        PolyCollection(
            [flat for _, flat, _ in sides], facecolors=painted, edgecolors=painted, linewidths=0.4
        )
    )


def _seen(
    view: View, poses: Mapping[str, Pose], shapes: Sequence[Shape]
) -> Iterator[tuple[float, Any, tuple[float, ...]]]:
    for number, shape in enumerate(shapes):
        pose = poses[shape.frame]
        for side in shape.sides:
            corners = numpy.array([pose.outside(corner) for corner in side])
            normal = outward(corners)
            if view.sees(normal):
                light = brightness(normal)
                colour = tuple(min(1.0, part * light) for part in shape.colour)
                yield view.nearness(corners) + number * TOUCH, view.flat(corners), colour


def _axes_of(axes: Any, view: View, pose: Pose, length: float) -> None:
    for number, colour in enumerate(colours.AXES):
        tip = [0.0, 0.0, 0.0]
        tip[number] = length
        end = pose.outside((tip[0], tip[1], tip[2]))
        _line(axes, view, (pose.place, end), color=colour, linewidth=2.4)


def _line(axes: Any, view: View, points: Sequence[Place], **style: Any) -> None:
    flat = view.flat(points)
    axes.plot(flat[:, 0], flat[:, 1], **{'linewidth': 1.0, 'solid_capstyle': 'round', **style})


def _fit(axes: Any, across: tuple[float, float], up: tuple[float, float]) -> None:
    """Show so many metres, as long in one direction as in the other."""
    axes.set_xlim(across)
    axes.set_ylim(up)
    axes.set_aspect('equal')
    axes.set_axis_off()
