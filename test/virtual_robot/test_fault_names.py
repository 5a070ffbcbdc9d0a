"""The names and the fields of the faults."""

import dataclasses
from pathlib import Path

import pytest

from furhat_ros.virtual_robot import fault_names

DOCUMENT = Path(__file__).parents[2] / 'docs' / 'virtual_robot.md'


@pytest.mark.parametrize(
    ('text', 'name', 'fields'),
    [
        ('lose', 'lose', {}),
        ('drop:every=30', 'drop', {'every': 30.0}),
        ('delay:seconds=0.2,jitter=0.1', 'delay', {'seconds': 0.2, 'jitter': 0.1}),
        ('garble:kind=nan,nth=3', 'garble', {'kind': 'nan', 'nth': 3}),
    ],
)
def test_fault_is_written_in_one_line(text, name, fields):
    assert fault_names.parse(text) == (name, fields)


@pytest.mark.parametrize(
    ('text', 'complaint'),
    [
        ('', "there is no fault ''; there are refuse, disable"),
        ('dance', "there is no fault 'dance'; there are refuse, disable"),
        ('drop:often=3', "drop has no field 'often'; it has client, seed, every"),
        ('drop:every', 'drop: every is not of the form field=value'),
        ('drop:every=soon', 'drop: every must be a number, got soon'),
        ('drop:every=nan', 'drop: every must be between 0.001 and 1000000.0, got nan'),
        ('drop:after_bytes=1.5', 'drop: after_bytes must be a whole number, got 1.5'),
        ('drop:every=3,share=1', 'drop: every goes with neither after_bytes nor share'),
        ('stall:every=3', 'stall: every needs seconds that are shorter'),
        ('stall:every=3,seconds=4', 'stall: every needs seconds that are shorter'),
        ('disable:status=499', 'disable: there is no HTTP status 499'),
        ('garble:kind=dull', 'garble: kind must be one of any, not-json'),
        ('lose:share=2', 'lose: share must be between 0 and 1, got 2.0'),
    ],
)
def test_impossible_fault_is_named(text, complaint):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  looked at below
        fault_names.parse(text)
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize('value', ['fast', True, [1]])
def test_number_that_is_none_is_named(value):
    with pytest.raises(ValueError, match='seconds must be a number'):
        fault_names.fault('delay', seconds=value)


@pytest.mark.parametrize('name', fault_names.FAULTS)
def test_fault_and_its_fields_are_documented(name):
    row = next(
        line for line in DOCUMENT.read_text().splitlines() if line.startswith(f'| `{name}`')
    )
    fields = {field.name for field in dataclasses.fields(fault_names.FAULTS[name])}
    for field in fields - set(fault_names.COMMON):
        assert f'`{field}`' in row
