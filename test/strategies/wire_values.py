"""What may come over the wire, right and wrong: JSON values, their texts, and the messages of the protocol."""

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Union

from hypothesis import strategies as st

from furhat_ros.protocol.message import Message, Value

TEXT = st.text(st.characters(min_codepoint=1, blacklist_categories=['Cs']), max_size=12)
"""What JSON and ROS can both say: a NUL ends a string of ROS."""

HALVES = st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF)
"""Surrogates: JSON can say them, UTF-8 cannot."""

BROKEN_TEXT = st.lists(st.one_of(TEXT, st.text(HALVES, min_size=1, max_size=2)), max_size=3).map(
    ''.join
)

INTEGERS = st.one_of(
    st.integers(), st.sampled_from([2**31, 2**63, 2**64, -(2**63) - 1, 10**400, -(10**400)])
)
FLOATS = st.one_of(st.floats(-1e308, 1e308), st.sampled_from([1e308, -1e308]))


def json_values(text):
    """Give anything that a JSON text can say, but not deep."""
    return st.recursive(
        st.one_of(st.none(), st.booleans(), INTEGERS, FLOATS, text),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(text, inner, max_size=3)
        ),
        max_leaves=6,
    )


JSON = json_values(TEXT)

NUMBER_PITFALLS = (
    *('NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '1' + '0' * 400, '5', '-0.1e1', 'true'),
)
"""Texts that may stand where a number should stand."""

PITFALLS = (
    *('-0', '00', '.5', '+1', '1e-999', '9' * 5000, '9' * 400 + '.5', "'x'", '', '[]', '{}'),
    *('"\\ud83d"', '["\\ude00\\ud83d"]', '{"\\udfff": "\\ud83d\\ud83d"}', '"\\ud83d\\ude00"'),
    *('{"x": 1, "x": 2, "x": 3}', '{"type": "x", "error": "y"}', '{"id": "a", "location": {}}'),
    *('[' * depth + ']' * depth for depth in (90, 900, 990, 5000)),
    *('{"x": ' * depth + '1' + '}' * depth for depth in (90, 900, 990, 5000)),
    *('[' * 100_000, '{"x": [' * 2000, 'nul', '"\\u0000"', '\ud83d', '\x00', '\ufeff1', '""'),
)
"""Other texts that a JSON reader may stumble over."""

ANY_JSON_TEXT = st.one_of(
    st.sampled_from(NUMBER_PITFALLS),
    st.sampled_from(PITFALLS),
    json_values(BROKEN_TEXT).map(json.dumps),
    json_values(BROKEN_TEXT).map(lambda value: json.dumps(value, ensure_ascii=False)),
)


def is_utf_8(text):
    """Whether a text can leave this program at all."""
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


def fields_of(cls):
    """Give the fields of a message that the wire knows, and their types."""
    hints = typing.get_type_hints(cls)
    return {
        each.name: hints[each.name] for each in dataclasses.fields(cls) if each.name != 'extra'
    }


def required_of(cls):
    """Give the names of the fields that have no default."""
    missing = dataclasses.MISSING
    return {
        each.name
        for each in dataclasses.fields(cls)
        if each.default is missing and each.default_factory is missing
    }


def values_of(hint):
    """Give what a field of this type may hold."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in {Union, types.UnionType}:
        return st.one_of(st.none(), *(values_of(each) for each in args if each is not type(None)))
    if origin is tuple:
        return st.lists(values_of(args[0]), max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(TEXT, values_of(args[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Value):
        return messages(hint)
    return _SCALARS[hint]


_SCALARS = {
    Any: JSON.filter(lambda value: value is not None),
    str: TEXT,
    bool: st.booleans(),
    int: INTEGERS,
    float: FLOATS,
}


@functools.cache
def unknown_fields(cls):
    """Give fields that a message does not know, and that do not make it another one."""
    taken = {*fields_of(cls), *({'type', 'error'} if issubclass(cls, Message) else ())}
    names = TEXT.filter(lambda name: name not in taken)
    return st.dictionaries(names, JSON, max_size=2)


@functools.cache
def messages(cls):
    """Give messages of a class, or parts of messages, with and without unknown fields."""
    fields = {name: values_of(hint) for name, hint in fields_of(cls).items()}
    return st.builds(cls, **fields, extra=st.one_of(st.just({}), unknown_fields(cls)))


@functools.cache
def frames(cls):
    """Give texts of frames of a type in which anything, at any depth, may be wrong, unknown or there twice."""
    names = st.one_of(st.sampled_from([*fields_of(cls), 'type', 'error']), TEXT)
    more = st.lists(st.tuples(names, ANY_JSON_TEXT), max_size=1)
    return st.builds(_frame, _spoilt(cls), more)


@st.composite
def _spoilt(draw, cls):
    """Give the JSON text of a message with one or two parts replaced by other texts."""
    wire = draw(messages(cls)).to_wire()
    replaced = {}
    for mark in draw(st.sampled_from([('<1>',), ('<1>', '<2>')])):
        places = [(inside, place) for inside, place in _places(wire) if place != 'type']
        if places:
            inside, place = draw(st.sampled_from(places))
            text = draw(st.one_of(st.sampled_from(['', *NUMBER_PITFALLS]), ANY_JSON_TEXT))
            inside[place] = mark
            replaced[json.dumps(mark)] = text
    text = json.dumps(wire)
    for mark, other in replaced.items():
        text = text.replace(mark, other)
    return text


def _places(value):
    """Give every place in a JSON value, as a container and a key."""
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def _frame(text, more):
    members = ''.join(f', {json.dumps(name)}: {value}' for name, value in more)
    return f'{text[:-1]}{members}}}'
