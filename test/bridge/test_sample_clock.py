"""Stamps counted in samples."""

import pytest

from furhat_ros.bridge.sample_clock import RESYNC, SampleClock

CHUNK = 1600
DURATION = 100_000_000  # ns at 16 kHz


@pytest.fixture
def clock():
    return SampleClock(16000)


def test_stamp_is_the_time_of_the_first_sample(clock):
    assert clock.stamp(arrival=10 * DURATION, samples=CHUNK) == 9 * DURATION


def test_jitter_of_the_arrival_does_not_reach_the_stamps(clock):
    arrivals = [10 * DURATION, 11 * DURATION + 30_000_000, 12 * DURATION - 20_000_000]
    stamps = [clock.stamp(arrival, CHUNK) for arrival in arrivals]
    assert stamps == [9 * DURATION, 10 * DURATION, 11 * DURATION]


def test_chunks_of_different_length_are_counted_in_samples(clock):
    clock.stamp(10 * DURATION, CHUNK)
    assert clock.stamp(10 * DURATION + DURATION // 2, CHUNK // 2) == 10 * DURATION
    assert clock.stamp(11 * DURATION, CHUNK // 2) == 10 * DURATION + DURATION // 2


@pytest.mark.parametrize('shift', [RESYNC + 1, -RESYNC - 1])
def test_gap_starts_the_count_anew_and_is_counted(clock, shift):
    clock.stamp(10 * DURATION, CHUNK)
    assert clock.stamp(11 * DURATION + shift, CHUNK) == 10 * DURATION + shift
    assert clock.gaps == 1


def test_reset_starts_anew_without_counting_a_gap(clock):
    clock.stamp(10 * DURATION, CHUNK)
    clock.reset()
    assert clock.stamp(11 * DURATION + 5, CHUNK) == 10 * DURATION + 5
    assert clock.gaps == 0


def test_rate_that_does_not_divide_a_second_does_not_drift():
    clock = SampleClock(44100)
    stamps = [clock.stamp(1_000_000_000, 441) for _ in range(25)]
    assert stamps[-1] - stamps[0] == 24 * 10_000_000
