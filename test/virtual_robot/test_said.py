"""Texts as they are said."""

from array import array

import pytest

from furhat_ros.virtual_robot.said import estimate, with_sound
from furhat_ros.virtual_robot.wav import Wav
from furhat_ros.virtual_robot.words import wording

TWO_SECONDS = Wav(1000, array('h', range(2000)))


def test_estimate_has_no_sound_and_keeps_the_times():
    said = estimate(wording('to be'))
    assert said.sound is None
    assert said.wording == wording('to be')


def test_words_are_spread_over_a_recording():
    said = with_sound(wording('to be'), TWO_SECONDS)
    times = [time for word in said.wording.words for time in (word.start, word.end)]
    assert times == pytest.approx([0.0, 2 * 0.15 / 0.35, 2 * 0.2 / 0.35, 2.0])
    assert said.wording.duration == 2.0


def test_recording_without_words_lasts_as_long():
    assert with_sound(wording('...'), TWO_SECONDS).wording.duration == 2.0
