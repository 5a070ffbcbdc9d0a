"""What takes a minute and longer, in real time, is not cut by any limit. All at once, each with a robot of its own."""

import array
import random
from types import SimpleNamespace

import pytest
from action_msgs.msg import GoalStatus
from audio_common_msgs.msg import AudioData, AudioDataStamped

from furhat_ros.action import Listen, Speak
from furhat_ros.msg import Outcome
from furhat_ros.virtual_robot.words import wording

from .conftest import laboratory, requests, wait_until

pytestmark = pytest.mark.timeout(240)

LONG = 150.0  # s that a test waits for the end of long work

RATE = 16000
CHUNK = 0.02  # s
SOUND = random.Random(30).randbytes(30 * RATE * 2)
SPEECH_AFTER = 60.0  # s


def story(seconds):
    """Give a text that takes so long to say."""
    text = 'This is a long story.'
    while wording(text).duration < seconds:
        text += f' It has {text.count(".") + 1} sentences by now.'
    return text


STORY = story(90.0)


@pytest.fixture(scope='module')
def work(ros):
    """A speech, a listening and a live sound, all just begun."""
    with laboratory() as speaking, laboratory() as listening, laboratory() as playing:
        begun = SimpleNamespace(speak=speak(speaking), listen=listen(listening))
        begun.play = play(playing)
        yield begun


def speak(lab):
    robot = lab.robot(speed=1.0)
    bridge = lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=STORY)
    return SimpleNamespace(robot=robot, bridge=bridge, goal=goal)


def listen(lab):
    """Listen to somebody who says nothing for a minute."""
    robot = lab.robot(speed=1.0)
    bridge = lab.bridge(robot)
    goal = lab.send(Listen, 'listen', no_speech_timeout=2 * SPEECH_AFTER)
    wait_until(lambda: robot.call(lambda each: each.is_listening), 'a robot that listens')
    robot.call(
        lambda each: each.clock.call_later(SPEECH_AFTER, lambda: each.ears.voice('at last'))
    )
    return SimpleNamespace(robot=robot, bridge=bridge, goal=goal)


def play(lab):
    """Publish sound as a microphone does: a chunk whenever it is complete."""
    robot = lab.robot(speed=1.0)
    bridge = lab.bridge(robot, **{'speaker.play_pause': 5.0})
    publisher = lab.publisher(AudioDataStamped, 'speaker/play')
    size = int(CHUNK * RATE) * 2
    chunks = (SOUND[start : start + size] for start in range(0, len(SOUND), size))

    def publish():
        chunk = next(chunks, None)
        if chunk is None:
            timer.cancel()
        else:
            publisher.publish(AudioDataStamped(audio=AudioData(data=array.array('B', chunk))))

    timer = lab.node.create_timer(CHUNK, publish)
    return SimpleNamespace(robot=robot, bridge=bridge)


def seconds(result):
    start, end = result.start, result.end
    return end.sec - start.sec + (end.nanosec - start.nanosec) * 1e-9


def test_half_a_minute_of_live_sound_in_chunks_of_20_ms_arrives_byte_for_byte(work):
    robot = work.play.robot
    wait_until(lambda: requests(robot, 'request.speak.audio.end'), 'the end of the sound', LONG)
    assert len(requests(robot, 'request.speak.audio.start')) == 1
    assert robot.call(lambda each: each.speak.streamed) == SOUND


def test_live_sound_of_half_a_minute_is_played_to_its_end(work):
    robot = work.play.robot
    wait_until(lambda: robot.call(lambda each: each.spoken), 'the last of the sound', LONG)
    (played,) = robot.call(lambda each: each.spoken)
    assert not played.aborted


def test_listening_for_a_minute_ends_with_what_was_heard_at_last(work):
    goal = work.listen.goal
    wait_until(lambda: goal.ended, 'the end of the listening', LONG)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.cause == Listen.Result.SPEECH_END
    assert [each.text for each in result.utterances] == ['at last']
    assert seconds(result) > SPEECH_AFTER


def test_utterance_of_a_minute_and_a_half_is_spoken_to_its_last_word(work):
    goal = work.speak.goal
    wait_until(lambda: goal.ended, 'the end of the speech', LONG)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.outcome.code == Outcome.SUCCEEDED
    assert result.text_spoken == STORY
    assert seconds(result) > 89.0
    (spoken,) = work.speak.robot.call(lambda each: each.spoken)
    assert (spoken.text, spoken.aborted) == (STORY, False)


@pytest.mark.parametrize('which', ['play', 'listen', 'speak'])
def test_link_to_the_robot_lasts_all_the_while(work, which):
    assert getattr(work, which).bridge.robot.status.connects == 1
