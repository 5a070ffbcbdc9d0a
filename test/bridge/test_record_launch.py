"""
`record.launch.py`, launched by the real launch_ros, which every installed ROS 2 has and PyPI has not.

rosbag2 is not on PyPI either: in its place stands a program that notes how it was called and makes the folder.
"""

import importlib.util
import json
import os
import signal
import sys
from pathlib import Path

import pytest
import yaml
from ament_index_python.packages import get_package_share_directory

from .conftest import PATIENCE, wait_until

if not importlib.util.find_spec('launch_ros'):
    pytest.skip('launch_ros is not on PyPI; an installed ROS 2 has it', allow_module_level=True)

from .test_launch import Launch

FILE = Path(get_package_share_directory('furhat_ros')) / 'launch' / 'record.launch.py'

ROS2 = f"""#!{sys.executable}
import json, os, pathlib, signal, sys
words = dict(zip(sys.argv, sys.argv[1:]))
folder = pathlib.Path(words['--output'])
folder.mkdir()
called = {{'words': sys.argv, 'qos': pathlib.Path(words['--qos-profile-overrides-path']).read_text()}}
(folder / 'called.new').write_text(json.dumps(called))
(folder / 'called.new').rename(folder / 'called.json')
signal.sigwait([signal.SIGINT, signal.SIGTERM])
"""


def install(folder, monkeypatch, *packages):
    """Let some packages seem to be installed, and stand in for the program ros2."""
    index = folder / 'share' / 'ament_index' / 'resource_index' / 'packages'
    index.mkdir(parents=True)
    for package in packages:
        (index / package).touch()
    program = folder / 'bin' / 'ros2'
    program.parent.mkdir()
    program.write_text(ROS2)
    program.chmod(0o755)
    prefixes = f'{folder}{os.pathsep}{os.environ["AMENT_PREFIX_PATH"]}'
    monkeypatch.setenv('AMENT_PREFIX_PATH', prefixes)
    monkeypatch.setenv('PATH', f'{program.parent}{os.pathsep}{os.environ["PATH"]}')


@pytest.fixture
def rosbag2(tmp_path, monkeypatch):
    install(
        tmp_path / 'rosbag2',
        monkeypatch,
        'ros2bag',
        'rosbag2_storage_mcap',
        'rosbag2_storage_sqlite3',
    )


@pytest.fixture
def start(ros, tmp_path):
    started = []

    def start_with(arguments):
        started.append(Launch(tmp_path / 'output', arguments, file=FILE))
        return started[-1]

    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM])
    yield start_with
    for each in started:
        each.stop()


def called(folder):
    file = folder / 'called.json'
    wait_until(file.exists, 'a recorder that was started')
    return json.loads(file.read_text())


def word_after(call, option):
    return call['words'][call['words'].index(option) + 1]


def test_recorder_gets_topics_storage_and_qos_and_a_snapshot_lies_beside_the_bag(
    lab, start, rosbag2, tmp_path
):
    lab.bridge(lab.robot())
    bag = tmp_path / 'bag'
    namespace = lab.full_name('').strip('/')
    launch = start(f'namespace={namespace} output={bag} humans=/humans')
    call = called(bag)
    assert call['words'][1:3] == ['bag', 'record']
    assert word_after(call, '--storage') == 'mcap'
    names = word_after(call, '--regex')
    for name in (f'/{namespace}/microphone/audio_stamped', f'/{namespace}/turns', '/tf'):
        assert name in names
    assert f'/{namespace}/camera/image_raw/compressed' in names
    assert '/humans/.*' in names
    assert yaml.safe_load(call['qos'])[f'/{namespace}/state']['durability'] == 'transient_local'
    wait_until((bag / 'furhat_robot.yaml').exists, 'a snapshot')
    assert (bag / 'furhat_parameters.yaml').exists()
    launch.stop()
    assert 'Traceback' not in launch.output
    assert not Path(word_after(call, '--qos-profile-overrides-path')).exists()


def test_camera_and_sound_can_be_left_out_and_topics_added(start, rosbag2, tmp_path):
    bag = tmp_path / 'bag'
    start(f'output={bag} camera=none sound=false extra_topics=/clock storage=sqlite3')
    call = called(bag)
    assert word_after(call, '--storage') == 'sqlite3'
    names = word_after(call, '--regex')
    assert '/clock' in names
    assert 'camera' not in names
    assert 'audio' not in names


def test_recording_ends_by_itself_after_its_duration(start, rosbag2, tmp_path):
    launch = start(f'output={tmp_path / "bag"} duration=0.5')
    assert launch.process.wait(PATIENCE) == 0
    assert 'Traceback' not in launch.output


@pytest.mark.parametrize(
    ('arguments', 'said'),
    [
        ('output={there}', 'exists; give another output'),
        ('duration=soon', 'duration must be a number of seconds'),
        ('extra_topics=a;b', 'is no name of a topic'),
        ('topics_file=/nothing.yaml', 'cannot read /nothing.yaml'),
        ('camera=film', '"film" is not valid'),
    ],
)
def test_arguments_that_make_no_sense_start_nothing(start, rosbag2, tmp_path, arguments, said):
    launch = start(arguments.format(there=tmp_path))
    assert launch.process.wait(PATIENCE) != 0
    assert said in launch.output


@pytest.mark.skipif(bool(importlib.util.find_spec('ros2bag')), reason='here rosbag2 is installed')
def test_without_rosbag2_it_is_said_what_to_install(start, tmp_path):
    launch = start(f'output={tmp_path / "bag"}')
    assert launch.process.wait(PATIENCE) != 0
    assert 'ros2 bag is not installed: sudo apt install ros-' in launch.output


def test_storage_that_is_not_there_is_told_and_auto_takes_the_other(start, tmp_path, monkeypatch):
    install(tmp_path / 'humble', monkeypatch, 'ros2bag', 'rosbag2_storage_default_plugins')
    if importlib.util.find_spec('rosbag2_storage_mcap'):
        pytest.skip('here it is installed')
    launch = start(f'output={tmp_path / "bag"} storage=mcap')
    assert launch.process.wait(PATIENCE) != 0
    assert 'mcap is not installed: sudo apt install ros-' in launch.output
    start(f'output={tmp_path / "bag"}')
    assert word_after(called(tmp_path / 'bag'), '--storage') == 'sqlite3'
