"""JSON text and messages: the unknown is kept, the broken is named."""

import json

import pytest

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.codec import (
    EVENTS,
    REQUESTS,
    RobotError,
    UnknownEvent,
    decode_event,
    encode,
    parse,
)
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakText


def violation(text):
    with pytest.raises(ProtocolViolation) as caught:
        decode_event(text)
    return caught.value


@pytest.mark.parametrize(
    'text',
    [
        '',
        'hello',
        '{"type": "response.hear.start"',
        "{'type': 'response.hear.start'}",
        '{"type": "response.speak.start", "gen_time": NaN}',
        '{"type": "response.speak.start", "gen_time": Infinity}',
        '{"type": "response.speak.start", "gen_time": -Infinity}',
        '[' * 100_000,
        '{"type": "response.system.status", "volume": ' + '9' * 5000 + '}',
        b'\xff\xfe{}\xff',
    ],
    ids=lambda text: repr(text[:45]),
)
def test_a_frame_that_is_no_json_is_a_violation(text):
    found = violation(text)

    assert found.kind == 'not JSON'
    assert str(found).startswith('a frame is not JSON: ')


@pytest.mark.parametrize('text', ['null', 'true', '17', '"response.auth"', '[{"type": "x"}]'])
def test_a_frame_that_is_no_object_is_a_violation(text):
    found = violation(text)

    assert found.kind == 'not an object'
    assert repr(text) in str(found)


@pytest.mark.parametrize('wire', [{}, {'type': None}, {'type': 5}, {'name': 'x'}])
def test_a_frame_without_a_type_is_a_violation(wire):
    found = violation(json.dumps(wire))

    assert found.kind == 'no type'
    assert str(wire) in str(found)


@pytest.mark.parametrize(
    ('text', 'kind', 'field'),
    [
        ('{"type": "response.speak.word", "index": 1}', 'missing field', 'word'),
        ('{"type": "response.speak.word", "word": "a"}', 'missing field', 'index'),
        ('{"type": "response.speak.end", "aborted": "no"}', 'wrong type', 'aborted'),
        ('{"type": "response.speak.start", "gen_time": 1e999}', 'wrong type', 'gen_time'),
        ('{"type": "response.hear.end", "request_id": {}}', 'wrong type', 'request_id'),
        ('{"type": "response.camera.data"}', 'missing field', 'image'),
        ('{"type": "response.system.status", "volume": "7"}', 'wrong type', 'volume'),
        ('{"type": "response.users.data", "users": {}}', 'wrong type', 'users'),
        ('{"type": "response.users.data", "users": [{}]}', 'missing field', 'users[0].id'),
    ],
)
def test_a_broken_field_is_a_violation_that_names_it(text, kind, field):
    found = violation(text)

    assert found.kind == kind
    assert f'{json.loads(text)["type"]}.{field}' in str(found)


def test_a_long_broken_frame_is_cut_short():
    assert len(str(violation(json.dumps(['x' * 10_000])))) < 120


@pytest.mark.parametrize(
    'frame',
    [
        '{"type": "response.users.data", "users": [%s]}',
        '{"type": "response.error", "details": %s}',
        '{"type": "response.hear.end", "text": %s}',
        '{"type": "response.news", "details": %s}',
    ],
)
def test_no_depth_of_nesting_gets_out_as_anything_but_a_violation(frame):
    outcomes = set()
    for depth in range(5, 2000):
        try:
            decode_event(frame % ('[' * depth + ']' * depth))
        except ProtocolViolation as found:
            outcomes.add(found.kind)
        else:
            outcomes.add('read')

    assert outcomes <= {'read', 'wrong type', 'not JSON'}
    assert len(outcomes) >= 1


def test_bytes_are_read_as_utf_8():
    event = decode_event('{"type": "response.hear.end", "text": "tack så mycket"}'.encode())

    assert event.text == 'tack så mycket'


def test_an_unknown_event_keeps_its_name():
    assert decode_event('{"type": "response.new.thing"}').name == 'response.new.thing'


