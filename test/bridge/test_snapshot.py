"""The executable `snapshot`."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
import yaml
from ament_index_python.packages import get_package_prefix

from .conftest import PATIENCE, wait_until

PROGRAM = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / 'snapshot'
KEY = 'sesame-open-7'


@pytest.fixture
def start(ros):
    started = []

    def start_in(namespace, *arguments, **environment):
        process = subprocess.Popen(
            [PROGRAM, *arguments, '--ros-args', '-r', f'__ns:={namespace}'],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        started.append(process)
        return process

    yield start_in
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate()


def test_parameters_and_state_are_written_and_the_key_is_in_neither(
    lab, start, tmp_path, monkeypatch
):
    monkeypatch.setenv('FURHAT_AUTH_KEY', KEY)
    robot = lab.robot(auth_key=KEY)
    lab.bridge(robot, **{'microphone.sample_rate': 24000})
    namespace = lab.full_name('').rstrip('/')
    process = start(namespace, str(tmp_path / 'shot'))
    assert process.wait(PATIENCE) == 0, process.stderr.read()
    texts = {path.name: path.read_text() for path in (tmp_path / 'shot').iterdir()}
    assert set(texts) == {'furhat_parameters.yaml', 'furhat_robot.yaml'}
    assert not any(KEY in text for text in texts.values())
    parameters = yaml.safe_load(texts['furhat_parameters.yaml'])
    values = parameters[f'{namespace}/furhat_bridge']['ros__parameters']
    assert values['microphone.sample_rate'] == 24000
    assert values['camera.stream'] == 'on_demand'
    known = yaml.safe_load(texts['furhat_robot.yaml'])
    assert known['namespace'] == namespace
    assert (known['state']['link'], known['state']['kind']) == ('CONNECTED', 'virtual')
    assert known['state']['url'] == robot.url
    assert known['state']['voice_id']
    assert known['system'] == {'volume': known['state']['volume'], 'virtual': True}


def test_parameters_of_a_snapshot_start_the_same_bridge_again(lab, start, tmp_path):
    lab.bridge(lab.robot(), **{'users.stream': 'always'})
    namespace = lab.full_name('').rstrip('/')
    assert start(namespace, str(tmp_path)).wait(PATIENCE) == 0
    import rclpy
    from rclpy.parameter import parameter_dict_from_yaml_file

    loaded = parameter_dict_from_yaml_file(
        str(tmp_path / 'furhat_parameters.yaml'), target_nodes=[f'{namespace}/furhat_bridge']
    )
    assert loaded['users.stream'].value.string_value == 'always'
    assert rclpy.ok()


def test_folder_that_is_waited_for_is_not_made(lab, start, tmp_path):
    lab.bridge(lab.robot())
    folder = tmp_path / 'bag'
    process = start(lab.full_name('').rstrip('/'), str(folder), '--wait')
    wait_until(
        lambda: any(name == 'furhat_snapshot' for name in lab.node.get_node_names()),
        'a snapshot that waits',
    )
    folder.mkdir()  # which it could not, if it were there
    assert process.wait(PATIENCE) == 0
    assert (folder / 'furhat_robot.yaml').exists()


def test_interrupt_before_there_is_a_bridge_ends_it_quietly(lab, start, tmp_path):
    process = start(lab.full_name('').rstrip('/'), str(tmp_path / 'shot'))
    wait_until(
        lambda: any(name == 'furhat_snapshot' for name in lab.node.get_node_names()),
        'a snapshot that waits',
    )
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    said = process.stderr.read()
    assert 'Traceback' not in said
    assert not (tmp_path / 'shot').exists()


def test_folder_that_cannot_be_made_is_told(lab, start, tmp_path):
    lab.bridge(lab.robot())
    (tmp_path / 'file').write_text('')
    process = start(lab.full_name('').rstrip('/'), str(tmp_path / 'file'))
    assert process.wait(PATIENCE) == 1
    assert 'Traceback' not in process.stderr.read()
