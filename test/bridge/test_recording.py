"""A recording of a running bridge, with the topics of config/record.yaml, and its export."""

import asyncio
import csv
import json
import re
import wave
from pathlib import Path

import pytest
import yaml
from ament_index_python.packages import get_package_share_directory

from furhat_ros.bridge.record import recording
from furhat_ros.errors import InvalidRequest
from furhat_ros.virtual_robot.clock import ManualClock
from furhat_ros.virtual_robot.sound import pcm, room

from .conftest import wait_until

pytest.importorskip('rosbags', reason='rosbags (pip install rosbags) writes and reads the bag')

from bag_recorder import BagRecorder
from furhat_ros.export.command import main as export

CONFIG = Path(get_package_share_directory('furhat_ros')) / 'config' / 'record.yaml'
INTERFACES = Path(__file__).parents[2] / 'docs' / 'interfaces.md'

NOT_RECORDED = {
    'microphone/audio': 'microphone/audio_stamped is the same, with stamps',
    'speaker/audio': 'speaker/audio_stamped is the same, with stamps',
}
"""What of the bridge is not recorded, and why."""

OF_EVERY_NODE = {'/rosout'}

SECONDS = 3.0
CHUNK = 0.02
RATE = 16000
STEP = 0.01


async def let_time_run(robot, seconds):
    """Let the time of a robot with a clock of its own pass as on the wall."""
    loop = asyncio.get_running_loop()
    start, passed = loop.time(), 0.0
    while passed < seconds:
        await asyncio.sleep(STEP)
        now = min(loop.time() - start, seconds)
        await robot.clock.advance(now - passed)
        passed = now


def rows(path):
    with path.open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def recorded_sound(folder):
    """Give the samples of the microphone without the silence that was filled in."""
    with wave.open(str(folder / 'microphone.wav')) as file:
        sound = bytearray(file.readframes(file.getnframes()))
    silences = [row for row in rows(folder / 'sound.csv') if row['source'] == 'microphone']
    for row in reversed(silences):
        begin = 2 * int(row['first_sample'])
        del sound[begin : begin + 2 * int(row['samples'])]
    return bytes(sound)


@pytest.mark.parametrize('storage', ['mcap', 'sqlite3'])
def test_export_of_a_recording_has_what_the_robot_sent(lab, tmp_path, storage):
    robot = lab.robot(
        clock=ManualClock(), audio_chunk=CHUNK, visitors=2, silent_visitors=True, camera_fps=5.0
    )
    lab.bridge(robot)
    groups = ['always', 'camera_compressed', 'sound']
    namespace = lab.full_name('').rstrip('/')
    profiles = recording.topics(CONFIG, namespace, groups)
    streams = {'request.audio.start', 'request.camera.start', 'request.users.start'}
    with BagRecorder(tmp_path / 'bag', storage, profiles) as recorder:

        def received(topic):
            return recorder.received[lab.full_name(topic)]

        # The time of the robot stands still until everything is subscribed to.
        wait_until(lambda: received('state'), 'the state in the bag')
        wait_until(
            lambda: (
                streams <= {each['type'] for each in robot.call(lambda r: list(r.requests))}
                and both_sources(robot)
            ),
            'streams that were asked for',
        )
        wait_until(lambda: lab.node.count_subscribers(lab.full_name('turns')), 'a recorder')
        for number in range(200):
            frame = {'type': 'response.speak.word', 'word': f'w{number}', 'index': number}
            robot.call(lambda each, frame=frame: each.send_raw(json.dumps(frame)))
        # And half a chunk: so no rounding decides whether the last one is sent.
        robot.run(lambda each: let_time_run(each, SECONDS + CHUNK / 2), timeout=None)
        wait_until(lambda: received('turns') == 200, 'all words in the bag')
        for source in ('microphone', 'speaker'):
            topic = f'{source}/audio_stamped'
            wait_until(lambda topic=topic: received(topic) == SECONDS / CHUNK, f'{topic} whole')
    out = tmp_path / 'out'
    assert export([str(tmp_path / 'bag'), str(out)]) == 0
    assert recorded_sound(out) == pcm(room(0, round(SECONDS * RATE)))
    words = [row['text'] for row in rows(out / 'dialogue.csv') if row['tier'] == 'words']
    assert words == [f'w{number}' for number in range(200)]
    assert {row['id'] for row in rows(out / 'users.csv')} == {
        user.id for user in robot.call(lambda each: list(each.users))
    }
    assert rows(out / 'frames.csv')


