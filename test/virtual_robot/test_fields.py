"""Every request that programs may send: handled, and checked field by field."""

import dataclasses

import pytest

from furhat_ros.protocol.codec import REQUESTS
from furhat_ros.virtual_robot import fields
from furhat_ros.virtual_robot.robot import VirtualFurhat


def names_of(cls):
    return {field.name for field in dataclasses.fields(cls)} - {'extra', 'request_id'}


@pytest.mark.parametrize('cls', REQUESTS, ids=lambda cls: cls.type)
def test_request_has_a_handler_and_a_table_of_its_fields(cls):
    assert cls.type in VirtualFurhat().handlers
    assert fields.REQUESTS[cls.type].keys() == names_of(cls)


@pytest.mark.parametrize('cls', REQUESTS, ids=lambda cls: cls.type)
def test_field_is_required_on_both_sides_or_on_neither(cls):
    required = {
        field.name
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    table = fields.REQUESTS[cls.type]
    assert {name for name in table if table[name].default is fields.REQUIRED} == required


@pytest.mark.parametrize('cls', REQUESTS, ids=lambda cls: cls.type)
def test_default_of_the_program_is_that_of_the_robot(cls):
    table = fields.REQUESTS[cls.type]
    for field in dataclasses.fields(cls):
        if field.name in table and field.default not in {dataclasses.MISSING, None}:
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            assert table[field.name].default == default


def test_robot_knows_no_request_that_programs_do_not():
    assert fields.REQUESTS.keys() == {cls.type for cls in REQUESTS}


@pytest.mark.parametrize('name', fields.REQUESTS)
def test_default_is_something_that_the_field_may_hold(name):
    for field in fields.REQUESTS[name].values():
        if field.default is not fields.REQUIRED and field.default is not None:
            assert field.kind.holds(field.default)


@pytest.mark.parametrize('name', fields.REQUESTS)
@pytest.mark.parametrize('value', [None, True, 5, -2, 1e300, 10**400, '§', [None], {'§': None}])
async def test_nothing_that_json_can_say_breaks_the_robot(program, name, value, caplog):
    for field in fields.REQUESTS[name]:
        await program.ask(name, **{field: value})
    assert 'a request failed' not in caplog.text


@pytest.mark.parametrize(
    ('name', 'values', 'words'),
    [
        ('attend.user', {'user_id': 5}, 'a string'),
        ('attend.user', {'speed': 'rapid'}, 'one of xslow, slow, medium, fast, xfast'),
        ('attend.user', {'slack_yaw': -1}, 'a number of degrees from 0 to 360'),
        ('attend.user', {'slack_timeout': 0.5}, 'a whole number of milliseconds, -1 for never'),
        ('attend.location', {'x': '1'}, 'a number'),
        ('gesture.start', {'name': None}, 'a string'),
        ('gesture.start', {'name': 'Nod', 'duration': -1}, 'a number, at least 0'),
        ('face.params', {'params': [1]}, 'an object of names and numbers'),
        ('face.params', {'params': {'JAW_OPEN': True}}, 'an object of names and numbers'),
        ('face.headpose', {'relative': 1}, 'true or false'),
        ('face.headpose', {'yaw': '10'}, 'a number'),
        ('face.config', {'blinking': 'no'}, 'true or false'),
        ('voice.config', {'gender': 1}, 'a string'),
        ('speak.audio', {'url': 'file:///etc/passwd'}, 'an http or https URL'),
        ('speak.audio', {'url': 'http:///hello.wav'}, 'an http or https URL'),
        ('speak.audio', {'url': 'http://[::1/hello.wav'}, 'an http or https URL'),
        ('speak.audio', {'url': 'http://localhost:70000/hello.wav'}, 'an http or https URL'),
        ('speak.audio.start', {'sample_rate': 0}, 'a whole number from 1000 to 192000'),
        ('speak.audio.data', {'audio': 'AAA'}, 'base64 of whole 16-bit samples'),
        ('speak.audio.data', {'audio': 'A*AA'}, 'base64 of whole 16-bit samples'),
        ('speak.audio.data', {'audio': 'AAAA'}, 'base64 of whole 16-bit samples'),
    ],
)
async def test_wrong_value_is_refused_in_words(program, name, values, words):
    (error,) = await program.ask(f'request.{name}', **values)
    assert f'of request.{name} must be {words}, got ' in error['error']
