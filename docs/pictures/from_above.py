"""`map.png`: the people from above. The robot looks up the page, so that its left is on the left."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrow

import colours
import png
from recorded import Moment, Person

AHEAD = (-0.4, 2.35)
LEFT = (1.5, -1.5)
"""Metres that the map shows, from the bottom to the top, and from the left edge to the right edge."""

STEP = 0.5
"""Metres between two circles."""

LABELLED = math.radians(-47)
"""The direction in which the circles have their numbers: to the robot's right, where nobody walks."""

ROBOT, HEAD = 0.12, 0.08
NOSE = 0.2
NAME = 0.16
"""Metres: the heads of robot and people, and from a head to the tip of its arrow and to its name."""


def on_page(x: float, y: float) -> tuple[float, float]:
    """Give a place, x forward and y left, in the axes of the page, whose first one counts down to the right."""
    return y, x


def share_of_width(axes: Any, x: float, y: float) -> float:
    """Tell how far from the left edge of the map a place is drawn: 0 is the left edge, 1 the right one."""
    across, _ = axes.transData.transform(on_page(x, y))
    return float((across - axes.bbox.x0) / axes.bbox.width)


def draw(moments: Sequence[Moment], shown: Moment) -> Figure:
    """Draw where everybody went, and where they were at one moment."""
    figure = png.figure(9.0, 8.6)
    axes = figure.add_axes((0.08, 0.075, 0.88, 0.875))
    axes.set_xlim(*LEFT)
    axes.set_ylim(*AHEAD)
    axes.set_aspect('equal')
    _circles(axes)
    for name in sorted({person.id for moment in moments for person in moment.people}):
        _track(axes, name, moments)
    _robot(axes)
    for person in shown.people:
        _person(axes, person)
    _words(axes, *((moment.time - moments[0].time) / 1e9 for moment in (shown, moments[-1])))
    return figure


def _circles(axes: Any) -> None:
    furthest = math.hypot(AHEAD[1], LEFT[0])
    for number in range(1, int(furthest / STEP) + 1):
        radius = number * STEP
        axes.add_patch(
            Circle(on_page(0, 0), radius, fill=False, edgecolor=colours.LINES, linewidth=1)
        )
        x, y = radius * math.cos(LABELLED), radius * math.sin(LABELLED)
        if y > LEFT[1] + 0.1:
            axes.text(*on_page(x, y), f'{radius:g} m', **_CENTRED, color='#808080', fontsize=10)


def _track(axes: Any, name: str, moments: Sequence[Moment]) -> None:
    places = [
        (person.x, person.y, person.attended)
        for moment in moments
        for person in moment.people
        if person.id == name and math.isfinite(person.x + person.y)
    ]
    for (*place, attended), (*after, _) in pairwise(places):
        _line(axes, (place, after), **(_ATTENDED if attended else _NOT_ATTENDED))
    _line(axes, (places[0][:2],), **_BEGIN)


def _robot(axes: Any) -> None:
    axes.add_patch(
        Circle(on_page(0, 0), ROBOT, facecolor='#d8d8d8', edgecolor=colours.INK, zorder=4)
    )
    _arrow(axes, ROBOT, 0.0, 0.0, 0.14, colours.INK)
    for y, word in ((0, 'robot'), (1.0, 'left'), (-1.0, 'right')):
        place = on_page(-0.22 if y == 0 else 0, y)
        axes.text(*place, word, **_CENTRED, fontsize=12, color=colours.INK)


def _person(axes: Any, person: Person) -> None:
    colour = colours.of(person.attended)
    ahead, left = math.cos(person.heading), math.sin(person.heading)
    if person.attended:
        bearing = math.atan2(person.y, person.x)
        begin = (ROBOT * math.cos(bearing), ROBOT * math.sin(bearing))
        _line(axes, (begin, (person.x, person.y)), color=colour, **_GAZE)
    _arrow(axes, person.x, person.y, person.heading, NOSE, colour)
    axes.add_patch(
        Circle(on_page(person.x, person.y), HEAD, facecolor=colour, edgecolor='white', zorder=6)
    )
    axes.text(  # behind the head
        *on_page(person.x - NAME * ahead, person.y - 1.4 * NAME * left),
        person.id,
        **_CENTRED,
        fontsize=13,
        fontweight='bold',
        color=colour,
        zorder=7,
    )


def _line(axes: Any, places: Sequence[tuple[float, float]], **style: Any) -> None:
    across, up = zip(*(on_page(x, y) for x, y in places), strict=True)
    axes.plot(across, up, **style)


def _arrow(axes: Any, x: float, y: float, heading: float, length: float, colour: str) -> None:
    across, up = on_page(math.cos(heading) * length, math.sin(heading) * length)
    axes.add_patch(
        FancyArrow(
            *on_page(x, y),
            across,
            up,
            width=0.035,
            head_width=0.1,
            head_length=0.08,
            facecolor=colour,
            edgecolor='white',
            linewidth=0.6,
            zorder=5,
        )
    )


def _words(axes: Any, now: float, length: float) -> None:
    axes.set_title('People in front of the robot, seen from above', fontsize=14, loc='left')
    axes.set_title(f'{now:.0f} s of {length:.0f} s', fontsize=12, loc='right', color='#808080')
    axes.set_xlabel('y, m  (left is positive)', fontsize=12)
    axes.set_ylabel('x, m  (forward)', fontsize=12)
    axes.tick_params(labelsize=11)
    for side in axes.spines.values():
        side.set_color(colours.LINES)
    legend = {
        'attended by the robot': _ATTENDED,
        'not attended': _NOT_ATTENDED,
        'where they began': _BEGIN,
        'whom the robot attends now': {'color': colours.ATTENDED, **_GAZE},
    }
    lines = [Line2D([], [], label=label, **style) for label, style in legend.items()]
    axes.legend(handles=lines, loc='upper left', fontsize=11)


_CENTRED: dict[str, Any] = {
    'ha': 'center',
    'va': 'center',
    'bbox': {'facecolor': 'white', 'edgecolor': 'none', 'pad': 1.5, 'alpha': 0.8},
}
_ATTENDED = {'color': colours.ATTENDED, 'linewidth': 3, 'solid_capstyle': 'round'}
_NOT_ATTENDED = {'color': colours.OTHER, 'linewidth': 1.4}
_GAZE: dict[str, Any] = {'linewidth': 1.5, 'linestyle': (0, (4, 3)), 'zorder': 3}
_BEGIN = {
    'linestyle': '',
    'marker': 'o',
    'markersize': 8,
    'markerfacecolor': 'white',
    'markeredgecolor': colours.INK,
    'zorder': 4,
}
