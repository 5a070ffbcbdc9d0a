"""The view of frames.png: its sides are those that somebody there would see."""

import pytest

pytest.importorskip('numpy', reason='numpy comes with the pictures')

from view import View


@pytest.mark.parametrize('up', [0.0, 30.0])
def test_left_of_the_robot_is_on_the_right_for_whom_stands_before_it(up):
    across, _ = View(side=0.0, up=up).flat((0.0, 1.0, 0.0))
    assert across == pytest.approx(1.0)


def test_what_is_ahead_of_the_robot_is_on_the_left_for_whom_stands_at_its_left():
    across, _ = View(side=90.0, up=0.0).flat((1.0, 0.0, 0.0))
    assert across == pytest.approx(-1.0)


def test_what_is_higher_is_higher_on_the_picture():
    _, up = View(side=20.0, up=30.0).flat((0.0, 0.0, 1.0))
    assert up > 0.8


def test_what_comes_towards_the_viewer_is_nearer_and_its_front_is_seen():
    view = View(side=0.0, up=10.0)
    assert view.nearness((1.0, 0.0, 0.0)) > view.nearness((0.0, 0.0, 0.0))
    assert view.sees((1.0, 0.0, 0.0))
    assert not view.sees((-1.0, 0.0, 0.0))
