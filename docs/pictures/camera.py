"""`camera.png`: what the robot sees, and whom it tracks in it."""

import io
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

import colours
import png
from recorded import Box, Moment, Person


def draw(jpeg: bytes, moment: Moment) -> Figure:
    """Draw an image with everybody's box, name and distance."""
    with Image.open(io.BytesIO(jpeg)) as image:
        pixels = image.convert('RGB')
    width, height = pixels.size
    figure = png.figure(6.4, 6.4 * height / width)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(pixels, interpolation='bilinear')
    axes.set_axis_off()
    for person in moment.people:
        if person.box:
            _box(axes, person, person.box)
    return figure


def _box(axes: Any, person: Person, box: Box) -> None:
    left, top, width, height = box
    colour = colours.of(person.attended)
    axes.add_patch(
        Rectangle((left, top), width, height, fill=False, edgecolor=colour, linewidth=2.5)
    )
    words = [person.id, f'{person.distance:.2f} m', *(['attended'] if person.attended else [])]
    axes.annotate(
        '  '.join(words),
        (left + width / 2, top),
        xytext=(0, 6),
        textcoords='offset points',
        ha='center',
        va='bottom',
        fontsize=12,
        color='white',
        bbox={'boxstyle': 'round,pad=0.25', 'facecolor': colour, 'edgecolor': 'none'},
    )
