"""What holds for every message, whatever is in it."""

import dataclasses
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.codec import EVENTS, REQUESTS, decode_event, encode, parse
from furhat_ros.protocol.message import Event
from wire_values import (
    ANY_JSON_TEXT,
    BROKEN_TEXT,
    fields_of,
    frames,
    messages,
    required_of,
    unknown_fields,
)

MESSAGES = (*REQUESTS, *EVENTS)

drawing_the_class = settings(max_examples=6 * settings.default.max_examples)
"""A test that is not run for each class by itself needs more examples."""


def each_of(classes):
    return pytest.mark.parametrize('cls', classes, ids=lambda cls: cls.type)


def decode(cls, text):
    return decode_event(text) if issubclass(cls, Event) else cls.from_wire(parse(text))


def read_or_named(frame):
    """Give the event that a frame is, or the violation; anything else that is raised is a defect."""
    try:
        return decode_event(frame)
    except ProtocolViolation as violation:
        return violation


def floats_in(value):
    """Give every float of a message, at any depth, but not those in fields that it does not know."""
    if dataclasses.is_dataclass(value):
        for name in fields_of(type(value)):
            yield from floats_in(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from floats_in(each)
    elif isinstance(value, float):
        yield value


def refuse(constant):
    raise AssertionError(f'{constant} is no JSON')


@each_of(MESSAGES)
@given(st.data())
def test_a_message_comes_back_as_it_was_sent(cls, data):
    message = data.draw(messages(cls))

    assert decode(cls, encode(message)) == message


@drawing_the_class
@given(st.sampled_from(MESSAGES).flatmap(messages))
def test_what_is_encoded_is_strict_json_in_utf_8(message):
    wire = json.loads(encode(message).encode('utf-8'), parse_constant=refuse)

    assert wire['type'] == message.type
    assert not any(wire.get(name, '') is None for name in fields_of(type(message)))


@drawing_the_class
@given(st.sampled_from(MESSAGES), st.data())
def test_unknown_fields_survive_both_ways(cls, data):
    unknown = data.draw(unknown_fields(cls))
    wire = {**data.draw(messages(cls)).to_wire(), **unknown}

    again = parse(encode(decode(cls, json.dumps(wire))))

    assert unknown.items() <= again.items()


@drawing_the_class
@given(st.sampled_from(MESSAGES), st.data())
def test_what_is_absent_or_null_has_its_default_and_nothing_else_changes(cls, data):
    message = data.draw(messages(cls))
    defaults = {
        each.name: each.default
        for each in dataclasses.fields(cls)
        if each.name in fields_of(cls).keys() - required_of(cls)
    }
    left_out = data.draw(st.sets(st.sampled_from(sorted(defaults))))
    null = data.draw(st.sampled_from([{}, dict.fromkeys(left_out)]))

    wire = {name: value for name, value in message.to_wire().items() if name not in left_out}

    expected = dataclasses.replace(message, **{name: defaults[name] for name in left_out})
    assert decode(cls, json.dumps({**wire, **null})) == expected


@each_of(EVENTS)
@given(st.data())
def test_a_frame_with_anything_in_it_is_an_event_or_a_violation(cls, data):
    read = read_or_named(data.draw(frames(cls)))

    assert isinstance(read, Event) or (read.kind and str(read))
    assert all(math.isfinite(each) for each in floats_in(read))


@drawing_the_class
@given(st.one_of(st.binary(), BROKEN_TEXT, ANY_JSON_TEXT))
def test_anything_at_all_is_an_event_or_a_violation(frame):
    read = read_or_named(frame)

    assert isinstance(read, Event) or (read.kind and str(read))


@drawing_the_class
@given(st.sampled_from(EVENTS), st.data())
def test_every_text_of_an_event_can_be_said_in_utf_8(cls, data):
    names = [name for name, hint in fields_of(cls).items() if hint in {str, str | None}]
    texts = {name: data.draw(BROKEN_TEXT) for name in names}
    wire = {**data.draw(messages(cls)).to_wire(), **texts}

    event = decode_event(json.dumps(wire))

    for name in names:
        assert getattr(event, name).encode('utf-8').decode('utf-8') == getattr(event, name)
