"""The picture of the whole recording."""

import importlib.util

import pytest
from PIL import Image

from .conftest import RATE, SECOND, noise, user

ONLY = ('overview',)

NOT_THERE = not importlib.util.find_spec('matplotlib')
needs_matplotlib = pytest.mark.skipif(NOT_THERE, reason='matplotlib is not installed')


def fill(bag, text='Hello there'):
    bag.info()
    bag.sound(noise(2 * RATE))
    bag.turn(0, 0, text)
    bag.turn(2, SECOND, text)
    bag.turn(3, SECOND)
    bag.turn(5, 2 * SECOND, text)
    bag.attention(text, 0)
    for at in range(0, 2 * SECOND, SECOND // 10):
        bag.users(at, user(text), user('_second', x=2.0))


@needs_matplotlib
def test_picture_has_colour_where_something_happened(bag, export):
    with bag:
        fill(bag)
    done = export(bag.path)
    with Image.open(done.folder / 'overview.png') as picture:
        assert picture.size == (1600, 900)
        colours = {colour for _, colour in picture.convert('RGB').getcolors(1 << 20)}
    assert {(0x6A, 0xAE, 0xDE), (0xF2, 0xA6, 0x5A), (0xC9, 0xB6, 0xDC)} <= colours


@needs_matplotlib
@pytest.mark.parametrize(
    'text', ['$\\frac{$', '_x', '', '<b>&', '\u202e\U0001f642 漢字', 'x' * 5000]
)
def test_any_text_can_be_drawn(bag, export, text):
    with bag:
        fill(bag, text)
    done = export(bag.path)
    assert done.status == 0, done.warned
    assert (done.folder / 'overview.png').exists()


@needs_matplotlib
@pytest.mark.parametrize('what', ['users', 'sound', 'turns', 'attention'])
def test_picture_needs_no_more_than_one_kind_of_topic(bag, export, what):
    with bag:
        if what == 'users':
            bag.users(0, user('one', distance=float('nan')))
        elif what == 'sound':
            bag.sound(bytes(2 * RATE))
        elif what == 'turns':
            bag.turn(0, 0, 'alone')
        else:
            bag.attention('user-1', 0)
    done = export(bag.path)
    assert done.status == 0, done.warned
    assert (done.folder / 'overview.png').exists()


@pytest.mark.skipif(not NOT_THERE, reason='matplotlib is installed')
def test_without_matplotlib_it_is_said_what_to_install(bag, export):
    with bag:
        fill(bag)
    done = export(bag.path)
    assert 'overview.png: not made; for it install matplotlib' in done.said
    assert done.status == 0
