"""How people walk: straight from place to place, at an even pace."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ..users import Path, Position


def length(places: Sequence[Position]) -> float:
    """Give the metres of a way."""
    return sum(map(math.dist, places, places[1:]))


def way(places: Sequence[Position], start: float, seconds: float) -> Path:
    """Give where somebody is who walks a way from a time on; afterwards they stand at its end."""
    legs = list(map(math.dist, places, places[1:]))
    ends = list(accumulate(legs))

    def place(time: float) -> Position:
        gone = ends[-1] * (time - start) / seconds
        leg = bisect_right(ends, gone)
        if time >= start + seconds or leg >= len(legs):
            return places[-1]
        share = max(0.0, 1 - (ends[leg] - gone) / legs[leg])
        (x, y, z), (next_x, next_y, next_z) = places[leg], places[leg + 1]
        return (
            x + (next_x - x) * share,
            y + (next_y - y) * share,
            z + (next_z - z) * share,
        )

    return place
