"""The topics microphone/audio, audio_stamped and audio_info."""

import array
import base64
import io
import json
import wave

import pytest
from audio_common_msgs.msg import AudioData, AudioDataStamped, AudioInfo
from diagnostic_msgs.msg import DiagnosticArray

from furhat_ros.bridge.sound.sample_clock import MOST_SLEW

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


def test_stamps_are_apart_by_the_samples_between_them_but_for_a_few_percent(lab):
    lab.bridge(lab.robot(speed=1.0, audio_chunk=0.02))
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped', 100)
    wait_until(lambda: len(seen) >= 20, 'twenty chunks')
    stamps = [nanoseconds(each.header.stamp) for each in seen]
    for before, after in zip(stamps, stamps[1:]):
        assert abs(after - before - 20_000_000) <= 20_000_000 // MOST_SLEW


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


def send_sound(robot, **sources):
    """Let the robot send a chunk of some sound."""
    fields = {name: base64.b64encode(data).decode() for name, data in sources.items()}
    frame = json.dumps({'type': 'response.audio.data', **fields})
    robot.call(lambda each: each.send_raw(frame))


def wav(pcm, rate, channels=1):
    with io.BytesIO() as buffer:
        with wave.open(buffer, 'wb') as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(pcm)
        return buffer.getvalue()


@pytest.fixture
def quiet_robot(lab):
    """A robot whose own stream brings nothing for ten seconds."""
    return lab.robot(speed=0.01)


def test_header_before_the_sound_is_no_sound(lab, quiet_robot):
    lab.bridge(quiet_robot)
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: requests(quiet_robot, 'request.audio.start'), 'a subscriber at the bridge')
    send_sound(quiet_robot, microphone=wav(b'good', 16000))
    wait_until(lambda: seen, 'the chunk')
    assert bytes(seen[0].audio.data) == b'good'


def test_rate_that_changes_in_mid_stream_is_told(lab, quiet_robot, node_log):
    bridge = lab.bridge(quiet_robot)
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    infos = lab.subscribe(AudioInfo, 'microphone/audio_info', LATCHED)
    others = lab.subscribe(AudioInfo, 'speaker/audio_info', LATCHED)
    wait_until(lambda: requests(quiet_robot, 'request.audio.start'), 'a subscriber at the bridge')
    send_sound(quiet_robot, microphone=bytes(3200))
    send_sound(quiet_robot, microphone=wav(bytes(4800), 24000))
    send_sound(quiet_robot, microphone=bytes(4800))
    wait_until(lambda: len(seen) == 3, 'all chunks')
    for told in (infos, others):
        wait_until(lambda told=told: told[-1].sample_rate == 24000, 'the other rate')
        assert told[-1].bitrate == 24000 * 16
    first, second, third = (nanoseconds(each.header.stamp) for each in seen)
    assert second >= first + 100_000_000
    assert abs(third - second - 100_000_000) <= 100_000_000 // MOST_SLEW
    assert not bridge.robot.violations
    wait_until(lambda: any('24000 Hz' in text for _, text in node_log), 'a line in the log')


def test_asked_rate_is_told_again_when_the_stream_starts_anew(lab, quiet_robot):
    lab.bridge(quiet_robot)
    infos = lab.subscribe(AudioInfo, 'microphone/audio_info', LATCHED)
    with lab.subscribed(AudioDataStamped, 'microphone/audio_stamped'):
        wait_until(lambda: requests(quiet_robot, 'request.audio.start'), 'the start')
        send_sound(quiet_robot, microphone=wav(bytes(4800), 24000))
        wait_until(lambda: infos and infos[-1].sample_rate == 24000, 'the other rate')
    wait_until(lambda: requests(quiet_robot, 'request.audio.stop'), 'the end of the stream')
    lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: infos[-1].sample_rate == 16000, 'the asked rate')


@pytest.mark.parametrize(
    'sources',
    [
        {'microphone': wav(bytes(4), 16000, channels=2)},
        {'microphone': wav(bytes(4), 16000), 'speaker': wav(bytes(4), 24000)},
    ],
    ids=['stereo', 'two rates'],
)
def test_sound_of_another_format_is_dropped_and_counted(lab, quiet_robot, sources):
    bridge = lab.bridge(quiet_robot)
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: requests(quiet_robot, 'request.audio.start'), 'a subscriber at the bridge')
    send_sound(quiet_robot, **sources)
    send_sound(quiet_robot, microphone=b'good')
    wait_until(lambda: seen, 'the good chunk')
    assert bytes(seen[0].audio.data) == b'good'
    assert bridge.robot.violations == {'sound format': 1}


def test_chunk_without_samples_is_not_published(lab, quiet_robot):
    lab.bridge(quiet_robot)
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: requests(quiet_robot, 'request.audio.start'), 'a subscriber at the bridge')
    send_sound(quiet_robot, microphone=b'', speaker=b'')
    send_sound(quiet_robot, microphone=b'good')
    wait_until(lambda: seen, 'the good chunk')
    assert bytes(seen[0].audio.data) == b'good'


def test_sound_that_was_missed_while_the_link_was_cut_is_counted_and_told(lab, node_log):
    robot = lab.robot(speed=1.0, audio_chunk=0.02)
    lab.bridge(robot)
    health = lab.subscribe(DiagnosticArray, '/diagnostics')
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: seen, 'sound')
    robot.run(lambda each: each.faults.drop_connections())
    name = f'{lab.full_name("furhat_bridge")}: sound'.lstrip('/')

    def gaps():
        sounds = [status for array in health for status in array.status if status.name == name]
        return sounds and {each.key: each.value for each in sounds[-1].values}['gaps']

    wait_until(lambda: gaps() == '1', 'a gap in the diagnostics')
    wait_until(lambda: any('did not come' in text for _, text in node_log), 'a line in the log')


def test_stop_because_nobody_listens_is_no_gap_and_stamps_go_on_with_the_clock(lab):
    robot = lab.robot(speed=1.0, audio_chunk=0.02)
    lab.bridge(robot)
    health = lab.subscribe(DiagnosticArray, '/diagnostics')
    with lab.subscribed(AudioDataStamped, 'microphone/audio_stamped') as first:
        wait_until(lambda: first, 'sound')
    wait_until(lambda: requests(robot, 'request.audio.stop'), 'the end of the stream')
    ended, before = lab.node.get_clock().now().nanoseconds, len(health)
    wait_until(lambda: len(health) > before + 1, 'diagnostics')
    seen = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    wait_until(lambda: seen, 'sound')
    assert nanoseconds(seen[0].header.stamp) > ended
    name, before = f'{lab.full_name("furhat_bridge")}: sound'.lstrip('/'), len(health)
    wait_until(lambda: len(health) > before + 1, 'diagnostics')
    (status,) = (each for each in health[-1].status if each.name == name)
    assert {each.key: each.value for each in status.values}['gaps'] == '0'
