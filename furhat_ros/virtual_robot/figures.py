"""The people in the picture: drawn once per look in a fixed size, then placed and scaled."""

import functools
import zlib
from typing import NamedTuple

from PIL import Image

from .scenery import OVERSAMPLING, Brush, Colour

SCALE = 500
"""Pixels per metre of a drawn figure, about those of somebody at one metre from the robot."""

FIGURE_WIDTH, FIGURE_HEIGHT = 0.72, 1.7
HEAD_X, HEAD_Y = FIGURE_WIDTH / 2, 0.19
"""Where the middle of the face is in the drawing, in metres from its top left corner."""

DARK: Colour = (62, 48, 46)


class Look(NamedTuple):
    """What somebody looks like."""

    skin: Colour
    hair: Colour
    jumper: Colour
    long_hair: bool


LOOKS = (
    Look((238, 200, 170), (98, 62, 40), (72, 118, 150), False),
    Look((202, 152, 116), (38, 30, 30), (206, 112, 86), True),
    Look((246, 214, 190), (206, 160, 92), (104, 144, 100), True),
    Look((142, 98, 74), (30, 26, 26), (224, 180, 84), False),
    Look((232, 192, 158), (150, 146, 144), (126, 96, 140), False),
    Look((222, 176, 140), (132, 64, 44), (86, 92, 120), True),
)


def look_of(name: str) -> int:
    """Choose a look by a name, so that the same person always looks the same."""
    digits = name.rpartition('-')[2]
    number = (
        int(digits) - 1 if digits.isdecimal() and len(digits) < 6 else zlib.crc32(name.encode())
    )
    return number % len(LOOKS)


@functools.lru_cache(maxsize=32)
def figure(look: int, talks: bool, looks_away: bool) -> Image.Image:
    """Draw somebody, on a transparent ground."""
    size = round(FIGURE_WIDTH * SCALE) * OVERSAMPLING, round(FIGURE_HEIGHT * SCALE) * OVERSAMPLING
    # A transparent ground in the colour of the hair, not in black: it shows a little where the edges are smoothed.
    image = Image.new('RGBA', size, (*LOOKS[look].hair, 0))
    brush = Brush(image, SCALE * OVERSAMPLING)
    _draw_body(brush, LOOKS[look])
    _draw_head(brush, LOOKS[look])
    _draw_face(brush, LOOKS[look], talks, 0.008 if looks_away else 0.0)
    return image.reduce(OVERSAMPLING)


def _draw_body(brush: Brush, look: Look) -> None:
    x, y = HEAD_X, HEAD_Y
    if look.long_hair:
        brush.box(x - 0.115, y - 0.06, x + 0.115, y + 0.24, look.hair, 0.09)
    shade = _darker(look.jumper, 0.88)
    brush.box(x - 0.24, y + 0.2, x + 0.24, y + 0.92, shade, 0.1)
    brush.box(x - 0.185, y + 0.155, x + 0.185, y + 0.9, look.jumper, 0.09)
    brush.box(x - 0.22, y + 0.17, x + 0.22, y + 0.36, look.jumper, 0.095)
    brush.box(x - 0.16, y + 0.84, x + 0.16, y + 1.51, (70, 74, 88), 0.03)
    brush.oval(x, y + 0.162, 0.15, 0.07, shade)
    brush.box(x - 0.042, y + 0.06, x + 0.042, y + 0.182, _darker(look.skin, 0.88), 0.04)


def _draw_head(brush: Brush, look: Look) -> None:
    x, y = HEAD_X, HEAD_Y
    shade = _darker(look.skin, 0.92)
    brush.oval(x - 0.084, y + 0.01, 0.03, 0.055, shade)
    brush.oval(x + 0.084, y + 0.01, 0.03, 0.055, shade)
    brush.oval(x, y - 0.035, 0.192, 0.19, look.hair)
    brush.box(x - 0.08, y - 0.09, x + 0.08, y + 0.115, look.skin, 0.075)
    brush.oval(x - 0.03, y - 0.092, 0.13, 0.07, look.hair)
    brush.oval(x + 0.045, y - 0.088, 0.09, 0.06, look.hair)


def _draw_face(brush: Brush, look: Look, talks: bool, glance: float) -> None:
    x, y = HEAD_X, HEAD_Y
    shade = _darker(look.skin, 0.86)
    blush = _between(look.skin, (226, 120, 104), 0.25)
    for side in (-1, 1):
        eye = x + side * 0.033
        brush.oval(eye, y - 0.012, 0.027, 0.02, (252, 250, 246))
        brush.oval(eye + glance, y - 0.012, 0.0145, 0.0165, DARK)
        brush.oval(eye + glance + 0.003, y - 0.0155, 0.004, 0.004, (252, 250, 246))
        brush.arc(eye, y - 0.028, 0.036, 0.022, (205, 335), _darker(look.hair, 0.8), 0.005)
        brush.oval(x + side * 0.05, y + 0.032, 0.03, 0.018, blush)
    brush.arc(x, y + 0.02, 0.02, 0.02, (20, 160), shade, 0.004)
    if talks:
        brush.oval(x, y + 0.066, 0.04, 0.032, (122, 48, 46))
        brush.oval(x, y + 0.074, 0.026, 0.012, (214, 112, 104))
    else:
        brush.arc(x, y + 0.048, 0.056, 0.04, (30, 150), (158, 78, 70), 0.005)


def _darker(colour: Colour, factor: float) -> Colour:
    return _between((0, 0, 0), colour, factor)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
