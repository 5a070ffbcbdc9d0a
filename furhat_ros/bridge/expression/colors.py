"""Colours as the robot's LED ring takes them."""

import re
from typing import Any

from furhat_ros.errors import InvalidRequest

from ..policies.limits import number

_HEX = re.compile(r'#[0-9a-fA-F]{6}')
_NAME = re.compile(r'[a-zA-Z]{3,30}')

OFF = '#000000'


def from_text(color: str) -> str:
    """Give a colour that the robot may know: a name, which only the robot can judge, or #RRGGBB."""
    if not _HEX.fullmatch(color) and not _NAME.fullmatch(color):
        raise InvalidRequest(f'a colour is a CSS name such as red, or #RRGGBB; got {color!r}')
    return color


def from_message(color: Any) -> str:
    """Give #RRGGBB for a std_msgs/ColorRGBA; its alpha is brightness."""
    parts = [
        round(255 * number(name, getattr(color, name), 0, 1) * number('a', color.a, 0, 1))
        for name in ('r', 'g', 'b')
    ]
    return '#{:02x}{:02x}{:02x}'.format(*parts)
