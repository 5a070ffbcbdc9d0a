"""What the camera sees: the room, the people at their places, and the time."""

import functools
import io
from collections.abc import Collection

from PIL import Image, ImageDraw, ImageFont

from .figures import FIGURE_HEIGHT, FIGURE_WIDTH, HEAD_X, HEAD_Y, SCALE, figure, look_of
from .lens import HEIGHT, WIDTH, Lens
from .scenery import draw_clock_hands, room
from .users import Person

QUALITY = 80

SYLLABLE = 0.14
"""Seconds for which a talking mouth is open, and then closed."""

Part = tuple[float, float, float, float]
"""Left, top, right and bottom in a drawing, in pixels."""


def paint(lens: Lens, people: Collection[Person], talking: Collection[str], now: float) -> bytes:
    """Give the picture of a moment as a JPEG."""
    image = room().copy()
    draw_clock_hands(image, now)
    for person in sorted(people, key=lambda person: person.z, reverse=True):
        if lens.reaches(person.z):
            mouth_open = person.id in talking and int(now / SYLLABLE) % 2 == 0
            _place(image, lens, person, mouth_open)
    _stamp(image, now)
    jpeg = io.BytesIO()
    image.save(jpeg, 'JPEG', quality=QUALITY)
    return jpeg.getvalue()


def _place(image: Image.Image, lens: Lens, person: Person, mouth_open: bool) -> None:
    """Put a figure where the lens shows it; only the part that is in the picture is scaled."""
    scale = lens.pixels_per_metre(person.z)
    left, top = lens.project(person.x + HEAD_X, person.y + HEAD_Y, person.z)
    right, bottom = left + FIGURE_WIDTH * scale, top + FIGURE_HEIGHT * scale
    x0, y0, x1, y1 = (
        max(0, int(left)),
        max(0, int(top)),
        min(WIDTH, int(right)),
        min(HEIGHT, int(bottom)),
    )
    if x0 >= x1 or y0 >= y1:
        return
    ratio = SCALE / scale
    drawn = look_of(person.id), mouth_open, person.attending < 0.5
    width, height = figure(*drawn).size
    part = (
        max(0.0, (x0 - left) * ratio),
        max(0.0, (y0 - top) * ratio),
        min(float(width), (x1 - left) * ratio),
        min(float(height), (y1 - top) * ratio),
    )
    scaled = _scaled(drawn, (x1 - x0, y1 - y0), part)
    image.paste(scaled, (x0, y0), scaled)


@functools.lru_cache(maxsize=16)
def _scaled(drawn: tuple[int, bool, bool], size: tuple[int, int], part: Part) -> Image.Image:
    """Scale a part of a figure: most people stand still, and it takes longer than all else in the picture."""
    return figure(*drawn).resize(size, box=part)


def _stamp(image: Image.Image, now: float) -> None:
    minutes, seconds = divmod(now, 60)
    hours, minutes = divmod(int(minutes), 60)
    text = f'virtual Furhat  {hours:02}:{minutes:02}:{seconds:04.1f}'
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, HEIGHT - 24, 156, HEIGHT - 8), (40, 36, 34))
    draw.text((14, HEIGHT - 22), text, (250, 247, 240), ImageFont.load_default())
