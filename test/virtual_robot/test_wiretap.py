"""What is shown of the wire."""

import json

import pytest

from furhat_ros.virtual_robot.wiretap import SECRET, bulk_line, line

KEY = 'open sesame'


def test_line_says_who_what_and_how_large():
    frame = '{"type": "request.led.set", "color": "red"}'
    assert line('in', 3, frame) == {
        'direction': 'in',
        'client': 3,
        'name': 'request.led.set',
        'size': len(frame),
        'fields': {'color': 'red'},
    }


def test_long_string_is_folded():
    frame = json.dumps({'type': 'response.camera.data', 'image': '/9j/' + 'A' * 5000})
    assert line('out', 1, frame)['fields'] == {'image': '/9j/AAAAAAAAAAAAAAAAAAAA… (5004 letters)'}


def test_long_list_is_folded():
    frame = json.dumps({'type': 'response.voice.status', 'voice_list': list(range(900))})
    assert line('out', 1, frame)['fields'] == {'voice_list': [0, 1, 2, 3, 4, 5, '… 894 more']}


def test_huge_message_is_shown_by_its_type_and_size():
    frame = json.dumps({'type': 'request.speak.audio.data', 'audio': 'A' * 10**6})
    shown = line('in', 1, frame)
    assert (shown['name'], shown['size'], shown['fields']) == (
        'request.speak.audio.data',
        len(frame),
        None,
    )


def test_piece_of_a_stream_is_shown_by_its_type_and_size():
    frame = json.dumps({'type': 'response.camera.data', 'image': 'A' * 50_000})
    shown = bulk_line('out', 1, frame)
    assert (shown['name'], shown['size'], shown['bulk']) == (
        'response.camera.data',
        len(frame),
        True,
    )


def test_error_without_a_type_is_called_one():
    assert line('out', 1, '{"error": "Access denied"}')['name'] == 'response.error'


@pytest.mark.parametrize(
    'frame',
    [
        json.dumps({'type': 'request.auth', 'key': KEY}),
        json.dumps({'type': 'request.auth', 'key': [KEY]}),
        json.dumps({'type': 'request.auth', 'more': {'key': KEY}}),
        json.dumps({'type': 'request.speak.text', 'text': f'the key is {KEY}'}),
        f'{{"type": "request.auth", "key": "{KEY}"',
        json.dumps({'type': KEY}),
        KEY,
    ],
)
def test_key_is_never_shown(frame):
    assert KEY not in json.dumps(line('in', 1, frame, KEY))


def test_wrong_key_is_not_shown_either():
    frame = json.dumps({'type': 'request.auth', 'key': 'almost it'})
    assert line('in', 1, frame, KEY)['fields'] == {'key': SECRET}


@pytest.mark.parametrize(
    'frame',
    [
        '',
        'no JSON',
        '[1, 2]',
        '"text"',
        '{"type": 5}',
        '[' * 10_000,
        'null',
        '{"x": [NaN, 1e999]}',
        '[' * 900 + ']' * 900,
        '{"x":' * 900 + '1' + '}' * 900,
    ],
)
def test_whatever_is_sent_is_shown_somehow(frame):
    assert json.dumps(line('in', 1, frame), allow_nan=False)


@pytest.mark.parametrize(
    'frame',
    [
        '{"type": "request.auth", "Key": "schl\\u00fcssel"}',
        '{"type": "request.speak.text", "text": "it is schl\\u00fcssel"}',
        '{"type": "request.new", "schl\\u00fcssel": [["x"]]}',
        '{"type": "request.new", "a": [{"b": "schl\\u00fcssel"}]}',
        'no JSON: schl\\u00FCssel',
    ],
)
def test_secret_that_is_escaped_is_not_shown_either(frame):
    shown = json.dumps(line('in', 1, frame, 'schlüssel'))
    assert 'schl' not in shown


def test_secret_with_quotes_is_not_shown():
    frame = json.dumps({'type': 'request.speak.text', 'text': 'say "a\\b"'})
    assert 'say' not in json.dumps(line('in', 1, frame, '"a\\b"'))
