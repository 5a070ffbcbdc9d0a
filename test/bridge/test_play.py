"""Sound to the robot: the action play_audio, the topics speaker/play and speaker/buffer, and the robot's own voice."""

import array
import asyncio
import math

import pytest
from action_msgs.msg import GoalStatus
from audio_common_msgs.msg import AudioData, AudioDataStamped

from furhat_ros.action import PlayAudio, Speak
from furhat_ros.msg import AudioBuffer, Outcome
from furhat_ros.protocol.speak import SpeakAudioEnd

from .conftest import requests, wait_until

RATE = 16000


def tone(seconds, rate=RATE):
    samples = (round(8000 * math.sin(0.1 * n)) for n in range(int(seconds * rate)))
    return array.array('B', array.array('h', samples).tobytes())


def streamed(robot):
    return bytes(robot.call(lambda each: each.speak.streamed))


def test_sound_of_a_goal_arrives_whole_and_the_goal_ends_when_it_is_played(lab):
    robot = lab.robot()
    lab.bridge(robot)
    sound = tone(1.5)
    goal = lab.send(PlayAudio, 'play_audio', data=sound, sample_rate=RATE, lipsync=False)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.played == pytest.approx(1.5)
    assert streamed(robot) == sound.tobytes()
    (asked,) = requests(robot, 'request.speak.audio.start')
    assert (asked['sample_rate'], asked['lipsync']) == (RATE, False)


def test_buffer_tells_how_far_the_sound_is_played(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(AudioBuffer, 'speaker/buffer', 100)
    lab.wait_until_served('speaker/buffer')
    sound = tone(1.5)
    lab.send(PlayAudio, 'play_audio', data=sound, sample_rate=RATE).result()
    wait_until(lambda: seen and seen[-1].played == len(sound), 'the last of the sound')
    assert seen[-1].received == len(sound)
    assert seen[-1].ahead == 0.0
    assert any(each.ahead > 0.0 for each in seen)


def test_canceled_sound_stops(lab):
    robot = lab.robot(speed=1.0)
    lab.bridge(robot)
    goal = lab.send(PlayAudio, 'play_audio', data=tone(20.0), sample_rate=RATE)
    wait_until(lambda: requests(robot, 'request.speak.audio.data'), 'the first sound')
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert requests(robot, 'request.speak.stop')


def test_lost_link_aborts_the_sound(lab):
    robot = lab.robot(speed=1.0)
    lab.bridge(robot)
    goal = lab.send(PlayAudio, 'play_audio', data=tone(20.0), sample_rate=RATE)
    wait_until(lambda: requests(robot, 'request.speak.audio.data'), 'the first sound')
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.result().outcome.code == Outcome.LINK_LOST


@pytest.mark.parametrize(
    'fields',
    [
        {'data': array.array('B')},
        {'data': array.array('B', b'odd')},
        {'data': tone(0.1), 'sample_rate': 100},
        {'data': tone(0.1), 'sample_rate': 96000},
        {'data': array.array('B', bytes(50_000_000))},
    ],
    ids=['empty', 'odd', 'slow', 'fast', '50 MB'],
)
def test_sound_that_makes_no_sense_is_rejected_and_not_sent(lab, fields):
    robot = lab.robot()
    lab.bridge(robot)
    assert not lab.send(PlayAudio, 'play_audio', **fields).accepted
    assert not requests(robot, 'request.speak.audio.start')


def test_live_sound_arrives_byte_for_byte_and_is_closed_after_a_pause(lab):
    robot = lab.robot(speed=10.0)
    lab.bridge(robot, **{'speaker.play_pause': 2.0})  # longer than a busy machine pauses by itself
    publisher = lab.publisher(AudioDataStamped, 'speaker/play', depth=1000)
    sound = tone(3.0)
    size = 2 * RATE // 50
    publish(publisher, *(sound[start : start + size] for start in range(0, len(sound), size)))
    wait_until(lambda: requests(robot, 'request.speak.audio.end'), 'the end')
    assert streamed(robot) == sound.tobytes()
    assert len(requests(robot, 'request.speak.audio.start')) == 1


def test_live_sound_of_odd_length_is_dropped(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'speaker.play_pause': 0.2})
    publisher = lab.publisher(AudioDataStamped, 'speaker/play')
    publish(publisher, b'odd', b'good')
    wait_until(lambda: requests(robot, 'request.speak.audio.end'), 'the end')
    assert streamed(robot) == b'good'


def test_live_sound_that_comes_while_the_last_one_is_closed_is_not_left_for_the_next(
    lab, node_log
):
    robot = lab.robot()
    bridge = lab.bridge(robot, **{'speaker.play_pause': 0.2})
    publisher = lab.publisher(AudioDataStamped, 'speaker/play')
    send, late = bridge.robot.send, [b'late', b'odd']

    def dropped():
        return any('dropped' in text for _, text in node_log)

    async def send_while_more_comes(request):
        if isinstance(request, SpeakAudioEnd) and late:
            publish(publisher, *late)
            late.clear()
            # What the bridge says of the odd one, it says after it has taken the one before.
            await asyncio.to_thread(wait_until, dropped, 'the odd message')
        await send(request)

    bridge.robot.send = send_while_more_comes
    publish(publisher, b'good')
    wait_until(lambda: len(requests(robot, 'request.speak.audio.end')) == 2, 'two ends')
    assert streamed(robot) == b'late'


def publish(publisher, *chunks):
    for data in chunks:
        audio = AudioData(data=array.array('B', data))
        publisher.publish(AudioDataStamped(audio=audio))


def test_own_voice_of_the_robot_is_a_topic_with_the_stamps_of_the_microphone(lab):
    robot = lab.robot(speed=1.0)
    lab.bridge(robot, frame_prefix='furhat/')
    speaker = lab.subscribe(AudioDataStamped, 'speaker/audio_stamped', 100)
    microphone = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped', 100)
    wait_until(lambda: speaker and microphone, 'both sounds')
    lab.send(Speak, 'speak', text='hello')
    wait_until(lambda: any(loud(each) for each in speaker), 'the voice')
    assert speaker[-1].header.frame_id == 'furhat/speaker_frame'
    stamps = {stamp(each) for each in microphone}
    common = [each for each in speaker if stamp(each) in stamps]
    assert len(common) >= 3


def stamp(message):
    return (message.header.stamp.sec, message.header.stamp.nanosec)


def loud(message):
    return max(array.array('h', bytes(message.audio.data))) > 500


def test_speaker_alone_does_not_ask_for_the_microphone(lab):
    robot = lab.robot()
    lab.bridge(robot)
    lab.subscribe(AudioDataStamped, 'speaker/audio_stamped', 100)
    wait_until(lambda: requests(robot, 'request.audio.start'), 'the stream')
    asked = requests(robot, 'request.audio.start')[0]
    assert (asked['microphone'], asked['speaker']) == (False, True)


def test_live_sound_goes_on_in_a_stream_of_its_own_after_a_cut(lab):
    robot = lab.robot()
    bridge = lab.bridge(robot, **{'speaker.play_pause': 20.0})
    sound = lab.publisher(AudioDataStamped, 'speaker/play')

    def publish_until(count):
        def arrived():
            sound.publish(AudioDataStamped(audio=AudioData(data=tone(0.02))))
            return len(requests(robot, 'request.speak.audio.data')) >= count

        wait_until(arrived, 'sound')

    publish_until(3)
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: bridge.robot.status.connects == 2, 'the next link')
    publish_until(len(requests(robot, 'request.speak.audio.data')) + 3)
    assert len(requests(robot, 'request.speak.audio.start')) == 2
