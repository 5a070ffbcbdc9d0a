"""The golden wire messages of test/transcripts, read and written by our messages."""

import dataclasses
import json
from pathlib import Path

import pytest

from furhat_ros.protocol.codec import (
    EVENTS,
    REQUESTS,
    RobotError,
    UnknownEvent,
    decode_event,
    encode,
)
from furhat_ros.protocol.users import User, UsersData
from furhat_ros.protocol.voice import Voice, VoiceStatusResult

FOLDER = Path(__file__).parents[1] / 'transcripts'
EVIDENCE = {'doc', 'client', 'sample', 'robot', 'third', 'run', 'guess'}
REQUEST_BY_TYPE = {request.type: request for request in REQUESTS}
EVENT_BY_TYPE = {event.type: event for event in EVENTS}
ITEMS = {(UsersData, 'users'): User, (VoiceStatusResult, 'voice_list'): Voice}


def read_lines(direction=None):
    for path in sorted(FOLDER.glob('*.jsonl')):
        for number, text in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
            line = json.loads(text)
            if direction in {None, line['direction']}:
                yield pytest.param(line, id=f'{path.stem}-{number}')


def wires(direction):
    return [pytest.param(param.values[0]['wire'], id=param.id) for param in read_lines(direction)]


def completed(cls, wire):
    """Give the wire form with the default of every field that was left out."""
    full = {name: value for name, value in wire.items() if value is not None}
    for field in dataclasses.fields(cls):
        default = field.default
        if default is not dataclasses.MISSING and default is not None:
            full.setdefault(field.name, list(default) if isinstance(default, tuple) else default)
        if (cls, field.name) in ITEMS and field.name in full:
            full[field.name] = [
                completed(ITEMS[cls, field.name], item) for item in full[field.name]
            ]
    return full


def built(cls, wire):
    """Build a request by its constructor, as a program does."""
    names = {field.name for field in dataclasses.fields(cls)} - {'extra'}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in wire.items() if k in names}
    extra = {name: wire[name] for name in wire if name not in names and name != 'type'}
    return cls(**values, extra=extra)


@pytest.mark.parametrize('line', list(read_lines()))
def test_every_line_says_where_it_comes_from(line):
    assert set(line) == {'evidence', 'source', 'direction', 'wire'}
    assert line['evidence'] in EVIDENCE
    assert line['direction'] in {'request', 'event'}
    assert line['source'].startswith('protocol.md section')


@pytest.mark.parametrize('cls', REQUESTS, ids=lambda cls: cls.type)
def test_every_request_has_a_line_that_is_exactly_what_we_send(cls):
    lines = [p.values[0]['wire'] for p in read_lines('request')]
    ours = [wire for wire in lines if wire['type'] == cls.type]

    assert any(built(cls, wire).to_wire() == wire for wire in ours)


@pytest.mark.parametrize('cls', EVENTS, ids=lambda cls: cls.type)
def test_every_event_has_a_line(cls):
    assert cls.type in {p.values[0]['wire'].get('type') for p in read_lines('event')}


@pytest.mark.parametrize('wire', wires('request'))
def test_a_request_is_read_and_written_without_loss(wire):
    cls = REQUEST_BY_TYPE[wire['type']]

    assert cls.from_wire(wire).to_wire() == completed(cls, wire)


@pytest.mark.parametrize('wire', wires('request'))
def test_a_request_that_a_program_builds_goes_out_as_documented(wire):
    cls = REQUEST_BY_TYPE[wire['type']]

    assert json.loads(encode(built(cls, wire))) == completed(cls, wire)


@pytest.mark.parametrize('wire', wires('event'))
def test_an_event_is_read_and_written_without_loss(wire):
    cls = EVENT_BY_TYPE.get(wire.get('type'))

    assert decode_event(json.dumps(wire)).to_wire() == (completed(cls, wire) if cls else wire)


@pytest.mark.parametrize('wire', wires('event'))
def test_an_event_is_read_as_its_own_class(wire):
    name = wire.get('type')
    is_error = 'error' in wire or name == 'response.error'
    expected = RobotError if is_error else EVENT_BY_TYPE.get(name, UnknownEvent)

    assert type(decode_event(json.dumps(wire))) is expected


@pytest.mark.parametrize('wire', wires('event'))
def test_an_event_that_we_write_is_read_as_the_same(wire):
    event = decode_event(json.dumps(wire))

    assert decode_event(encode(event)) == event
