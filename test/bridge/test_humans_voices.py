"""Voices as ROS4HRI has them: the topics below `humans/voices`."""

import itertools
import json
from types import SimpleNamespace

import pytest
from audio_common_msgs.msg import AudioData
from std_msgs.msg import Bool, String
from tf2_msgs.msg import TFMessage

from furhat_ros.action import Listen, Speak
from furhat_ros.srv import ConfigureListening

from .conftest import LATCHED, requests, wait_until

messages = pytest.importorskip('hri_msgs.msg')

from furhat_ros.bridge.ros4hri.voice import fill_language  # noqa: E402

ANONYMOUS = 'humans/voices/anonymous_speaker'


def start(lab, robot, **parameters):
    return lab.bridge(robot, **{'humans.namespace': 'humans', **parameters})


def say(robot, kind, /, **fields):
    """Let the robot send an event, with any fields."""
    robot.call(lambda each: each.send_raw(json.dumps({'type': f'response.{kind}', **fields})))


def speech_of(lab, voice=ANONYMOUS):
    """Subscribe to what is said and to whether somebody speaks; give both lists."""
    said = lab.subscribe(messages.LiveSpeech, f'{voice}/speech')
    speaking = lab.subscribe(Bool, f'{voice}/is_speaking')
    lab.wait_until_served(f'{voice}/speech', f'{voice}/is_speaking')
    return said, speaking


def changes(speaking):
    """Give what was told, without repetitions."""
    return [data for data, _ in itertools.groupby(each.data for each in speaking)]


def hear(lab, robot, text, said):
    """Let somebody say something to a robot that listens."""
    goal = lab.send(Listen, 'listen', partial=True, stop_no_speech=False)
    wait_until(lambda: robot.call(lambda each: each.is_listening), 'a robot that listens')
    robot.run(lambda each: each.hear(text))
    goal.result()
    wait_until(lambda: said and said[-1].final, 'the words')


def test_nobody_knows_who_spoke_so_it_was_the_anonymous_speaker(lab):
    robot = lab.robot()
    start(lab, robot)
    listed = lab.subscribe(messages.IdsList, 'humans/voices/tracked', LATCHED)
    wait_until(lambda: listed and list(listed[-1].ids) == ['anonymous_speaker'], 'the voice')
    said, speaking = speech_of(lab)
    hear(lab, robot, 'hi robot', said)
    assert [(each.incremental, each.final) for each in said] == [
        ('hi', ''),
        ('hi robot', ''),
        ('', 'hi robot'),
    ]
    wait_until(lambda: not speaking[-1].data, 'the end')
    assert changes(speaking) == [True, False]
    assert said[-1].confidence == 1.0
    assert said[-1].header.frame_id == 'microphone_frame'
    assert said[-1].header.stamp.sec > 0


def test_list_of_voices_is_told_again_and_again(lab):
    start(lab, lab.robot())
    listed = lab.subscribe(messages.IdsList, 'humans/voices/tracked')
    wait_until(lambda: len(listed) > 2, 'the list, three times')


def test_locale_is_the_language_that_this_bridge_has_set(lab):
    robot = lab.robot()
    start(lab, robot)
    said, _ = speech_of(lab)
    hear(lab, robot, 'hi', said)
    assert said[-1].locale == ''
    assert lab.call(ConfigureListening, 'configure_listening', languages=['sv-SE']).success
    hear(lab, robot, 'hej', said)
    wait_until(lambda: said[-1].final == 'hej', 'the words')
    assert said[-1].locale == 'sv_SE'


def test_locale_is_empty_if_several_languages_are_listened_for(lab):
    robot = lab.robot()
    start(lab, robot)
    said, _ = speech_of(lab)
    lab.call(ConfigureListening, 'configure_listening', languages=['sv-SE', 'en-GB'])
    hear(lab, robot, 'hej', said)
    assert said[-1].locale == ''


@pytest.mark.parametrize(
    ('fields', 'expected'),
    [
        ({'locale': ''}, {'locale': 'en_GB'}),
        ({'language': ''}, {'language': 'en-GB'}),
        ({'locale': '', 'language': ''}, {'locale': 'en_GB', 'language': 'en-GB'}),
    ],
    ids=['2.3', '2.0', '2.1'],
)
def test_language_is_told_as_each_version_of_hri_msgs_has_it(fields, expected):
    message = SimpleNamespace(**fields)
    fill_language(message, 'en-GB')
    assert vars(message) == expected


def test_whom_the_robot_names_has_a_voice_that_is_tied_to_the_face(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='user-0', x=0.5, z=1.0))
    start(lab, robot)
    known = lab.subscribe(messages.IdsList, 'humans/persons/known')
    wait_until(lambda: known and list(known[-1].ids) == ['user_0'], 'the person')
    listed = lab.subscribe(messages.IdsList, 'humans/voices/tracked')
    transforms = lab.subscribe(TFMessage, '/tf', 100)
    voice_ids = lab.subscribe(String, 'humans/persons/user_0/voice_id', LATCHED)
    anonymous, _ = speech_of(lab)
    said = lab.subscribe(messages.LiveSpeech, 'humans/voices/user_0/speech')
    say(robot, 'hear.start', user_id='user-0')
    wait_until(lambda: voice_ids and voice_ids[-1].data == 'user_0', 'the voice')
    both = ['anonymous_speaker', 'user_0']
    wait_until(lambda: listed and list(listed[-1].ids) == both, 'the list')
    name = lab.full_name('humans/voices/user_0/speech')
    wait_until(lambda: lab.node.count_publishers(name), 'the topic')
    say(robot, 'hear.end', text='it is me', user_id='user-0')
    say(robot, 'hear.end', text='it is me again', user_id='user-0')
    wait_until(lambda: said, 'the words')
    assert said[-1].final.startswith('it is me')
    assert anonymous == []
    parents = wait_until(
        lambda: [
            frame.header.frame_id
            for each in transforms
            for frame in each.transforms
            if frame.child_frame_id == 'voice_user_0'
        ],
        'the frame',
    )
    assert {*parents} == {'face_user_0'}