def both_sources(robot):
    """Tell whether the last request for sound was one for both."""
    starts = [
        each
        for each in robot.call(lambda r: list(r.requests))
        if each['type'] == 'request.audio.start'
    ]
    return bool(starts and starts[-1]['microphone'] and starts[-1]['speaker'])


def test_everything_that_the_bridge_publishes_is_recorded_or_there_is_a_reason():
    table = INTERFACES.read_text(encoding='utf-8').split('\n## Topics published\n')[1]
    published = set(re.findall(r'^\| `([^`]+)` \|', table.split('\n## ')[0], re.MULTILINE))
    published = {name for name in published if '<' not in name and not is_of_ros4hri(name)}
    groups = yaml.safe_load(CONFIG.read_text())['topics']
    recorded = {name for group in groups.values() for name in group}
    assert recorded - OF_EVERY_NODE == published - set(NOT_RECORDED)


def is_of_ros4hri(name):
    """Those are recorded by the name of their namespace."""
    return name.split('/')[0] in {'faces', 'persons', 'voices', 'bodies', 'interactions'}


def test_names_are_put_into_the_namespace_and_absolute_ones_stay():
    found = recording.topics(CONFIG, 'lab/anna', ['always'], ['mine', '/yours'])
    assert {'/lab/anna/state', '/diagnostics', '/lab/anna/mine', '/yours'} <= set(found)
    assert not any('camera' in name or 'audio' in name for name in found)


def test_robot_without_a_namespace_has_its_topics_at_the_root():
    assert '/state' in recording.topics(CONFIG, '', ['always'])


def test_overrides_name_every_topic_with_a_profile_that_rosbag2_reads():
    found = recording.topics(CONFIG, 'furhat', recording.GROUPS, ['mine'])
    read = yaml.safe_load(recording.overrides(found))
    assert read['/furhat/state']['durability'] == 'transient_local'
    assert read['/furhat/turns'] == {
        'history': 'keep_last',
        'depth': 1000,
        'reliability': 'reliable',
        'durability': 'volatile',
    }
    assert '/furhat/mine' not in read


def test_command_takes_the_names_alone():
    found = recording.topics(CONFIG, 'furhat', ['sound'], ['/a/b'])
    command = recording.command(found, 'out', 'mcap', 'qos.yaml', ['/humans/.*'])
    expression = re.compile(command[command.index('--regex') + 1])
    assert expression.search('/furhat/speaker/audio_info')
    assert expression.search('/a/b')
    assert expression.search('/humans/faces/x/roi')
    for other in ('/furhat/speaker/audio_info2', '/x/furhat/speaker/audio_info', '/a/b/c', '/tf'):
        assert not expression.search(other)


@pytest.mark.parametrize('name', ['', '/', 'two words', 'a//b', 'x;y', '.*', '1st', '~/mine'])
def test_what_is_no_name_of_a_topic_is_refused(name):
    with pytest.raises(InvalidRequest, match='is no name of a topic'):
        recording.topics(CONFIG, 'furhat', [], [name])


@pytest.mark.parametrize(
    ('content', 'said'),
    [
        ('[', 'is no YAML'),
        ('- a', 'must have the parts qos and topics'),
        ('qos: {}', 'must have the parts qos and topics'),
        ('qos: {}\ntopics: {always: {state: fast}}', 'has the qos fast'),
        ('qos: {}\ntopics: {sometimes: {}}', 'no such group of topics: sometimes'),
    ],
)
def test_mistake_in_the_file_of_topics_is_told(tmp_path, content, said):
    file = tmp_path / 'mine.yaml'
    file.write_text(content)
    with pytest.raises(InvalidRequest, match=said):
        recording.topics(file, 'furhat', ['always'])


def test_file_of_topics_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidRequest, match='cannot read'):
        recording.topics(tmp_path / 'nothing.yaml', 'furhat', ['always'])
