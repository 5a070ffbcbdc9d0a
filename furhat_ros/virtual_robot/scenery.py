"""The room behind the people, painted once: a wall, a wooden floor, a window, a plant and a wall clock."""

import functools
import math

from PIL import Image, ImageDraw

from .lens import HEIGHT, WIDTH

OVERSAMPLING = 2
"""Pillow draws without smoothing: everything is painted larger and shrunk."""

HORIZON = HEIGHT / 2
FLOOR_EDGE = 372
CLOCK = (470, 82)
CLOCK_RADIUS = 30

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Brush:
    """Draws in the pixels of the picture on a canvas that is larger."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self._draw = ImageDraw.Draw(image)
        self._scale = scale

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        radius: float = 0,
    ) -> None:
        """Fill a rectangle."""
        corners = self._scaled(((left, top), (right, bottom)))
        self._draw.rounded_rectangle(corners, radius * self._scale, colour)

    def oval(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill an oval around a centre."""
        corners = ((x - width / 2, y - height / 2), (x + width / 2, y + height / 2))
        self._draw.ellipse(self._scaled(corners), colour)

    def shape(self, points: tuple[Point, ...], colour: Colour) -> None:
        """Fill a polygon."""
        self._draw.polygon(self._scaled(points), colour)

    def line(self, points: tuple[Point, ...], colour: Colour, width: float) -> None:
        """Draw a line."""
        self._draw.line(self._scaled(points), colour, max(1, round(width * self._scale)))

    def arc(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        sweep: tuple[float, float],
        colour: Colour,
        line: float,
    ) -> None:
        """Draw a part of an oval, from one angle to another."""
        corners = ((x - width / 2, y - height / 2), (x + width / 2, y + height / 2))
        self._draw.arc(self._scaled(corners), *sweep, colour, max(1, round(line * self._scale)))

    def _scaled(self, points: tuple[Point, ...]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]


@functools.lru_cache(maxsize=1)
def room() -> Image.Image:
    """Give the empty room; whoever draws on it takes a copy."""
    image = Image.new('RGB', (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), (226, 214, 196))
    brush = Brush(image, OVERSAMPLING)
    for row in range(0, FLOOR_EDGE, 4):
        shade = row // 24
        brush.box(0, row, WIDTH, row + 4, (222 + shade, 212 + shade, 196 + shade))
    _floor(brush)
    _window(brush)
    _painting(brush)
    _plant(brush)
    brush.oval(*CLOCK, 2 * CLOCK_RADIUS + 8, 2 * CLOCK_RADIUS + 8, (92, 74, 60))
    brush.oval(*CLOCK, 2 * CLOCK_RADIUS, 2 * CLOCK_RADIUS, (250, 247, 240))
    for hour in range(12):
        brush.line((_on_clock(hour / 12, 25), _on_clock(hour / 12, 28)), (92, 74, 60), 1.5)
    return image.reduce(OVERSAMPLING)


def draw_clock_hands(image: Image.Image, seconds: float) -> None:
    """Set the wall clock: the long hand goes round in a minute, the short one in an hour."""
    draw = ImageDraw.Draw(image)
    draw.line((CLOCK, _on_clock(seconds / 3600, 15)), (60, 52, 48), 3)
    draw.line((CLOCK, _on_clock(seconds / 60, 23)), (190, 60, 50), 2)


def _on_clock(turn: float, radius: float) -> Point:
    angle = 2 * math.pi * turn
    return CLOCK[0] + radius * math.sin(angle), CLOCK[1] - radius * math.cos(angle)


def _floor(brush: Brush) -> None:
    brush.box(0, FLOOR_EDGE, WIDTH, HEIGHT, (176, 132, 92))
    middle = WIDTH / 2
    for board in range(-14, 15):
        near, far = (
            middle + board * 130,
            middle + board * 130 * (FLOOR_EDGE - HORIZON) / (HEIGHT - HORIZON),
        )
        if board % 2:
            brush.shape(
                ((far, FLOOR_EDGE), (far + 72, FLOOR_EDGE), (near + 130, HEIGHT), (near, HEIGHT)),
                (168, 124, 86),
            )
        brush.line(((far, FLOOR_EDGE), (near, HEIGHT)), (150, 108, 74), 1)
    brush.box(0, FLOOR_EDGE - 10, WIDTH, FLOOR_EDGE, (245, 240, 232))
    brush.box(0, FLOOR_EDGE, WIDTH, FLOOR_EDGE + 3, (140, 100, 70))


def _window(brush: Brush) -> None:
    brush.box(36, 56, 184, 236, (247, 244, 238), 3)
    brush.box(44, 64, 176, 226, (168, 208, 236))
    brush.oval(148, 94, 26, 26, (255, 240, 190))
    brush.oval(84, 104, 44, 14, (240, 246, 250))
    brush.oval(102, 98, 30, 14, (240, 246, 250))
    brush.shape(
        ((44, 190), (84, 160), (122, 186), (150, 170), (176, 188), (176, 226), (44, 226)),
        (122, 170, 120),
    )
    brush.shape(((44, 206), (100, 190), (176, 210), (176, 226), (44, 226)), (98, 148, 98))
    brush.box(107, 64, 113, 226, (247, 244, 238))
    brush.box(44, 140, 176, 145, (247, 244, 238))
    brush.box(28, 230, 192, 240, (236, 230, 220), 2)


def _painting(brush: Brush) -> None:
    brush.box(262, 60, 372, 142, (88, 66, 52), 2)
    brush.box(269, 67, 365, 135, (240, 232, 214))
    brush.oval(301, 104, 44, 44, (214, 106, 80))
    brush.oval(331, 96, 34, 34, (64, 116, 140))
    brush.shape(((272, 132), (330, 106), (362, 132)), (232, 178, 84))


def _plant(brush: Brush) -> None:
    for lean, height, colour in (
        (-46, 96, (70, 122, 78)), (44, 104, (78, 134, 84)), (-22, 136, (86, 144, 92)), (24, 142, (74, 130, 84)),
        (0, 158, (94, 154, 100)),
    ):  # fmt: skip
        tip = (586 + lean, 330 - height)
        brush.shape(((580, 330), (572 + lean * 0.6, 330 - height * 0.55), tip, (598 + lean * 0.4, 322 - height * 0.5),
                     (592, 330)), colour)  # fmt: skip
    brush.shape(((556, 324), (616, 324), (606, 386), (566, 386)), (196, 104, 76))
    brush.box(552, 318, 620, 332, (208, 116, 86), 2)
