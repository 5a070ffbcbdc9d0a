"""Names for the ids of the robot, whatever they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from furhat_ros.bridge.space.legal_ids import LONGEST, MOST, LegalIds

LEGAL = re.compile('[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*')

anything = st.text(st.characters(codec=None))
alike = st.text('a1_-', max_size=4)


@pytest.mark.parametrize(
    ('id', 'name'),
    [
        ('user-0', 'user_0'),
        ('virtual-user-12', 'virtual_user_12'),
        ('8c1f', 'id_8c1f'),
        ('', 'id'),
        ('åäö', 'id'),
        ('/../x', 'x'),
    ],
)
def test_name_is_as_close_to_the_id_as_can_be(id, name):
    assert LegalIds().name(id) == name


@given(st.lists(anything))
def test_name_has_letters_digits_and_single_underscores_and_begins_with_a_letter(ids):
    legal = LegalIds()
    for each in ids:
        assert LEGAL.fullmatch(legal.name(each))
        assert len(legal.name(each)) <= LONGEST


@given(st.lists(alike | anything, unique=True, max_size=100))
def test_two_ids_never_share_a_name_and_each_keeps_its_own(ids):
    legal = LegalIds()
    names = [legal.name(each) for each in ids]
    assert len(set(names)) == len(ids)
    assert [legal.name(each) for each in ids] == names


def test_long_ids_that_differ_at_their_end_have_two_names_of_bounded_length():
    legal = LegalIds()
    names = {legal.name('x' * 1000 + end) for end in 'ab'}
    assert len(names) == 2
    assert all(len(name) <= LONGEST for name in names)


def test_ids_that_were_named_long_ago_are_forgotten_and_no_others():
    legal = LegalIds()
    legal.name('old')
    legal.name('kept')
    for number in range(MOST - 1):
        legal.name('kept')
        legal.name(f'n{number}')
    assert legal.name('o-l-d') == 'o_l_d'
    assert legal.name('Old.') == 'Old'
    assert legal.name('old.') == 'old'
    assert legal.name('kept.') == 'kept_2'
