"""What the robot accepts, what it refuses and in which words."""

import json
import logging

import pytest

from furhat_ros.virtual_robot import robot as module
from furhat_ros.virtual_robot import strict
from furhat_ros.virtual_robot.robot import VirtualFurhat


@pytest.mark.parametrize(
    ('fields', 'complaint'),
    [
        ({}, "Field 'text' of request.speak.text is required, but it was missing"),
        ({'text': 5}, "Field 'text' of request.speak.text must be a string, got 5"),
        ({'text': None}, "Field 'text' of request.speak.text must be a string, got null"),
        (
            {'text': 'a', 'abort': 'yes'},
            'Field \'abort\' of request.speak.text must be true or false, got "yes"',
        ),
        (
            {'text': 'a', 'abort': 1},
            "Field 'abort' of request.speak.text must be true or false, got 1",
        ),
    ],
)
async def test_wrong_field_is_refused_in_words(program, fields, complaint):
    assert await program.ask('request.speak.text', request_id='mine', **fields) == [
        {'type': 'response.error', 'error': complaint, 'request_id': 'mine'}
    ]


@pytest.mark.parametrize(
    ('name', 'fields'),
    [
        ('listen.start', {'no_speech_timeout': -1}),
        ('listen.start', {'no_speech_timeout': '8'}),
        ('listen.start', {'end_speech_timeout': True}),
        ('listen.start', {'partial': None}),
        ('listen.config', {'languages': 'en-US'}),
        ('listen.config', {'languages': ['en-US', 5]}),
        ('audio.start', {'sample_rate': 16000.5}),
        ('audio.start', {'sample_rate': 0}),
        ('audio.start', {'sample_rate': 10**9}),
        ('auth', {'key': 5}),
        ('users.once', {'request_id': 5}),
    ],
)
async def test_impossible_value_is_refused(program, name, fields):
    (error,) = await program.ask(f'request.{name}', **fields)
    assert next(iter(fields)) in error['error']


@pytest.mark.parametrize('text', ['', '{', 'null', '[]', '"text"', '{"type": NaN}', '[' * 100_000])
async def test_frame_that_is_no_json_object_is_refused(program, text):
    (error,) = await program.ask_frame(text)
    assert error['error'].startswith('Not ')


async def test_request_without_a_type_is_refused_in_the_robots_words(program):
    assert await program.ask_frame('{"name": "request.speak.stop", "request_id": "mine"}') == [
        {
            'type': 'response.error',
            'error': 'Polymorphic serializer was not found for missing class discriminator'
            " ('null')",
            'request_id': 'mine',
        }
    ]


async def test_type_that_is_no_string_is_refused(program):
    (error,) = await program.ask_frame('{"type": 5}')
    assert error['error'] == "Field 'type' of a request must be a string, got 5"


async def test_unknown_request_is_tolerated_and_logged(program, caplog):
    caplog.set_level(logging.INFO)
    assert await program.ask('request.dance') == []
    assert 'request.dance' in caplog.text


async def test_unknown_field_is_tolerated_and_logged(program, caplog):
    caplog.set_level(logging.INFO)
    assert await program.ask('request.speak.text', text='Hi', interruptable=False) == []
    assert 'interruptable' in caplog.text


async def test_null_counts_as_absent_where_nothing_is_the_default(program):
    assert await program.ask('request.listen.config', phrases=None) == []


async def test_binary_frame_is_ignored(program):
    assert await program.ask_frame(b'\x00\x01') == []


async def test_refused_request_changes_nothing(robot, program):
    await program.ask('request.listen.start', partial='yes')
    assert not robot.is_listening


async def test_requests_are_remembered_as_they_came(robot, program):
    await program.ask('request.speak.text', text='Hi', extra=[1, 2])
    assert robot.requests[0] == {'type': 'request.speak.text', 'text': 'Hi', 'extra': [1, 2]}


@pytest.mark.parametrize('limit', [{'MOST_REQUESTS': 2}, {'MOST_LETTERS': 100}])
async def test_only_the_latest_requests_are_remembered(robot, program, monkeypatch, limit):
    for name, most in limit.items():
        monkeypatch.setattr(module, name, most)
    for number in range(9):
        await program.send('request.speak.stop', number=number)
    await program.events()
    assert [request.get('number') for request in robot.requests] == [8, None]


@pytest.mark.parametrize(
    ('envelope', 'expected'),
    [
        ('both', {'type': 'response.error', 'error': strict.MISSING_TYPE}),
        ('type', {'type': 'response.error', 'message': strict.MISSING_TYPE}),
        ('field', {'error': strict.MISSING_TYPE}),
    ],
)
async def test_envelope_of_errors_is_an_option(start, connect, envelope, expected):
    program = await connect(await start(error_envelope=envelope))
    assert await program.ask_frame('{}') == [expected]


def test_every_request_has_a_table_and_a_handler():
    assert VirtualFurhat().handlers.keys() == strict.REQUESTS.keys()


def test_long_value_is_shortened_in_the_answer():
    with pytest.raises(strict.Refusal) as caught:
        strict.check('request.speak.text', {'text': list(range(1000))})
    assert len(str(caught.value)) < 120


def test_absent_fields_get_the_robots_defaults():
    assert strict.check('request.listen.start', json.loads('{}')).fields == {
        'partial': False,
        'concat': True,
        'stop_no_speech': True,
        'stop_robot_start': True,
        'stop_user_end': True,
        'resume_robot_end': False,
        'no_speech_timeout': 8.0,
        'end_speech_timeout': 1.0,
    }
