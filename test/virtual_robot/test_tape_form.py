"""How what is said stands in a recording."""

import base64
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from furhat_ros.errors import RecordingFailed
from furhat_ros.virtual_robot.tape import form
from furhat_ros.virtual_robot.tape.tape import Tape

HEADER = '{"furhat_recording": 1}\n'
OPEN = '{"time": 0, "connection": 1, "event": "open"}\n'

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture
def tape(tmp_path):
    """Read a recording with some content."""
    opened = []

    def tape(content):
        path = tmp_path / 'session.jsonl'
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        opened.append(Tape(path))
        return opened[-1]

    yield tape
    for each in opened:
        each.close()


def written(frame, without=()):
    """Write a frame, and give the line as it is read."""
    fields = form.content(frame, without)
    return json.loads(form.written({'time': 0.0, 'connection': 1, 'from': 'robot', **fields}))


@given(st.dictionaries(st.text(), VALUES), st.sampled_from([None, 1]), st.booleans())
def test_json_in_any_style_comes_out_as_it_went_in(wire, indent, ascii_only):
    text = json.dumps(wire, indent=indent, ensure_ascii=ascii_only)
    if not ascii_only:
        text = text.encode(errors='replace').decode()  # as it can come out of a socket
    assert form.frame_of(written(text)) == text


@given(st.text(st.characters(codec='utf-8')) | st.binary())
def test_any_frame_comes_out_as_it_went_in(frame):
    assert form.frame_of(written(frame)) == frame


@pytest.mark.parametrize(
    'text',
    [
        '{"a":1,"a":2}',
        '{"a":1.50}',
        '{"a":1e3}',
        '{"a":NaN}',
        '{ "a": 1}',
        '{"a":"\\/"}',
        '[' * 100_000,
        '{"a":' * 5_000 + '1' + '}' * 5_000,
        '{"a":' + '9' * 5_000 + '}',
    ],
)
def test_json_that_would_come_out_otherwise_is_kept_as_text(text):
    assert written(text)['text'] == text


def test_what_programs_usually_send_is_kept_as_an_object():
    for text in ('{"type":"a","x":[1,2.5]}', '{"type": "a", "x": [1, 2.5]}', '{"type":"grün"}'):
        assert written(text)['json'] == json.loads(text)


def test_image_that_was_left_out_is_a_black_one():
    line = written('{"type":"response.camera.data","image":"abcd"}', ['images'])
    assert 'abcd' not in json.dumps(line)
    image = json.loads(form.frame_of(line))['image']
    assert Image.open(io.BytesIO(base64.b64decode(image))).size == (640, 480)


def test_sound_that_was_left_out_is_silence_of_its_length():
    sound = base64.b64encode(bytes(range(30))).decode()
    line = written(json.dumps({'type': 'response.audio.data', 'microphone': sound}), ['sound'])
    assert sound not in json.dumps(line)
    assert base64.b64decode(json.loads(form.frame_of(line))['microphone']) == bytes(30)


@pytest.mark.parametrize(
    ('content', 'complaint'),
    [
        ('', 'line 1: the file is empty'),
        ('hello\n', 'line 1: not JSON: '),
        ('{"type": "request.auth"}\n', 'line 1: this is no recording'),
        ('{"furhat_recording": 2}\n', 'line 1: the format is 2; this program reads 1'),
        (HEADER + '[]\n', 'line 2: not an object'),
        (HEADER + OPEN + '{"connection": 1, "event": "open"}\n', 'line 3: "time" must be'),
        (HEADER + '{"time": -1, "connection": 1, "event": "open"}\n', 'line 2: "time" must be'),
        (HEADER + '{"time": NaN, "connection": 1, "event": "open"}\n', 'line 2: "time" must be'),
        (HEADER + '{"time": 1, "connection": 0, "event": "open"}\n', '"connection" must be a'),
        (HEADER + '{"time": 1, "connection": 1, "event": "x"}\n', '"event" must be one of open,'),
        (HEADER + '{"time": 1, "connection": 1, "json": {}}\n', '"from" must be client or robot'),
        (HEADER + '{"time": 1, "connection": 1, "from": "robot"}\n', 'must be one of json, text,'),
        (
            HEADER + '{"time": 1, "connection": 1, "from": "robot", "json": {}, "text": ""}\n',
            'must be one of json, text,',
        ),
        (HEADER + '{"time": 1, "connection": 1, "from": "robot", "json": 1}\n', 'be an object'),
        (HEADER + '{"time": 1, "connection": 1, "from": "robot", "text": 1}\n', 'be a string'),
        (HEADER + '{"time": 1, "connection": 1, "from": "robot", "base64": "a"}\n', 'is none'),
        (
            HEADER + '{"time": 1, "connection": 1, "from": "robot", "json": {}, "style": "x"}\n',
            '"style" must be one of compact,',
        ),
        (
            HEADER + '{"time": 1, "connection": 1, "from": "robot", "json": {}, "without": 1}\n',
            '"without" must be an object',
        ),
    ],
)
def test_a_mistake_names_file_line_and_reason(tape, content, complaint):
    with pytest.raises(RecordingFailed, match=complaint) as caught:
        tape(content)
    assert 'session.jsonl, line ' in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RecordingFailed, match='cannot read .*nothing.jsonl: No such file'):
        Tape(tmp_path / 'nothing.jsonl')


def test_what_is_not_what_gzip_makes_is_named(tape):
    with pytest.raises(RecordingFailed, match='session.jsonl: not what gzip makes'):
        tape(b'\x1f\x8b and so on')


def test_the_last_line_may_be_cut_off(tape, caplog):
    assert len(tape(HEADER + OPEN + '{"time": 1, "conn').entries) == 1
    assert 'line 3: the line is cut off' in caplog.text


def test_empty_lines_mean_nothing(tape):
    assert [entry.number for entry in tape(HEADER + '\n' + OPEN + '\n' + OPEN).entries] == [3, 5]
