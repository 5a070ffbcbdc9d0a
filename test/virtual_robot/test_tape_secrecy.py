"""The key never enters a recording, however it is said."""

import base64
import contextlib
import gzip
import json
import string
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from furhat_ros.virtual_robot.clock import ManualClock
from furhat_ros.virtual_robot.tape.recorder import Recorder

KEYS = st.text(string.ascii_letters + string.digits, min_size=10, max_size=16) | st.text(
    st.characters(codec='utf-8', exclude_characters='\0'), min_size=8, max_size=20
).filter(lambda key: len(key.strip()) >= 8 and len(set(key)) > 4)

TELLINGS = (
    lambda key: {'type': 'request.auth', 'key': key},
    lambda key: {'type': 'request.auth', 'password': key, 'request_id': '1'},
    lambda key: {'type': 'request.auth', 'else': key, 'key': None},
    lambda key: {'type': 'request.auth', 'key': key, 'deep': [{'deeper': key}]},
    lambda key: {'type': 'request.auth', 'key': [{'value': key}], 'request_id': key},
    lambda key: {'type': 'request.auth', 'key': {key: True}},
    lambda key: {'type': 'Request.Auth', 'anything': key},
    lambda key: {'name': 'request.auth', 'word': key},
    lambda key: {'type': 'request.system.config', 'localNetworkKey': key},
    lambda key: {'batch': [{'type': 'request.auth', 'key': key}]},
)
"""Messages by which it becomes known what the key is."""

SAYINGS = (
    lambda key: {'type': 'request.speak.text', 'text': key},
    lambda key: {'type': 'request.speak.text', 'text': f'it is {key}, yes, {key}{key}'},
    lambda key: {'type': 'request.speak.audio', 'url': f'http://x/y.wav?z={quote(key, safe="")}'},
    lambda key: {'type': 'request.led.set', 'color': '#ffffff', 'request_id': key},
    lambda key: {'type': 'request.face.params', 'params': {key: 1.0}},
    lambda key: {'type': key, 'list': [[key]]},
    lambda key: {'type': 'response.error', 'error': f'{key} is no key'},
    lambda key: [key],
    lambda key: key,
)
"""Messages in which the key has no business to be."""

OTHER_FRAMES = (
    lambda key: f'hello {key}',
    lambda key: '{"text": ' + json.dumps(key),
    lambda key: '{"text": "' + ''.join(rf'\u{ord(each):04x}' for each in key if ord(each) < 2**16),
    lambda key: '{"type": "request.auth", "key": ' + json.dumps(key),
    lambda key: f'{{"key": {json.dumps(key)}, "key": "something else"}}',
    lambda key: f'{{"text": {json.dumps(key)}, "text": 1}}',
    lambda key: f'  {json.dumps({"type": "request.speak.text", "text": key})}',
    lambda key: key.encode(),
    lambda key: b'\xff\0' + key.encode(),
)
"""Frames that are no messages."""

FRAMES = (
    *(lambda key, make=make: json.dumps(make(key)) for make in (*TELLINGS, *SAYINGS)),
    *(lambda key, make=make: json.dumps(make(key), ensure_ascii=False) for make in SAYINGS),
    *OTHER_FRAMES,
)


def recorded(frames, name='session.jsonl', **how):
    """Give the lines of a recording of some frames from a client; one after it has closed is `(reason,)`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        recorder = Recorder(path, ManualClock().now, **how)
        recorder.open('ws://robot:9000/v1/events')
        number = recorder.connected()
        for frame in frames:
            if isinstance(frame, tuple):
                recorder.disconnected(number, 'client', 1000, *frame)
            else:
                recorder.said(number, 'client', frame)
        recorder.close()
        assert list(Path(folder).iterdir()) == [path]
        return [json.loads(line) for line in path.read_text().splitlines()]


def texts(value):
    """Give everything that can be read in a line."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if name == 'base64':
                yield base64.b64decode(inner).decode(errors='replace')
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    else:
        yield str(value)
        yield unquote_plus(str(value))
        with contextlib.suppress(TypeError, ValueError):
            yield from texts(json.loads(value))


def tells(lines, key):
    return [text for line in lines for text in texts(line) if key in text or key.strip() in text]


