"""The services set_voice and get_voices."""

import pytest

from furhat_ros.msg import RobotState
from furhat_ros.srv import GetVoices, SetVoice

from .conftest import LATCHED, requests, wait_until


def test_voices_are_listed_with_their_languages(lab):
    lab.bridge(lab.robot(voices=900))
    response = lab.call(GetVoices, 'get_voices')
    assert response.success
    assert len(response.voices) == 900
    active = [each for each in response.voices if each.voice_id == response.voice_id]
    assert active[0].language == 'en-US'


def test_voice_is_chosen_by_its_id_and_state_tells_it(lab):
    lab.bridge(lab.robot())
    seen = lab.subscribe(RobotState, 'state', LATCHED)
    other = lab.call(GetVoices, 'get_voices').voices[-1].voice_id
    response = lab.call(SetVoice, 'set_voice', voice_id=other)
    assert response.success
    assert response.voice_id == other
    wait_until(lambda: seen and seen[-1].voice_id == other, 'the new voice in state')


def test_voice_is_chosen_by_several_wishes(lab):
    lab.bridge(lab.robot())
    voices = lab.call(GetVoices, 'get_voices').voices
    wanted = next(each for each in voices if each.language == 'sv-SE')
    response = lab.call(SetVoice, 'set_voice', language='sv-SE', gender=wanted.gender.upper())
    assert response.success
    assert '(sv-SE)' in response.voice_id


@pytest.mark.parametrize(
    ('fields', 'said'),
    [
        ({}, 'give at least one'),
        ({'voice_id': 'Nobody (xx-XX) - None'}, 'no installed voice has voice_id'),
        ({'language': 'xx-XX', 'gender': 'female'}, 'language "xx-XX", gender "female"'),
    ],
    ids=str,
)
def test_voice_that_is_not_there_is_refused_and_the_old_one_stays(lab, fields, said):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(SetVoice, 'set_voice', **fields)
    assert not response.success
    assert said in response.message
    assert not requests(robot, 'request.voice.config')
