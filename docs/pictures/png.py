"""Figures as small files."""

import io
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

DOTS = 180
"""In an inch: twice what a page shows, for screens that are sharper."""

COLOURS = 256


def figure(width: float, height: float) -> Figure:
    """Give an empty figure, its size in inches; 9 are as wide as a page."""
    made = Figure(figsize=(width, height), dpi=DOTS)
    FigureCanvasAgg(made)
    return made


def save(drawn: Figure, path: Path) -> None:
    """Write a file of few colours, which is a third of the size."""
    buffer = io.BytesIO()
    drawn.savefig(buffer, format='png', dpi=DOTS)
    shrink(buffer, path)


def shrink(source: Any, path: Path) -> None:
    """Write a picture, from a path or a file, with few colours."""
    with Image.open(source) as image:
        few = image.convert('RGB').quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
