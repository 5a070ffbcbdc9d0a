"""The executable `bridge`, as a process of its own."""

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from ament_index_python.packages import get_package_prefix

from furhat_ros.msg import RobotState

from .conftest import LATCHED, PATIENCE, requests, wait_until

PROGRAM = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / 'bridge'

STARTS = 8


class Process:
    """The bridge in a process; its output is collected in a file."""

    def __init__(
        self, output: Path, *arguments: str, namespaces: Sequence[str] = (), **environment: str
    ) -> None:
        self._output = output
        with output.open('w') as file:
            self._process = subprocess.Popen(
                [PROGRAM, *namespaces, '--ros-args', *arguments],
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def end(self, *signals: signal.Signals) -> int:
        """Send signals, if any, and give the exit status."""
        for each in signals:
            self._process.send_signal(each)
        try:
            return self._process.wait(PATIENCE)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()


@pytest.fixture
def start(ros, tmp_path):
    """Start the bridge; end what a test leaves."""
    started = []

    def start_with(*arguments, **options):
        output = tmp_path / f'output{len(started)}'
        started.append(Process(output, *arguments, **options))
        return started[-1]

    yield start_with
    for process in started:
        process.end(signal.SIGKILL)


def port_of(robot):
    return f'port:={port_number(robot)}'


def port_number(robot):
    return robot.call(lambda each: each.port)


@pytest.mark.parametrize('which', [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_connected_bridge_with_status_0(lab, start, which):
    bridge = start('-p', port_of(lab.robot()))
    wait_until(lambda: 'connected to' in bridge.output, 'the connection')
    assert bridge.end(which) == 0
    assert 'Traceback' not in bridge.output


def test_second_signal_does_not_spoil_the_end(lab, start):
    bridge = start('-p', port_of(lab.robot()))
    wait_until(lambda: 'connected to' in bridge.output, 'the connection')
    assert bridge.end(signal.SIGINT, signal.SIGINT, signal.SIGTERM) == 0
    assert 'Traceback' not in bridge.output


@pytest.mark.timeout(STARTS * 2 * PATIENCE)
def test_bridge_ends_cleanly_at_any_moment_of_its_start(lab, start):
    """The moments are random within the first second, in which the bridge imports, starts and connects."""
    robot = lab.robot()
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    for _ in range(STARTS):
        bridge = start('-p', port_of(robot), '-p', 'camera.stream:=always')
        wait_until(lambda bridge=bridge: blocks_signals(bridge), 'a bridge that has begun')
        time.sleep(moments.uniform(0.0, 1.0))  # not to wait for something: the moment is the input
        assert bridge.end(signal.SIGINT) == 0, f'seed {seed}: {bridge.output}'
        assert 'Traceback' not in bridge.output, f'seed {seed}'


def blocks_signals(bridge):
    """Whether the program has come to its first line: before, only Python itself can be interrupted."""
    status = Path(f'/proc/{bridge._process.pid}/status').read_text()
    (mask,) = re.findall(r'SigBlk:\s*(\w+)', status)
    return int(mask, 16) & (1 << (signal.SIGINT - 1))


def test_bridge_without_a_robot_comes_up_and_ends_cleanly(start, free_port):
    bridge = start('-p', f'port:={free_port}')
    wait_until(lambda: 'no robot at' in bridge.output, 'the news')
    assert bridge.end(signal.SIGINT) == 0
    assert bridge.output.count('no robot at') == 1


@pytest.mark.parametrize(
    ('argument', 'said'),
    [
        ('port:=0', 'port'),
        ('port:=abc', 'port'),
        ('camera.stream:=sometimes', 'must be one of on_demand, always, never'),
        ('auth_key_file:=/nowhere/key', 'auth_key_file /nowhere/key cannot be read'),
        ('host:=""', 'host must be a name or an IP address'),
        ('camera_info_url:=/nowhere/camera.yaml', '/nowhere/camera.yaml: cannot be read'),
    ],
)
def test_wrong_parameter_is_one_clear_sentence_and_status_1(start, argument, said):
    bridge = start('-p', argument)
    assert bridge.end() == 1
    assert said in bridge.output
    assert 'Traceback' not in bridge.output


def test_arguments_that_ros_does_not_understand_give_status_1_without_traceback(start):
    bridge = start('-r', 'nonsense')
    assert bridge.end() == 1
    assert 'Traceback' not in bridge.output


def test_several_robots_share_a_process(lab, start, tmp_path):
    robots = {'anna': lab.robot(), 'lab/berta': lab.robot()}
    file = tmp_path / 'robots.yaml'
    file.write_text(
        ''.join(
            f'/{name}/furhat_bridge: {{ros__parameters: {{host: 127.0.0.1, port: {port_number(robot)}}}}}\n'
            for name, robot in robots.items()
        )
    )
    bridges = start('--params-file', str(file), namespaces=[*robots])
    for name, robot in robots.items():
        seen = lab.subscribe(RobotState, f'/{name}/state', LATCHED)
        wait_until(lambda seen=seen: seen and seen[-1].link == RobotState.CONNECTED, name)
        assert seen[-1].url == robot.url
    assert bridges.end(signal.SIGINT) == 0
    assert 'Traceback' not in bridges.output


@pytest.mark.parametrize(
    ('namespaces', 'arguments'),
    [(['anna', '/anna'], ()), (['anna', 'berta'], ('-r', '__ns:=/robots'))],
)
def test_robots_with_one_namespace_are_refused_in_words(start, namespaces, arguments):
    bridges = start(*arguments, namespaces=namespaces)
    assert bridges.end() == 1
    assert 'each robot needs a namespace of its own' in bridges.output
    assert 'Traceback' not in bridges.output


def test_mistake_in_the_parameters_of_one_robot_is_told_with_its_name(start, tmp_path):
    file = tmp_path / 'robots.yaml'
    file.write_text('/berta/furhat_bridge: {ros__parameters: {port: 0}}\n')
    bridges = start('--params-file', str(file), namespaces=['anna', 'berta'])
    assert bridges.end() == 1
    assert '[berta.furhat_bridge]' in bridges.output
    assert 'port' in bridges.output


@pytest.mark.parametrize('argument', ['--port=9000', 'no good namespace'])
def test_argument_that_is_no_namespace_is_refused_without_traceback(start, argument):
    bridge = start(namespaces=[argument])
    assert bridge.end() in (1, 2)
    assert argument in bridge.output
    assert 'Traceback' not in bridge.output


def test_key_is_in_no_output_even_at_the_finest_log_level(lab, start):
    robot = lab.robot(auth_key='s3cret-key')
    bridge = start('-p', port_of(robot), '--log-level', 'debug', FURHAT_AUTH_KEY='s3cret-key')
    wait_until(lambda: 'connected to' in bridge.output, 'the connection')
    wait_until(lambda: requests(robot, 'request.face.status'), 'questions after the connection')
    bridge.end(signal.SIGINT)
    assert 's3cret' not in bridge.output
