"""What is known of one person over time: sight, looks and engagement."""

import math

import pytest

from furhat_ros.protocol.users import User, Vector

messages = pytest.importorskip('hri_msgs.msg')

from furhat_ros.bridge.ros4hri.engagement import FAR, NEAR, TO_DISENGAGE, TO_ENGAGE, Engagement  # noqa: E402
from furhat_ros.bridge.ros4hri.looking import Looking, angle_to_robot  # noqa: E402
from furhat_ros.bridge.ros4hri.sight import FAREWELL, Sight  # noqa: E402

LEVEL = messages.EngagementLevel


def test_place_is_sure_while_told_and_half_sure_while_remembered():
    sight = Sight(memory=10.0)
    sight.see(placed=True)
    assert sight.confidence(100.0) == 1.0
    sight.lose(100.0)
    assert [sight.confidence(now) for now in (100.0, 109.9, 110.0)] == [0.5, 0.5, 0.0]


def test_person_is_known_while_remembered_and_over_a_moment_later():
    sight = Sight(memory=10.0)
    sight.see(placed=True)
    sight.lose(100.0)
    assert [sight.known(now) for now in (100.0, 109.9, 110.0)] == [True, True, False]
    end = 110.0 + FAREWELL
    assert [sight.over(now) for now in (110.0, end - 0.1, end)] == [False, False, True]


def test_memory_begins_when_somebody_is_lost_and_not_at_every_look():
    sight = Sight(memory=10.0)
    sight.see(placed=True)
    sight.lose(100.0)
    sight.lose(105.0)
    assert not sight.known(110.0)


def test_whoever_is_seen_again_is_not_over():
    sight = Sight(memory=10.0)
    sight.see(placed=True)
    sight.lose(100.0)
    sight.see(placed=True)
    assert sight.confidence(1000.0) == 1.0
    assert not sight.over(1000.0)


def test_place_that_was_never_told_is_not_sure_at_all():
    sight = Sight(memory=10.0)
    sight.see(placed=False)
    assert sight.tracked
    assert sight.confidence(0.0) == 0.0


def test_place_that_is_no_longer_told_is_half_sure():
    sight = Sight(memory=10.0)
    sight.see(placed=True)
    sight.see(placed=False)
    assert sight.confidence(0.0) == 0.5


def attending(value):
    return User('a', attending=value)


def test_look_does_not_flicker_on_the_threshold():
    looking = Looking()
    values = [looking.update(attending(value)) for value in (0.5, 0.6, 0.5, 0.4, 0.39, 0.5)]
    assert values == [False, True, True, True, False, False]


def turned(yaw, pitch=0.0):
    return User('a', location=Vector(0.0, 0.0, 2.0), rotation=Vector(pitch, yaw, 0.0))


def test_look_is_taken_from_the_head_where_nothing_else_is_told():
    looking = Looking()
    values = [looking.update(turned(yaw)) for yaw in (-25.0, 20.0, 29.0, 31.0, 29.0)]
    assert values == [False, True, True, False, False]


def test_nothing_is_known_of_a_look_without_attending_or_head():
    looking = Looking()
    looking.update(attending(1.0))
    assert looking.update(User('a', location=Vector(0.0, 0.0, 1.0))) is None


@pytest.mark.parametrize(
    ('place', 'rotation', 'angle'),
    [
        (Vector(0.0, 0.0, 1.0), Vector(0.0, 0.0, 0.0), 0.0),
        (Vector(1.0, 0.0, 1.0), Vector(0.0, 45.0, 0.0), 0.0),
        (Vector(1.0, 0.0, 1.0), Vector(0.0, -45.0, 0.0), 90.0),
        (Vector(0.0, 1.0, 1.0), Vector(-45.0, 0.0, 0.0), 0.0),
        (Vector(0.0, 0.0, 1.0), Vector(0.0, 180.0, 0.0), 180.0),
        (Vector(0.0, 0.0, 0.0), Vector(0.0, 90.0, 0.0), 0.0),
        (Vector(1.7e308, 0.0, 1.7e308), Vector(0.0, 0.0, 0.0), 45.0),
    ],
    ids=['ahead', 'left, to us', 'left, away', 'above, to us', 'back', 'inside us', 'very far'],
)
def test_angle_is_between_the_face_and_the_way_to_the_robot(place, rotation, angle):
    assert angle_to_robot(place, rotation) == pytest.approx(angle, abs=1e-6)


def test_somebody_becomes_engaged_after_a_moment_near_and_looking():
    engagement = Engagement()
    levels = [engagement.update(1.0, True, now) for now in (0.0, TO_ENGAGE - 0.1, TO_ENGAGE)]
    assert levels == [LEVEL.ENGAGING, LEVEL.ENGAGING, LEVEL.ENGAGED]


def test_short_look_away_does_not_disengage():
    engagement = Engagement()
    for now in (0.0, TO_ENGAGE):
        engagement.update(1.0, True, now)
    away = TO_ENGAGE + 1.0
    assert engagement.update(1.0, False, away) == LEVEL.DISENGAGING
    assert engagement.update(1.0, False, away + TO_DISENGAGE - 0.1) == LEVEL.DISENGAGING
    assert engagement.update(1.0, True, away + TO_DISENGAGE) == LEVEL.ENGAGED


def test_long_look_away_disengages():
    engagement = Engagement()
    for now in (0.0, TO_ENGAGE):
        engagement.update(1.0, True, now)
    engagement.update(1.0, False, 10.0)
    assert engagement.update(1.0, False, 10.0 + TO_DISENGAGE) == LEVEL.DISENGAGED


def test_glance_in_passing_engages_nobody():
    engagement = Engagement()
    engagement.update(1.0, True, 0.0)
    assert engagement.update(1.0, False, 0.5) == LEVEL.DISENGAGED


def test_near_and_far_do_not_flicker_on_the_threshold():
    engagement = Engagement()
    between = (NEAR + FAR) / 2
    assert engagement.update(between, True, 0.0) == LEVEL.DISENGAGED
    assert engagement.update(NEAR, True, 1.0) == LEVEL.ENGAGING
    assert engagement.update(between, True, 1.0 + TO_ENGAGE) == LEVEL.ENGAGED
    assert engagement.update(FAR + 0.1, True, 5.0) == LEVEL.DISENGAGING


@pytest.mark.parametrize(('distance', 'looking'), [(math.nan, True), (1.0, None)])
def test_engagement_is_unknown_without_distance_or_look(distance, looking):
    engagement = Engagement()
    engagement.update(1.0, True, 0.0)
    assert engagement.update(distance, looking, 1.0) == LEVEL.UNKNOWN


def test_whoever_is_out_of_sight_disengages():
    engagement = Engagement()
    for now in (0.0, TO_ENGAGE):
        engagement.update(1.0, True, now)
    assert engagement.out_of_sight(10.0) == LEVEL.DISENGAGING
    assert engagement.out_of_sight(10.0 + TO_DISENGAGE) == LEVEL.DISENGAGED


def test_nothing_becomes_known_of_the_engagement_of_the_unseen():
    assert Engagement().out_of_sight(10.0) == LEVEL.UNKNOWN
