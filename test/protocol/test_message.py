"""How fields travel: tolerant of the unknown, exact about the broken."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from typing import ClassVar

import pytest

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.message import Event, Request, Value


@dataclass(frozen=True)
class Point(Value):
    x: float
    y: float = 0.5


@dataclass(frozen=True)
class Everything(Event):
    type: ClassVar[str] = 'response.everything'
    name: str
    count: int = 3
    ratio: float | None = None
    on: bool = True
    words: tuple[str, ...] = ('a',)
    params: Mapping[str, float] | None = None
    point: Point | None = None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Empty(Request):
    type: ClassVar[str] = 'request.empty'


def violation(wire):
    with pytest.raises(ProtocolViolation) as caught:
        Everything.from_wire(wire)
    return caught.value


def test_all_fields_are_read():
    event = Everything.from_wire(
        {
            'type': 'response.everything',
            'request_id': 'r-1',
            'name': 'n',
            'count': 7,
            'ratio': 0.25,
            'on': False,
            'words': ['b', 'c'],
            'params': {'SMILE_OPEN': 1},
            'point': {'x': 1.5, 'y': 2},
            'points': [{'x': 3}],
        }
    )

    assert event == Everything(
        name='n',
        count=7,
        ratio=0.25,
        on=False,
        words=('b', 'c'),
        params={'SMILE_OPEN': 1.0},
        point=Point(x=1.5, y=2.0),
        points=(Point(x=3.0),),
        request_id='r-1',
    )


def test_absent_fields_have_their_defaults():
    assert Everything.from_wire({'name': 'n'}) == Everything('n')


def test_null_fields_have_their_defaults():
    nulls = {'count': None, 'ratio': None, 'on': None, 'words': None, 'point': None}

    assert Everything.from_wire({'name': 'n', 'request_id': None, **nulls}) == Everything('n')


@pytest.mark.parametrize('wire', [{}, {'name': None}], ids=['absent', 'null'])
def test_a_required_field_must_be_there(wire):
    found = violation(wire)

    assert found.kind == 'missing field'
    assert str(found) == 'response.everything.name is missing'


def test_a_required_field_is_found_missing_deep_inside():
    found = violation({'name': 'n', 'points': [{'x': 1}, {'y': 1}]})

    assert found.kind == 'missing field'
    assert str(found) == 'response.everything.points[1].x is missing'


@pytest.mark.parametrize(
    ('field', 'value', 'words'),
    [
        ('name', 5, 'name must be a string, got 5'),
        ('name', ['n'], "name must be a string, got ['n']"),
        ('request_id', 17, 'request_id must be a string, got 17'),
        ('count', '3', "count must be an integer, got '3'"),
        ('count', 3.5, 'count must be an integer, got 3.5'),
        ('count', True, 'count must be an integer, got True'),
        ('count', float('inf'), 'count must be an integer, got inf'),
        ('ratio', 'much', "ratio must be a finite number, got 'much'"),
        ('ratio', False, 'ratio must be a finite number, got False'),
        ('ratio', float('inf'), 'ratio must be a finite number, got inf'),
        ('ratio', 10**400, 'ratio must be a finite number, got 1000'),
        ('on', 'true', "on must be true or false, got 'true'"),
        ('on', 1, 'on must be true or false, got 1'),
        ('words', 'abc', "words must be a list, got 'abc'"),
        ('words', ['a', 2], 'words[1] must be a string, got 2'),
        ('words', ['a', None], 'words[1] must be a string, got None'),
        ('params', [1], 'params must be an object, got [1]'),
        ('params', {'A': 'x'}, "params.A must be a finite number, got 'x'"),
        ('point', 'here', "point must be an object, got 'here'"),
        ('point', {'x': '1'}, "point.x must be a finite number, got '1'"),
        ('points', {'x': 1}, "points must be a list, got {'x': 1}"),
        ('points', [{'x': 1}, 7], 'points[1] must be an object, got 7'),
    ],
)
def test_a_wrong_type_is_named_with_its_place(field, value, words):
    found = violation({'name': 'n', field: value})

    assert found.kind == 'wrong type'
    assert str(found).startswith(f'response.everything.{words}')


def test_a_message_that_is_no_object_is_a_violation():
    assert str(violation([1])) == 'response.everything must be an object, got [1]'


def test_a_long_wrong_value_is_cut_short():
    assert len(str(violation({'name': ['x' * 10_000]}))) < 100


def test_an_integer_may_be_written_as_a_float():
    count = Everything.from_wire({'name': 'n', 'count': 70.0}).count

    assert (count, type(count)) == (70, int)


def test_a_float_may_be_written_as_an_integer():
    ratio = Everything.from_wire({'name': 'n', 'ratio': 2}).ratio

    assert (ratio, type(ratio)) == (2.0, float)


@pytest.mark.parametrize(
    ('text', 'read'),
    [
        ('half a smile \ud83d', 'half a smile \ufffd'),
        ('\ude00 the other half', '\ufffd the other half'),
        ('a whole one \U0001f600', 'a whole one \U0001f600'),
        ('\ufeffså', '\ufeffså'),
    ],
)
def test_half_a_character_does_not_cost_the_rest_of_the_text(text, read):
    assert Everything.from_wire({'name': text}).name == read


def test_unknown_fields_are_kept():
    event = Everything.from_wire({'name': 'n', 'mood': {'happy': [1, None]}, 'extra': 'e'})

    assert event.extra == {'mood': {'happy': [1, None]}, 'extra': 'e'}


def test_unknown_fields_travel_on_untouched():
    wire = {'type': 'response.everything', 'name': 'n', 'mood': {'happy': [1, None]}, 'new': None}

    assert wire.items() <= Everything.from_wire(wire).to_wire().items()


def test_unknown_fields_deep_inside_travel_on_untouched():
    point = {'x': 1.0, 'y': 2.0, 'type': 'physical', 'w': [1]}

    assert Everything.from_wire({'name': 'n', 'point': point}).to_wire()['point'] == point


def test_the_type_is_no_unknown_field():
    assert Empty.from_wire({'type': 'request.empty'}) == Empty()


def test_none_is_never_sent():
    assert Everything('n').to_wire() == {
        'type': 'response.everything',
        'name': 'n',
        'count': 3,
        'on': True,
        'words': ['a'],
        'points': [],
    }


def test_the_type_comes_first():
    request = Empty(request_id='r-1', extra={'a': 1})

    assert next(iter(request.to_wire())) == 'type'


def test_a_request_id_is_sent():
    assert Empty(request_id='r-1').to_wire() == {'type': 'request.empty', 'request_id': 'r-1'}


def test_extra_fields_of_a_program_are_sent():
    assert Empty(extra={'new': [1]}).to_wire() == {'type': 'request.empty', 'new': [1]}


def test_a_known_field_wins_over_an_extra_of_the_same_name():
    assert Point(x=1.0, extra={'x': 9.0}).to_wire()['x'] == 1.0


def test_nested_values_become_plain_json():
    event = Everything('n', params={'A': 1.0}, point=Point(x=1.0), points=(Point(x=2.0),))

    wire = event.to_wire()

    assert wire['params'] == {'A': 1.0}
    assert wire['point'] == {'x': 1.0, 'y': 0.5}
    assert wire['points'] == [{'x': 2.0, 'y': 0.5}]


def test_a_message_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Empty().request_id = 'r-2'
