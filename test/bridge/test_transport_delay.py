"""The estimate of the time between an event and its arrival."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from furhat_ros.bridge.transport_delay import SLEW, WINDOW, TransportDelay


@pytest.fixture
def delay():
    return TransportDelay()


def after_pings(delay, trips, start=0.0, seconds=1.0):
    """Let a ping be answered every few seconds; give the estimates."""
    estimates = []
    for number, trip in enumerate(trips):
        now = start + number * seconds
        delay.take(trip, now)
        estimates.append(delay.follow(now))
    return estimates


def test_nothing_is_known_before_the_first_ping(delay):
    delay.take(None, 1.0)
    assert not delay.known
    assert delay.follow(100.0) == 0.0


def test_estimate_becomes_half_of_the_round_trip(delay):
    assert after_pings(delay, [0.04] * 60)[-1] == pytest.approx(0.02)


def test_shortest_trip_of_the_last_minute_counts(delay):
    assert after_pings(delay, [0.5, 0.02, 0.3] * 10)[-1] == pytest.approx(0.01)


def test_trip_of_more_than_a_minute_ago_is_forgotten(delay):
    after_pings(delay, [0.02] * 60)
    assert after_pings(delay, [0.06] * 200, start=60.0)[-1] == pytest.approx(0.03)


def test_lost_link_leaves_the_estimate_as_it_was(delay):
    after_pings(delay, [0.02] * 60)
    assert after_pings(delay, [None] * 200, start=60.0)[-1] == pytest.approx(0.01)


def test_old_trip_alone_is_not_forgotten_without_a_newer_one(delay):
    after_pings(delay, [0.02] * 60)
    assert delay.follow(60.0 + 10 * WINDOW) == pytest.approx(0.01)


@given(
    st.lists(
        st.tuples(st.floats(0.0, 10.0), st.none() | st.floats(0.0, 10.0)), min_size=1, max_size=100
    )
)
def test_times_of_events_never_run_backwards_whatever_the_pings_say(steps):
    delay, now, last = TransportDelay(), 0.0, float('-inf')
    for step, trip in steps:
        now += step
        before = delay.value
        delay.take(trip, now)
        assert abs(delay.follow(now) - before) <= SLEW * step + 1e-9
        assert now - delay.value >= last
        last = now - delay.value