def test_an_unknown_event_keeps_its_request_id():
    assert decode_event('{"type": "response.new", "request_id": "r-1"}').request_id == 'r-1'


def test_a_strange_request_id_of_an_unknown_event_is_left_alone():
    event = decode_event('{"type": "response.new", "request_id": 5}')

    assert event.request_id is None
    assert event.extra['request_id'] == 5


@pytest.mark.parametrize(
    'wire',
    [
        {'type': 'response.new'},
        {'type': 'response.new', 'name': 'Smile', 'text': 't', 'request_id': 'r-1', 'a': [None]},
        {'type': 'response.new', 'extra': 1, 'name': None},
    ],
)
def test_an_unknown_event_travels_on_untouched(wire):
    event = decode_event(json.dumps(wire))

    assert isinstance(event, UnknownEvent)
    assert event.to_wire() == wire


@pytest.mark.parametrize(
    ('wire', 'text'),
    [
        ({'type': 'response.error', 'error': 'Access denied'}, 'Access denied'),
        ({'type': 'response.error', 'message': 'Access denied'}, 'Access denied'),
        ({'type': 'error', 'message': 'Access denied'}, 'Access denied'),
        ({'type': 'response.speak.error', 'error': 'Access denied'}, 'Access denied'),
        ({'error': 'Access denied'}, 'Access denied'),
        ({'type': 'response.news', 'error': 'Access denied'}, 'Access denied'),
        ({'type': 'response.speak.end', 'error': 'no voice'}, 'no voice'),
        ({'type': 'e', 'error': 'first', 'message': 'second'}, 'first'),
        ({'type': 'error', 'error': '', 'message': 'second'}, 'second'),
        ({'type': 'e', 'error': True, 'message': 'second'}, 'second'),
        ({'type': 'e', 'error': {'code': 7}, 'message': 'second'}, 'second'),
        ({'type': 'response.error'}, '{"type": "response.error"}'),
        ({'type': 'error', 'error': ''}, '{"type": "error", "error": ""}'),
        ({'error': {'code': 7}}, '{"error": {"code": 7}}'),
    ],
)
def test_an_error_is_read_in_whatever_envelope(wire, text):
    event = decode_event(json.dumps(wire))

    assert isinstance(event, RobotError)
    assert event.text == text


@pytest.mark.parametrize('nothing', [None, '', False, 0])
def test_an_empty_error_field_is_no_error(nothing):
    event = decode_event(json.dumps({'type': 'response.speak.end', 'error': nothing}))

    assert isinstance(event, SpeakEnd)


def test_an_error_keeps_its_request_id():
    assert decode_event('{"error": "Access denied", "request_id": "r-1"}').request_id == 'r-1'


def test_half_a_character_does_not_cost_the_rest_of_an_error():
    assert decode_event('{"error": "no voice \\ud83d"}').text == 'no voice \ufffd'


def test_an_error_travels_on_untouched():
    wire = {'type': 'response.error', 'message': 'Access denied', 'code': 7, 'request_id': 'r-1'}

    assert decode_event(json.dumps(wire)).to_wire() == wire


def test_a_message_is_encoded_as_one_json_object():
    text = encode(SpeakText('Hej, hur är läget?', request_id='r-1'))

    assert json.loads(text) == {
        'type': 'request.speak.text',
        'text': 'Hej, hur är läget?',
        'abort': False,
        'monitor_words': False,
        'request_id': 'r-1',
    }


@pytest.mark.parametrize('number', [float('nan'), float('inf'), float('-inf')])
def test_what_json_cannot_say_is_not_encoded(number):
    with pytest.raises(ValueError, match='not JSON compliant'):
        encode(SpeakStart(gen_time=number))


def test_parse_gives_the_object():
    assert parse('{"a": [1, null]}') == {'a': [1, None]}


def test_every_request_and_event_has_a_type_of_its_own():
    types = [message.type for message in (*REQUESTS, *EVENTS)]

    assert len(types) == len(set(types))


def test_requests_and_events_are_told_apart_by_their_types():
    assert all(request.type.startswith('request.') for request in REQUESTS)
    assert all(event.type.startswith('response.') for event in EVENTS)
