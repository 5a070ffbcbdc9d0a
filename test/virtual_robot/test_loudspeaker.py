"""The robot's loudspeaker."""

import itertools
import math
from array import array

import pytest

from furhat_ros.virtual_robot.loudspeaker import Loudspeaker
from furhat_ros.virtual_robot.sound import silence

RAMP = array('h', range(1, 1001))


def heard(loudspeaker, start, rate, count):
    samples = silence(count)
    loudspeaker.mix_into(samples, start, rate)
    return list(samples)


@pytest.mark.parametrize('start', [0.0, 1.0, 0.7123456789, 1234.1])
def test_sound_comes_out_as_it_went_in(start):
    loudspeaker = Loudspeaker()
    loudspeaker.play(start, 1000, RAMP)
    assert heard(loudspeaker, start - 0.1, 1000, 1200) == [0] * 100 + list(RAMP) + [0] * 100


def test_sound_does_not_depend_on_how_it_is_cut_into_chunks():
    loudspeaker = Loudspeaker()
    for first in range(0, 1000, 20):
        loudspeaker.play(3 + first / 1000, 1000, RAMP[first : first + 20])
    chunks = [heard(loudspeaker, 3 + n * 0.05, 1000, 50) for n in range(20)]
    assert [sample for chunk in chunks for sample in chunk] == list(RAMP)


def test_another_rate_is_resampled():
    loudspeaker = Loudspeaker()
    loudspeaker.play(0, 1000, RAMP)
    assert heard(loudspeaker, 0, 2000, 6) == [1, 1, 2, 2, 3, 3]
    assert heard(loudspeaker, 0, 500, 3) == [1, 3, 5]


def test_between_two_samples_is_the_line_between_them():
    loudspeaker = Loudspeaker()
    loudspeaker.play(0, 1000, array('h', [0, 100, -100]))
    expected = [0, 25, 50, 75, 100, 50, 0, -50, -100, -100, -100, -100]
    assert heard(loudspeaker, 0, 4000, 12) == pytest.approx(expected, abs=1)


def test_tone_of_another_rate_stays_the_tone():
    loudspeaker = Loudspeaker()
    wave = array('h', (round(10000 * math.sin(math.tau * 300 * n / 22050)) for n in range(22050)))
    loudspeaker.play(0, 22050, wave)
    played = [heard(loudspeaker, number * 0.1, 16000, 1600) for number in range(10)]
    expected = [10000 * math.sin(math.tau * 300 * n / 16000) for n in range(16000)]
    # The error of a line is at most an eighth of the second difference.
    assert max(abs(a - b) for a, b in zip(itertools.chain(*played), expected)) < 15


def test_sound_that_is_still_to_come_is_not_heard():
    loudspeaker = Loudspeaker()
    loudspeaker.play(1, 1000, RAMP)
    loudspeaker.play(50, 1000, RAMP)
    assert heard(loudspeaker, 0, 500, 500) == [0] * 500


def test_cut_sound_is_silent_from_then_on():
    loudspeaker = Loudspeaker()
    loudspeaker.play(0, 1000, RAMP)
    loudspeaker.play(1, 1000, RAMP)
    loudspeaker.cut(0.5)
    assert heard(loudspeaker, 0, 1000, 2000) == list(RAMP[:500]) + [0] * 1500


def test_loud_sounds_do_not_wrap_around():
    loudspeaker = Loudspeaker()
    for sample in (30000, 30000):
        loudspeaker.play(0, 1000, array('h', [sample]))
    assert heard(loudspeaker, 0, 1000, 1) == [32767]
