"""`dialogue.png`: the overview that `furhat_ros.export` makes of a bag."""

from pathlib import Path

import png
from furhat_ros.export import overview
from furhat_ros.export.conversion import Conversion

SIZE = (12.5, 8.0)
"""Inches: less than where it fills a screen, so that its letters can be read on a page."""

DOTS = 128


def draw(bag: Path, folder: Path, path: Path) -> list[str]:
    """Export into a folder, and take the picture; give what could not be read."""
    overview.SIZE, overview.DOTS = SIZE, DOTS
    conversion = Conversion(bag, folder, ('overview',))
    conversion.run()
    png.shrink(folder / 'overview.png', path)
    return conversion.problems
