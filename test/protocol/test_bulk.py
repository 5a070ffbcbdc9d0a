"""Frames that are nearly all payload: read as any JSON is."""

import base64
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol import bulk
from furhat_ros.protocol.accelerators import LONG, read_json
from furhat_ros.protocol.codec import decode_event, parse

PAYLOAD = base64.b64encode(bytes(range(256)) * 24).decode()

names = st.sampled_from([*bulk.FIELDS, 'type', 'request_id', 'other', ''])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
strange = st.text(st.sampled_from('{}[]",:\\/0eE+-ntu \n\u00e9=A'), min_size=1, max_size=6)


def outcome(read, text):
    try:
        return read(text)
    except (ValueError, RecursionError, ProtocolViolation):
        return 'refused'


def by_python(text):
    read = json.loads(text)
    return read if isinstance(read, dict) else 'refused'


@pytest.mark.parametrize('name', bulk.FIELDS)
@pytest.mark.parametrize('separators', [(',', ':'), (', ', ': '), (' ,\n', '\t: ')])
def test_payload_is_found_wherever_it_stands(name, separators):
    for before, behind in (({}, {'type': 't'}), ({'type': 't'}, {}), ({'a': [1, '']}, {'b': {}})):
        wire = {**before, name: PAYLOAD, **behind}
        text = json.dumps(wire, separators=separators)
        assert bulk.read(text, read_json) == wire


@given(st.dictionaries(names, values, max_size=4), names, st.sampled_from([True, False]))
def test_a_frame_is_read_as_by_python(wire, name, at_the_end):
    wire.pop(name, None)
    wire = {**wire, name: PAYLOAD} if at_the_end else {name: PAYLOAD, **wire}
    text = json.dumps(wire)
    assert len(text) >= LONG
    assert parse(text) == by_python(text)


@given(st.data())
def test_a_damaged_frame_is_read_as_by_python(data):
    text = json.dumps({'type': 'response.camera.data', 'image': PAYLOAD, 'other': 'x'})
    place = data.draw(
        st.integers(0, len(text)) | st.integers(0, 60) | st.integers(len(text) - 30, len(text))
    )
    damaged = text[:place] + data.draw(strange) + text[place + data.draw(st.integers(0, 3)) :]
    expected = outcome(by_python, damaged)
    assume(expected != 'refused' or '\n' not in damaged)  # see below
    assert outcome(parse, damaged) == expected


def test_line_feed_in_a_payload_is_left_to_who_decodes_it():
    text = '{"type": "response.camera.data", "image": "' + PAYLOAD + '\n"}'
    assert decode_event(text).image == PAYLOAD + '\n'


@pytest.mark.parametrize(
    'text',
    [
        '{"type": "t", "text": "' + PAYLOAD + '"}',
        '{"type": "t", "a": {"image": "' + PAYLOAD + '"}}',
        '{"type": "t", "image": "' + PAYLOAD + '\\/"}',
        '{"type": "t", "image": "a payload", "speaker": "' + PAYLOAD + '"}',
        '{"type": "t", "image": "' + PAYLOAD + '", "image": "a payload", "speaker": "a payload"}',
        '{"type": "t", "image": ' + '1' * LONG + '}',
        '{"type": "t", "image": "\\"' + PAYLOAD + '"}',
        '["' + PAYLOAD + '"]',
        '"' + PAYLOAD + '"',
        PAYLOAD,
    ],
)
def test_what_is_not_such_a_frame_is_left_to_json(text):
    assert bulk.read(text, read_json) is None
    assert outcome(parse, text) == outcome(by_python, text)
