"""The map of docs/visualise.md: what is left of the robot is on the left of the page."""

import math

import pytest

pytest.importorskip('matplotlib', reason='matplotlib draws the pictures')
pytest.importorskip('rosbags', reason='rosbags reads what the pictures show')

from matplotlib.patches import Circle, FancyArrow

import from_above
from recorded import Moment, Person

LEFT, RIGHT = (1.0, 0.5), (1.0, -0.5)


def plan(*places, heading=math.pi, attended=False):
    """Draw people called a, b and so on who stand still at these places, and give the axes."""
    people = tuple(
        Person(name, x, y, heading, math.hypot(x, y), attended)
        for name, (x, y) in zip('abc', places, strict=False)
    )
    moments = [Moment(0, people), Moment(10**9, people)]
    figure = from_above.draw(moments, moments[0])
    figure.draw_without_rendering()
    return figure.axes[0]


def share(axes, patch):
    """Give where the middle of a patch is on the map: from its left edge and from its bottom, 0 to 1."""
    box = patch.get_window_extent()
    across, up = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    area = axes.get_window_extent()
    return (across - area.x0) / area.width, (up - area.y0) / area.height


def heads(axes):
    """Give the heads in the order in which they were drawn, the robot's first."""
    sizes = {from_above.ROBOT, from_above.HEAD}
    return [
        share(axes, each)
        for each in axes.patches
        if isinstance(each, Circle) and each.radius in sizes
    ]


def test_person_on_the_left_is_drawn_left_of_the_robot_and_one_on_the_right_right_of_it():
    robot, left, right = heads(plan(LEFT, RIGHT))
    assert left[0] < robot[0] < right[0]
    assert robot[0] == pytest.approx(0.5)


def test_share_of_width_is_where_the_head_is_drawn():
    axes = plan(LEFT)
    _, head = heads(axes)
    assert head[0] < 0.5
    assert from_above.share_of_width(axes, *LEFT) == pytest.approx(head[0])


def test_axis_of_the_page_counts_the_metres_to_the_left_as_positive():
    axes = plan(LEFT)
    ticks = zip(axes.get_xticks(), (each.get_text() for each in axes.get_xticklabels()))
    shown = {text: from_above.share_of_width(axes, 0.0, y) for y, text in ticks}
    assert shown['0.5'] == pytest.approx(heads(axes)[1][0])


def test_person_further_ahead_is_drawn_further_up_above_the_robot():
    robot, near, far = heads(plan((1.0, 0.0), (2.0, 0.0)))
    assert robot[1] < near[1] < far[1]


def test_track_is_drawn_where_the_person_was():
    axes = plan(LEFT)
    tracks = [line for line in axes.lines if len(line.get_xdata()) == 2]
    assert [from_above.on_page(*LEFT)] * 2 == list(zip(*tracks[0].get_data(), strict=True))


def test_arrow_of_a_person_points_where_they_look():
    axes = plan(LEFT, heading=math.radians(-90.0))
    *_, arrow = [each for each in axes.patches if isinstance(each, FancyArrow)]
    _, head = heads(axes)
    assert share(axes, arrow)[0] > head[0] + 0.01, 'to the right of the robot'
