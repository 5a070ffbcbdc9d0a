"""What can be chosen about the virtual robot."""

import dataclasses

import pytest

from furhat_ros.virtual_robot.options import Options


@pytest.mark.parametrize(
    ('choices', 'complaint'),
    [
        ({'speed': 0}, 'speed must be between 0.01 and 1000, got 0'),
        ({'speed': float('nan')}, 'speed must be between 0.01 and 1000, got nan'),
        ({'visitors': -1}, 'visitors must be between 0 and 20, got -1'),
        ({'access': 'maybe'}, 'access must be one of open, key, disabled, got maybe'),
        ({'access': 'key'}, 'access by key needs a key'),
    ],
)
def test_impossible_choice_is_named(choices, complaint):
    with pytest.raises(ValueError, match=complaint):
        Options(**choices)


def test_unknown_choice_is_a_type_error():
    with pytest.raises(TypeError, match='dance'):
        Options(dance=True)


def test_key_is_not_shown():
    assert 'sesame' not in repr(Options(auth_key='open sesame'))


def test_every_choice_but_the_key_explains_itself():
    silent = [field.name for field in dataclasses.fields(Options) if 'help' not in field.metadata]
    assert silent == ['auth_key']
