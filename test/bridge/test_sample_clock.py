"""Stamps counted in samples."""

import random

import pytest

from furhat_ros.bridge.sound.sample_clock import WINDOW, SampleClock

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


@pytest.mark.parametrize(
    ('lost', 'found_after'), [(range(20, 60), 2.0), (range(20, 23), 5.0), (range(20, 21), 5.0)]
)
def test_lost_chunks_are_a_gap_that_is_made_up_for_soon(clock, lost, found_after):
    result = stamps(clock, [0] * 200, lost=lost)
    behind = lost.stop + round(found_after * 10)
    assert clock.gaps == 1
    assert clock.missing == len(lost) * DURATION
    assert result[behind - len(lost) :] == [START + k * DURATION for k in range(behind, 200)]


def test_one_short_chunk_that_is_lost_is_made_up_for_little_by_little():
    clock = SampleClock(16000)
    duration = 20_000_000
    numbers = [number for number in range(3000) if number != 100]
    result = [clock.stamp(START + (number + 1) * duration, 320) for number in numbers]
    assert clock.gaps == 0
    assert abs(result[-1] - (START + 2999 * duration)) < 100_000


def test_pause_of_the_robot_is_a_gap_that_is_found_a_second_after_it(clock):
    delays = [0] * 30 + [5_000_000_000] * 60
    result = stamps(clock, delays)
    assert (clock.gaps, clock.missing) == (1, 5_000_000_000)
    assert result[45:] == [START + 5_000_000_000 + k * DURATION for k in range(45, 90)]


def test_sound_that_was_held_back_and_catches_up_slowly_is_no_gap(clock):
    held = [max(4_000_000_000 - number * DURATION // 2, 0) for number in range(100)]
    stamps(clock, [0] * 50 + held + [0] * 50)
    assert clock.gaps == 0


def test_jitter_like_that_of_bad_wifi_is_no_gap_in_ten_minutes(clock):
    rng = random.Random(7)
    stamps(clock, [rng.randrange(100_000_000) for _ in range(6000)])
    assert clock.gaps == 0


def held_up(seconds):
    """
    Give delays like those that were measured where 2 % of the packets are lost and each takes up to 100 ms more.

    The soonest sound of a second comes up to 80 ms late, and rather so if that of the second before did.
    """
    dice = random.Random(1)
    least, delays = 15e6, []
    for _ in range(seconds):
        least += 0.5 * (15e6 - least) + dice.gauss(0, 19e6)
        delays += [int(max(least, -30e6) + dice.expovariate(1 / 40e6)) for _ in range(10)]
    return delays


def test_link_that_is_held_up_all_the_time_has_no_gap_in_an_hour(clock):
    stamps(clock, held_up(3600))
    assert clock.gaps == 0


def test_one_gap_in_such_a_link_is_one_gap(clock):
    delays = held_up(200)
    stamps(clock, delays[:1000] + [each + 400_000_000 for each in delays[1000:]])
    assert clock.gaps == 1
    assert clock.missing == pytest.approx(400_000_000, abs=40_000_000)


def test_several_gaps_add_up(clock):
    stamps(clock, [0] * 400, lost={50, 51, 52, 53, 54, 200, 201, 202})
    assert (clock.gaps, clock.missing) == (2, 8 * DURATION)


def test_sound_that_nobody_heard_because_the_link_was_cut_is_missing(clock):
    stamps(clock, [0] * 10)
    clock.cut()
    assert clock.stamp(START + 35 * DURATION, CHUNK) == START + 34 * DURATION
    assert (clock.gaps, clock.missing) == (1, 24 * DURATION)


def test_cut_before_anything_was_heard_loses_nothing(clock):
    clock.cut()
    clock.stamp(START, CHUNK)
    assert clock.gaps == 0


def test_stamps_after_a_new_start_do_not_overlap_those_before(clock):
    last = stamps(clock, [50_000_000] * 10)[-1]
    clock.reset()
    assert clock.stamp(START + 10 * DURATION + 60_000_000, CHUNK) == last + DURATION


def test_other_rate_makes_samples_of_another_length(clock):
    clock.stamp(START, CHUNK)
    clock.change_rate(8000)
    first = clock.stamp(START + 2 * DURATION, CHUNK)
    assert first == START
    assert clock.stamp(START + 4 * DURATION, CHUNK) == first + 2 * DURATION
    assert clock.gaps == 0


def test_late_first_chunk_is_made_up_for_little_by_little(clock):
    result = stamps(clock, [200_000_000] + [0] * 1500)
    steps = [after - before for before, after in zip(result, result[1:])]
    assert min(steps) >= DURATION - 500_000
    assert abs(result[-1] - (START + 1500 * DURATION)) < 10_000
    assert clock.gaps == 0


def test_clock_of_the_robot_that_runs_slower_is_followed(clock):
    drift = 5_000  # ns for each chunk: 50 parts in a million
    result = stamps(clock, [number * drift for number in range(36_000)])
    errors = [stamp - (START + number * (DURATION + drift)) for number, stamp in enumerate(result)]
    assert max(abs(error) for error in errors) < 1_000_000
    assert clock.gaps == 0


@pytest.mark.parametrize('ppm', [-200, 200])
@pytest.mark.parametrize('jitter', [0, 1_000_000, 20_000_000])
def test_clock_of_the_robot_that_is_far_off_is_followed_all_the_same(clock, ppm, jitter):
    count, rng = 18_000, random.Random(1)
    true = [number * (DURATION + DURATION * ppm // 1_000_000) for number in range(count)]
    result = [
        clock.stamp(START + begin + DURATION + rng.randrange(jitter + 1), CHUNK) for begin in true
    ]
    errors = [stamp - START - begin for begin, stamp in zip(true, result)]
    assert max(map(abs, errors[600:])) < 4_000_000 + jitter // 10
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
    clock, length = SampleClock(44100), 147
    ends = [START + number * length * 10**9 // 44100 for number in range(1, 30_001)]
    result = [clock.stamp(end, length) for end in ends]
    assert abs(result[-1] - result[0] - (ends[-1] - ends[0])) <= 1