@pytest.mark.parametrize('user_id', ['stranger', 7, None, ['user-0'], {'a': 1}])
def test_speaker_whom_nobody_sees_is_anonymous(lab, user_id):
    robot = lab.robot()
    start(lab, robot)
    said, speaking = speech_of(lab)
    say(robot, 'hear.end', text='hello', user_id=user_id)
    wait_until(lambda: said, 'the words')
    assert said[-1].final == 'hello'
    wait_until(lambda: changes(speaking) == [True, False], 'begin and end')


def test_voice_goes_with_the_person(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna'))
    start(lab, robot, **{'humans.memory': 0.2})
    known = lab.subscribe(messages.IdsList, 'humans/persons/known')
    wait_until(lambda: known and list(known[-1].ids) == ['anna'], 'the person')
    listed = lab.subscribe(messages.IdsList, 'humans/voices/tracked')
    say(robot, 'hear.start', user_id='anna')
    wait_until(lambda: listed and 'anna' in listed[-1].ids, 'the voice')
    robot.call(lambda each: each.users.remove('anna'))
    wait_until(lambda: 'anna' not in listed[-1].ids, 'no voice')
    name = lab.full_name('humans/voices/anna/is_speaking')
    wait_until(lambda: not lab.node.count_publishers(name), 'no topics')
    say(robot, 'hear.end', text='from nowhere')
    said, _ = speech_of(lab)
    say(robot, 'hear.end', text='still here')
    wait_until(lambda: said, 'the words of somebody')


def test_who_subscribes_in_the_middle_of_it_learns_that_somebody_speaks(lab):
    robot = lab.robot()
    start(lab, robot)
    _, early = speech_of(lab)
    say(robot, 'hear.start')
    wait_until(lambda: early, 'the begin')
    late = lab.subscribe(Bool, f'{ANONYMOUS}/is_speaking')
    wait_until(lambda: late and late[-1].data, 'the news')


@pytest.mark.parametrize('end', ['hear.end', 'listen.end'])
def test_nobody_speaks_any_more_after_the_end(lab, end):
    robot = lab.robot()
    start(lab, robot)
    _, speaking = speech_of(lab)
    say(robot, 'hear.start')
    wait_until(lambda: speaking and speaking[-1].data, 'the begin')
    say(robot, end)
    wait_until(lambda: not speaking[-1].data, 'the end')


def test_nobody_speaks_any_more_without_a_link(lab):
    robot = lab.robot()
    start(lab, robot)
    _, speaking = speech_of(lab)
    say(robot, 'hear.start')
    wait_until(lambda: speaking and speaking[-1].data, 'the begin')
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: not speaking[-1].data, 'the end')


def test_sound_of_a_voice_is_that_of_the_microphone_while_it_speaks(lab):
    robot = lab.robot()
    start(lab, robot)
    name = f'{ANONYMOUS}/audio'
    lab.wait_for_publishers(name)
    sound = lab.subscribe(AudioData, name)
    microphone = lab.subscribe(AudioData, 'microphone/audio')
    _, speaking = speech_of(lab)
    wait_until(lambda: len(microphone) > 10, 'ten chunks of a silent room')
    assert sound == []
    say(robot, 'hear.start')
    wait_until(lambda: len(sound) > 3, 'the sound of a voice')
    assert len(sound[0].data) == len(microphone[-1].data)
    say(robot, 'hear.end')
    wait_until(lambda: speaking and not speaking[-1].data, 'the end')
    before = (len(sound), len(microphone))
    wait_until(lambda: len(microphone) > before[1] + 10, 'silence again')
    assert len(sound) <= before[0] + 1


def test_sound_of_a_voice_is_brought_by_its_subscriber_alone(lab):
    robot = lab.robot()
    start(lab, robot)
    with lab.subscribed(AudioData, f'{ANONYMOUS}/audio'):
        wait_until(lambda: requests(robot, 'request.audio.start'), 'the start')
    wait_until(lambda: requests(robot, 'request.audio.stop'), 'the stop')


def test_own_voice_of_the_robot_is_nobodys_voice(lab):
    robot = lab.robot()
    start(lab, robot, **{'speaker.stream': 'always', 'microphone.stream': 'always'})
    sound = lab.subscribe(AudioData, f'{ANONYMOUS}/audio')
    speaker = lab.subscribe(AudioData, 'speaker/audio')
    lab.wait_until_served(f'{ANONYMOUS}/audio')
    said, _ = speech_of(lab)
    lab.send(Speak, 'speak', text='hello ' * 100)
    wait_until(lambda: speaker and any(speaker[-1].data), 'the voice of the robot')
    say(robot, 'hear.start')
    spoken = len(speaker)
    wait_until(lambda: len(sound) > 5 and len(speaker) > spoken + 5, 'both')
    say(robot, 'hear.end', text='quiet')
    wait_until(lambda: said, 'the end')
    loud = {bytes(each.data) for each in speaker if any(each.data)}
    assert not {bytes(each.data) for each in sound} & loud
