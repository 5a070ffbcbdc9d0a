"""Stamps counted in samples."""

import pytest

from furhat_ros.bridge.sample_clock import WINDOW, SampleClock

CHUNK = 1600
DURATION = 100_000_000  # ns at 16 kHz
START = 10**12


@pytest.fixture
def clock():
    return SampleClock(16000)


def stamps(clock, delays, lost=()):
    """Stamp one chunk after the other; each arrives after its delay, but not before the one that it follows."""
    now = 0
    result = []
    for number, delay in enumerate(delays):
        now = max(now, START + (number + 1) * DURATION + delay)
        if number not in lost:
            result.append(clock.stamp(now, CHUNK))
    return result


def test_stamp_is_the_time_of_the_first_sample(clock):
    assert clock.stamp(arrival=START, samples=CHUNK) == START - DURATION


def test_jitter_of_the_arrival_does_not_reach_the_stamps(clock):
    result = stamps(clock, [0, 30_000_000, 5_000_000, 80_000_000, 0, 12_000_000])
    assert {after - before for before, after in zip(result, result[1:])} == {DURATION}


def test_chunks_of_different_length_are_counted_in_samples(clock):
    clock.stamp(START, CHUNK)
    assert clock.stamp(START + DURATION // 2, CHUNK // 2) == START
    assert clock.stamp(START + DURATION, CHUNK // 2) == START + DURATION // 2


def test_chunks_that_are_held_back_and_come_together_are_no_gap(clock):
    delays = [0] * 10 + [3_000_000_000 - number * DURATION for number in range(30)] + [0] * 60
    result = stamps(clock, delays)
    assert clock.gaps == 0
    assert result == [START + number * DURATION for number in range(len(delays))]


def test_lost_chunks_are_a_gap_that_is_made_up_for(clock):
    result = stamps(clock, [0] * 80, lost=range(20, 23))
    assert clock.gaps == 1
    assert result[-1] == START + 79 * DURATION


def test_late_first_chunk_is_made_up_for_little_by_little(clock):
    result = stamps(clock, [200_000_000] + [0] * 600)
    steps = [after - before for before, after in zip(result, result[1:])]
    assert min(steps) >= DURATION - DURATION // 200
    assert result[-1] == START + 600 * DURATION
    assert clock.gaps == 0


def test_clock_of_the_robot_that_runs_slower_is_followed(clock):
    drift = 5_000  # ns for each chunk: 50 parts in a million
    result = stamps(clock, [number * drift for number in range(36_000)])
    errors = [stamp - (START + number * (DURATION + drift)) for number, stamp in enumerate(result)]
    assert max(abs(error) for error in errors) < 1_000_000
    assert clock.gaps == 0


def test_stamps_never_run_backwards_whatever_comes(clock):
    delays = [0, 900_000_000, 0, 0, 5_000_000_000, *[0] * 90, 400_000_000, *[7_000_000] * 50]
    result = stamps(clock, delays, lost={3, 4, 40, 41, 42})
    assert result == sorted(set(result))


def test_reset_starts_anew(clock):
    clock.stamp(START, CHUNK)
    clock.reset()
    assert clock.stamp(START + 5 * WINDOW, CHUNK) == START + 5 * WINDOW - DURATION
    assert clock.gaps == 0


def test_rate_that_does_not_divide_a_second_does_not_drift():
    clock = SampleClock(44100)
    result = [clock.stamp(START, 441) for _ in range(25)]
    assert result[-1] - result[0] == 24 * 10_000_000
