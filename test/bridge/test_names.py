"""Names that are put into a namespace."""

import pytest

from furhat_ros.bridge.names import joined


@pytest.mark.parametrize(
    ('namespace', 'name', 'full'),
    [
        ('lab', 'anna/users', 'lab/anna/users'),
        ('/lab/anna/', 'users/', 'lab/anna/users'),
        ('', 'users', 'users'),
        ('/', '', ''),
        ('lab', '', 'lab'),
    ],
)
def test_name_stands_behind_its_namespace_with_one_slash_between(namespace, name, full):
    assert joined(namespace, name) == full


def test_name_with_a_slash_in_front_is_in_no_other_namespace():
    assert joined('lab', '/anna/users') == 'anna/users'