@given(
    KEYS,
    st.sampled_from(TELLINGS),
    st.lists(st.sampled_from(FRAMES), max_size=4),
    st.lists(st.sampled_from(FRAMES), max_size=4),
)
@example('open sesame', TELLINGS[0], list(FRAMES), list(FRAMES))
@example('öffne "dich" \\ Sesam', TELLINGS[0], list(FRAMES), list(FRAMES))
@example(' with spaces ', TELLINGS[0], list(FRAMES), list(FRAMES))
def test_a_key_that_is_told_is_nowhere_in_the_recording(key, telling, before, after):
    frames = [make(key) for make in before]
    frames += [(f'because of {key}',), json.dumps(telling(key)), (f'because of {key}',)]
    frames += [make(key) for make in after]

    lines = recorded(frames)

    assert tells(lines, key) == []
    assert len(lines) == len(frames) + 2


@given(KEYS, st.lists(st.sampled_from(FRAMES), max_size=4))
@example('open sesame', list(FRAMES))
def test_a_key_that_is_known_from_the_start_is_nowhere_in_the_recording(key, makers):
    assert tells(recorded([make(key) for make in makers], keys=[key]), key) == []


@pytest.mark.parametrize('make', TELLINGS)
def test_each_way_to_tell_a_key_is_understood(make):
    frames = [
        json.dumps(make('open sesame')),
        '{"type":"request.speak.text","text":"open sesame"}',
    ]
    assert 'sesame' not in str(recorded(frames))


@pytest.mark.parametrize(
    'frame', ['{"type":"request.auth","key":"open sesame', 'password: open sesame', 'AUTH sesame']
)
def test_what_is_no_message_but_looks_as_if_it_told_the_key_is_left_out(frame):
    assert recorded([frame])[2]['left_out'] == 'it may hold the key'


def test_what_is_no_message_is_read_with_its_escapes():
    frames = ['{"type":"request.auth","key":"open sesame"}', r'{"text":"\u006fpen s\esame']
    assert recorded(frames)[3]['left_out'] == 'it may hold the key'


def test_spaces_around_a_key_are_no_part_of_it():
    frames = ['{"type":"request.auth","key":"open sesame\\n"}', '{"text":"open sesame"}']
    assert recorded(frames)[3]['json'] == {'text': '(the key)'}


def test_what_was_said_before_the_key_was_known_is_cleaned():
    lines = recorded(
        ['{"text":"open sesame"}', 'open sesame', '{"type":"request.auth","key":"open sesame"}']
    )
    assert [line.get('json') for line in lines[2:]] == [
        {'text': '(the key)'},
        None,
        {'type': 'request.auth', 'key': '(the key)'},
    ]


async def test_what_was_written_compressed_before_is_cleaned_too(tmp_path):
    path = tmp_path / 'session.jsonl.gz'
    recorder = Recorder(path, ManualClock().now)
    recorder.open('ws://robot')
    number = recorder.connected()
    recorder.said(number, 'client', '{"text":"open sesame"}')
    recorder.said(number, 'client', '{"type":"request.auth","key":"open sesame"}')
    recorder.close()
    lines = gzip.decompress(path.read_bytes()).splitlines()
    assert 'sesame' not in str(lines)
    assert len(lines) == 4


def test_a_number_can_be_a_key():
    lines = recorded(['{"type":"request.auth","key":12345678}', '{"x":12345678,"y":[1]}'])
    assert [line['json'] for line in lines[2:]] == [
        {'type': 'request.auth', 'key': '(the key)'},
        {'x': '(the key)', 'y': [1]},
    ]


def test_a_key_that_is_a_word_of_the_protocol_spoils_no_messages():
    frames = [
        '{"type":"request.auth","key":"speak"}',
        '{"type":"request.speak.text","text":"I speak"}',
        '{"type":"response.speak.word","word":"speak","index":0}',
    ]
    assert [line['json'] for line in recorded(frames)[3:]] == [
        {'type': 'request.speak.text', 'text': 'I (the key)'},
        {'type': 'response.speak.word', 'word': '(the key)', 'index': 0},
    ]


def test_a_key_of_few_letters_is_no_key_inside_of_other_words():
    frames = ['{"type":"request.auth","key":"a"}', '{"text":"a banana"}', '{"text":"a"}']
    assert [line['json']['text'] for line in recorded(frames)[3:]] == ['a banana', '(the key)']


@given(
    st.dictionaries(
        st.sampled_from(['type', 'text', 'list']), st.text() | st.lists(st.text()), min_size=1
    )
)
def test_what_has_no_key_is_not_changed(wire):
    assert recorded([json.dumps(wire)])[2]['json'] == wire


def test_the_answer_to_a_request_for_access_is_kept():
    answer = {'type': 'response.auth', 'access': True, 'scope': 'local_network'}
    assert recorded([json.dumps(answer)])[2]['json'] == answer
