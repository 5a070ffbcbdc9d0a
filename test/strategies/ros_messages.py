"""Messages of ROS with anything in their fields."""

import functools
import importlib
import math
import re

from hypothesis import strategies as st

_TEXT = st.text(st.characters(min_codepoint=1, blacklist_categories=['Cs']), max_size=12)
_HALVES = st.text(
    st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), min_size=1, max_size=2
)
ROS_TEXT = st.one_of(_TEXT, _TEXT, st.tuples(_TEXT, _HALVES, _TEXT).map(''.join))
"""Also halves of characters, which Python can put into a message; never NUL, which ends a string of ROS."""

CORNERS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 4.0, 400.0, 1e7, -1e7, math.inf, -math.inf, math.nan)

_INTEGER = re.compile(r'(u?)int(8|16|32|64)')
_SEQUENCE = re.compile(r'sequence<([^,>]+).*>')


@functools.cache
def values_of(field_type):
    """Give what a field may hold, by its type as rosidl writes it."""
    if field_type == 'boolean':
        return st.booleans()
    if field_type == 'string':
        return ROS_TEXT
    if field_type in {'float', 'double'}:
        bits = 32 if field_type == 'float' else 64
        largest = 2.0 ** (
            127 if bits == 32 else 1023
        )  # a little more, and rclpy's own check takes it for too much
        return st.one_of(st.floats(-largest, largest, width=bits), st.sampled_from(CORNERS))
    if integer := _INTEGER.fullmatch(field_type):
        bits = int(integer[2])
        if integer[1]:
            return st.integers(0, 2**bits - 1)
        return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if sequence := _SEQUENCE.fullmatch(field_type):
        return st.lists(values_of(sequence[1]), max_size=3)
    package, name = field_type.split('/')
    return ros(getattr(importlib.import_module(f'{package}.msg'), name))


def ros(cls, **chosen):
    """Give messages of a class, or requests or goals; `chosen` says what some of the fields hold."""
    fields = cls.get_fields_and_field_types()
    return st.builds(cls, **{**{name: values_of(kind) for name, kind in fields.items()}, **chosen})


def careless(cls, **chosen):
    """Give the same with anything in up to two fields: few mistakes at a time, so that every check has its turn."""
    fields = cls.get_fields_and_field_types()
    mistakes = st.sampled_from([*fields]).flatmap(
        lambda name: st.tuples(st.just(name), values_of(fields[name]))
    )
    return st.builds(_spoilt, ros(cls, **chosen), st.lists(mistakes, max_size=2))


def _spoilt(message, mistakes):
    for name, value in mistakes:
        setattr(message, name, value)
    return message
