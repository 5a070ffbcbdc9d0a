"""Stamps that tell when something happened, not when it arrived."""

import pytest
from audio_common_msgs.msg import AudioDataStamped
from sensor_msgs.msg import CompressedImage

from furhat_ros.action import Speak
from furhat_ros.bridge.stamps import Stamps
from furhat_ros.bridge.transport_delay import TransportDelay
from furhat_ros.msg import Hearing, TurnEvent, Users

from .conftest import wait_until

TRIP = 0.4


class SetClock:
    """A clock of the node that a test sets."""

    ros_time_is_active = True

    def __init__(self):
        self.time = 10**18

    def now(self):
        return self

    @property
    def nanoseconds(self):
        return self.time


class Clocks:
    """The clock of the node, and the one that nobody sets; time passes only where a test says so."""

    ros_time_is_active = True

    def __init__(self):
        self.passed = 10**12
        self.ahead = 10**18
        self.reading_takes = 0

    def monotonic_ns(self):
        return self.passed

    def now(self):
        return self

    @property
    def nanoseconds(self):
        read = self.ahead + self.passed
        self.passed += self.reading_takes
        return read


def nanoseconds(stamp):
    return stamp.sec * 10**9 + stamp.nanosec


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def clocks(monkeypatch):
    clocks = Clocks()
    monkeypatch.setattr('furhat_ros.bridge.stamps.time', clocks)
    return clocks


def test_own_delay_of_a_sensor_is_subtracted(clock):
    stamps = Stamps(clock, lambda: None, subtract=True)
    assert nanoseconds(stamps.now(0.25)) == clock.time - 250_000_000


def test_estimate_is_told_and_not_subtracted_if_it_should_not_be(clock):
    stamps = Stamps(clock, lambda: TRIP, subtract=False)
    stamps.measure()
    wait_until(lambda: stamps.measure() or stamps.transport_delay, 'an estimate')
    assert nanoseconds(stamps.now()) == clock.time


def test_estimate_is_subtracted(clock):
    stamps = Stamps(clock, lambda: TRIP, subtract=True)
    stamps.measure()
    wait_until(lambda: nanoseconds(stamps.now()) < clock.time, 'an estimate')


def test_time_of_another_clock_keeps_its_distance_while_the_clock_of_the_node_goes_on(clocks):
    stamps = Stamps(clocks, lambda: None, subtract=False)
    first = stamps.departure()
    before = nanoseconds(stamps.of(first))
    clocks.passed += 10**10
    assert nanoseconds(stamps.of(first + 5)) == before + 5


def test_clock_of_the_node_that_takes_long_to_read_has_not_been_set(clocks):
    stamps = Stamps(clocks, lambda: None, subtract=False)
    moment = stamps.departure()
    before = nanoseconds(stamps.of(moment))
    clocks.reading_takes = 20_000_000
    assert nanoseconds(stamps.of(moment)) == before


def test_clock_of_the_node_that_is_set_is_followed_at_once(clocks):
    stamps = Stamps(clocks, lambda: None, subtract=False)
    moment = stamps.departure()
    before = nanoseconds(stamps.of(moment))
    clocks.ahead -= 3600 * 10**9
    assert nanoseconds(stamps.of(moment)) == before - 3600 * 10**9


def test_there_is_no_time_before_zero(clock):
    clock.time = 0
    assert nanoseconds(Stamps(clock, lambda: None, subtract=True).now(1.0)) == 0


def ages(lab, seen):
    """Give how old messages were when the test saw them, in s."""
    now = lab.node.get_clock().now().nanoseconds
    return [(now - nanoseconds(each.header.stamp)) / 1e9 for each in seen]


@pytest.mark.parametrize(
    ('name', 'kind', 'topic'),
    [
        ('camera', CompressedImage, 'camera/image_raw/compressed'),
        ('users', Users, 'users'),
        ('microphone', AudioDataStamped, 'microphone/audio_stamped'),
    ],
)
def test_delay_of_a_sensor_that_was_measured_makes_its_stamps_earlier(lab, name, kind, topic):
    lab.bridge(lab.robot(), **{f'stamps.{name}_delay': 9.0})
    seen = lab.subscribe(kind, topic)
    wait_until(lambda: seen, 'a message')
    assert min(ages(lab, seen[:1])) >= 9.0


@pytest.fixture
def far_away(monkeypatch):
    """The robot is 100 s away; a real link would break, and the estimate would take a day to follow."""
    monkeypatch.setattr(TransportDelay, 'follow', lambda self, now: 100.0)


@pytest.mark.parametrize(
    ('kind', 'topic'),
    [
        (CompressedImage, 'camera/image_raw/compressed'),
        (Users, 'users'),
        (AudioDataStamped, 'microphone/audio_stamped'),
        (Hearing, 'hearing'),
        (TurnEvent, 'turns'),
    ],
)
def test_time_on_the_way_makes_all_stamps_earlier(lab, far_away, kind, topic):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(kind, topic)
    lab.wait_until_served(topic)
    robot.call(lambda each: each.send_raw('{"type": "response.hear.start"}'))
    wait_until(lambda: seen, 'a message')
    assert min(ages(lab, seen[:1])) > 90.0


def test_time_on_the_way_makes_the_times_of_a_result_earlier(lab, far_away):
    lab.bridge(lab.robot())
    result = lab.send(Speak, 'speak', text='hello').result()
    now = lab.node.get_clock().now().nanoseconds
    assert nanoseconds(result.start) <= nanoseconds(result.end) < now - 90 * 10**9


def test_delay_is_not_subtracted_if_it_should_not_be(lab, far_away):
    lab.bridge(lab.robot(), **{'stamps.subtract_delay': False})
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen, 'a message')
    assert max(ages(lab, seen[:1])) < 50.0
