"""The topics microphone/audio, audio_stamped and audio_info."""

import array
import base64

import pytest
from audio_common_msgs.msg import AudioData, AudioDataStamped, AudioInfo

from .conftest import LATCHED, requests, wait_until


def nanoseconds(stamp):
    return stamp.sec * 10**9 + stamp.nanosec


def test_sound_arrives_as_16_bit_samples_at_the_asked_rate(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'microphone.sample_rate': 24000})
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: len(seen) >= 3, 'three chunks')
    (asked,) = requests(robot, 'request.audio.start')
    assert asked['sample_rate'] == 24000
    assert asked['microphone'] is True
    assert {len(each.audio.data) for each in seen} == {2 * 2400}
    samples = array.array('h', bytes(seen[0].audio.data))
    assert len(set(samples)) > 10


def test_stamps_are_apart_by_exactly_the_samples_between_them(lab):
    lab.bridge(lab.robot(speed=1.0, audio_chunk=0.02))
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped', 100)
    wait_until(lambda: len(seen) >= 20, 'twenty chunks')
    stamps = [nanoseconds(each.header.stamp) for each in seen]
    assert {after - before for before, after in zip(stamps, stamps[1:])} == {20_000_000}


def test_plain_and_stamped_topic_carry_the_same_sound(lab):
    lab.bridge(lab.robot(), frame_prefix='furhat/')
    plain = lab.subscribe(AudioData, 'microphone/audio', 100)
    stamped = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped', 100)
    wait_until(lambda: len(plain) >= 5 and len(stamped) >= 5, 'five chunks of both')
    assert stamped[0].header.frame_id == 'furhat/microphone_frame'
    assert bytes(stamped[-2].audio.data) in {bytes(each.data) for each in plain}


def test_info_is_latched_and_describes_the_sound_as_audio_capture_does(lab):
    lab.bridge(lab.robot())
    seen = lab.subscribe(AudioInfo, 'microphone/audio_info', LATCHED)
    wait_until(lambda: seen, 'the info')
    info = seen[0]
    assert (info.channels, info.sample_rate, info.bitrate) == (1, 16000, 256000)
    assert (info.sample_format, info.coding_format) == ('S16LE', 'wave')


def test_looking_at_the_info_does_not_start_the_sound(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(AudioInfo, 'microphone/audio_info', LATCHED)
    wait_until(lambda: seen, 'the info')
    assert not requests(robot, 'request.audio.start')


@pytest.mark.parametrize(
    ('chunk', 'kind'),
    [('$', 'bad base64'), (base64.b64encode(b'odd').decode(), 'odd PCM')],
)
def test_broken_chunk_is_counted_and_the_next_one_arrives(lab, chunk, kind):
    robot = lab.robot(speed=0.01)
    bridge = lab.bridge(robot)
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: requests(robot, 'request.audio.start'), 'a subscriber at the bridge')
    good = base64.b64encode(b'good').decode()
    for each in (chunk, good):
        frame = f'{{"type": "response.audio.data", "microphone": "{each}"}}'
        robot.call(lambda robot, frame=frame: robot.send_raw(frame))
    wait_until(lambda: seen, 'the good chunk')
    assert bytes(seen[0].audio.data) == b'good'
    assert bridge.robot.violations == {kind: 1}
