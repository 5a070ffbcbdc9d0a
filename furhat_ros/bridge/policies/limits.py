"""What numbers may be: checks of requests, in words."""

import math

from furhat_ros.errors import InvalidRequest

FURTHEST = 1e6
"""No number that makes sense is further from 0, and sums and products of such numbers stay finite."""


def number(name: str, value: float, lowest: float = -FURTHEST, highest: float = FURTHEST) -> float:
    """Give a finite number within limits; raise InvalidRequest for any other."""
    if not math.isfinite(value):
        raise InvalidRequest(f'{name} must be a number; got {value}')
    if not lowest <= value <= highest:
        raise InvalidRequest(f'{name} must be {lowest:g} to {highest:g}; got {value:g}')
    return value


def above_zero(name: str, value: float) -> float:
    """Give a number above zero that makes sense; raise InvalidRequest for any other."""
    if not 0.0 < value <= FURTHEST:
        raise InvalidRequest(f'{name} must be a number above 0, at most {FURTHEST:g}; got {value}')
    return value
