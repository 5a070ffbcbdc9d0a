"""Which voice of eSpeak NG speaks for whom."""

import pytest

from furhat_ros.virtual_robot.espeak_voices import (
    PEOPLE_VOICES,
    ROBOT_VOICES,
    language_of,
    people_voices,
    robot_voices,
)


@pytest.mark.parametrize(
    ('language', 'spoken'),
    [
        ('en-US', 'en-us'),
        ('en-GB', 'en'),
        ('sv-SE', 'sv'),
        ('zh-CN', 'cmn'),
        ('pt-BR', 'pt-br'),
        ('es-MX', 'es-419'),
        ('nb-NO', 'nb'),
    ],
)
def test_voice_of_a_language_speaks_it(language, spoken):
    assert language_of(robot_voices(language, 'female', 'Amy')[0]) == spoken


def test_voice_has_the_gender_of_the_robots_voice():
    for gender, variants in ROBOT_VOICES.items():
        voice = robot_voices('sv-SE', gender, 'Astrid')[0]
        assert voice.removeprefix('sv+') in variants


def test_voice_that_lacks_its_language_is_english():
    assert robot_voices('xx-XX', 'female', 'Amy')[-1].startswith('en-us+f')


def test_name_always_has_the_same_voice():
    assert people_voices('en-US', 'ann') == people_voices('en-US', 'ann')


def test_neighbours_have_voices_of_their_own():
    count = len(PEOPLE_VOICES)
    voices = {people_voices('en-US', f'virtual-user-{number}')[0] for number in range(count)}
    assert len(voices) == count


def test_nobody_sounds_like_the_robot():
    assert not set(PEOPLE_VOICES) & {voice for each in ROBOT_VOICES.values() for voice in each}


@pytest.mark.parametrize('language', ['../../x', '', 'e\0n', '\ud800'])
def test_name_of_a_language_never_leads_to_another_file(language):
    assert language_of(people_voices(language, 'ann')[0]) == 'en-us'
