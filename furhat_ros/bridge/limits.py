"""What numbers may be: checks of requests, in words."""

import math

from furhat_ros.errors import InvalidRequest


def number(name: str, value: float, lowest: float = -math.inf, highest: float = math.inf) -> float:
    """Give a finite number within limits; raise InvalidRequest for any other."""
    if not math.isfinite(value):
        raise InvalidRequest(f'{name} must be a number; got {value}')
    if not lowest <= value <= highest:
        wanted = f'at least {lowest:g}' if highest == math.inf else f'{lowest:g} to {highest:g}'
        raise InvalidRequest(f'{name} must be {wanted}; got {value:g}')
    return value


def above_zero(name: str, value: float) -> float:
    """Give a finite number above zero; raise InvalidRequest for any other."""
    if not math.isfinite(value) or value <= 0.0:
        raise InvalidRequest(f'{name} must be a number above 0; got {value}')
    return value
