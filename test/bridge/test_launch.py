"""The launch file, launched. It needs launch_ros, which every installed ROS 2 has and PyPI has not."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ament_index_python.packages import (
    PackageNotFoundError,
    get_package_prefix,
    get_package_share_directory,
)
from rclpy.qos import QoSProfile

from furhat_ros.msg import RobotState, Users

from .conftest import LATCHED, PATIENCE, wait_until
from .tf_tree import Tree

if not importlib.util.find_spec('launch_ros'):
    pytest.skip('launch_ros is not on PyPI; an installed ROS 2 has it', allow_module_level=True)

FILE = Path(get_package_share_directory('furhat_ros')) / 'launch' / 'bridge.launch.py'

PROGRAM = """
import sys
from launch import LaunchDescription, LaunchService
from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource

def include(arguments):
    source = PythonLaunchDescriptionSource(sys.argv[1])
    return IncludeLaunchDescription(source, launch_arguments=dict(arguments).items())

robots = [[argument.split('=', 1) for argument in robot.split()] for robot in sys.argv[2:]]
service = LaunchService()
service.include_launch_description(LaunchDescription([include(robot) for robot in robots]))
sys.exit(service.run())
"""


class Launch:
    """A launch of one bridge for each robot, given as its launch arguments."""

    def __init__(self, output: Path, *robots: str, file: Path = FILE) -> None:
        self._output = output
        with output.open('w') as target:
            self.process = subprocess.Popen(
                [sys.executable, '-c', PROGRAM, file, *robots],
                stdout=target,
                stderr=subprocess.STDOUT,
                env={**os.environ, 'ROS_LOG_DIR': str(output.parent)},
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def stop(self) -> int:
        """Do what Ctrl-C in a terminal does: signal the whole group."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(ros, tmp_path):
    started = []

    def start_with(*robots):
        started.append(Launch(tmp_path / 'output', *robots))
        return started[-1]

    yield start_with
    for each in started:
        each.stop()


def connected(lab, namespace):
    """Wait for the connected state of a robot and give it."""
    seen: list[RobotState] = []
    lab.node.create_subscription(RobotState, f'{namespace}/state', seen.append, LATCHED)
    wait_until(lambda: seen and seen[-1].link == RobotState.CONNECTED, f'a robot in {namespace}')
    return seen[-1]


def frame_of_users(lab, namespace):
    seen: list[Users] = []
    lab.node.create_subscription(Users, f'{namespace}/users', seen.append, QoSProfile(depth=1))
    wait_until(lambda: seen, f'users in {namespace}')
    return seen[-1].header.frame_id


def test_virtual_robot_and_bridge_come_up_and_end_cleanly(lab, start, free_port):
    launch = start(f'virtual=true port={free_port}')
    assert connected(lab, '/furhat').url == f'ws://127.0.0.1:{free_port}/v1/events'
    launch.stop()
    assert launch.output.count('process has finished cleanly') == 2
    assert 'Traceback' not in launch.output


def test_output_says_where_the_page_of_the_virtual_robot_is(start, free_port):
    launch = start(f'virtual=true port={free_port}')
    wait_until(lambda: f'page: http://127.0.0.1:{free_port}/\n' in launch.output, 'the page')


def test_two_namespaces_are_two_robots_with_frames_of_their_own(lab, start):
    robots = [lab.robot(), lab.robot()]
    ports = [robot.call(lambda each: each.port) for robot in robots]
    start(f'namespace=anna port={ports[0]}', f'namespace=lab/berta port={ports[1]}')
    assert connected(lab, '/anna').url == robots[0].url
    assert connected(lab, '/lab/berta').url == robots[1].url
    assert frame_of_users(lab, '/anna') == 'anna/base_link'
    assert frame_of_users(lab, '/lab/berta') == 'lab/berta/base_link'


@pytest.mark.parametrize(
    ('arguments', 'frame'),
    [
        ('namespace=/', 'base_link'),
        ('namespace=erna frame_prefix=none', 'base_link'),
        ('namespace=frida frame_prefix=my_', 'my_base_link'),
    ],
)
def test_prefix_of_the_frames_can_be_chosen(lab, start, arguments, frame):
    robot = lab.robot()
    start(f'{arguments} port={robot.call(lambda each: each.port)}')
    namespace = arguments.split()[0].removeprefix('namespace=').rstrip('/')
    assert frame_of_users(lab, f'/{namespace}' if namespace else '') == frame


def test_arguments_override_the_parameter_file_and_the_rest_comes_from_it(lab, start, tmp_path):
    robot = lab.robot()
    port = robot.call(lambda each: each.port)
    file = tmp_path / 'mine.yaml'
    file.write_text(f'/**:\n  ros__parameters:\n    port: {port}\n    host: nowhere.invalid\n')
    start(f'params_file={file} host=127.0.0.1 namespace=carla')
    assert connected(lab, '/carla').url == robot.url


def has(package):
    try:
        return bool(get_package_prefix(package))
    except PackageNotFoundError:
        return False


def install(package, tmp_path, monkeypatch):
    """Put a program in the place of a package's that tells its arguments and parameters, and waits."""
    program = tmp_path / 'lib' / package / package
    marker = tmp_path / 'share/ament_index/resource_index/packages' / package
    for file in (program, marker):
        file.parent.mkdir(parents=True)
        file.write_text(TELLER)
    program.chmod(0o755)
    prefixes = os.environ['AMENT_PREFIX_PATH']
    monkeypatch.setenv('AMENT_PREFIX_PATH', f'{tmp_path}{os.pathsep}{prefixes}')


@pytest.fixture
def state_publisher(tmp_path, monkeypatch):
    install('robot_state_publisher', tmp_path, monkeypatch)


@pytest.fixture
def rviz(tmp_path, monkeypatch):
    install('rviz2', tmp_path, monkeypatch)


TELLER = f"""#!{sys.executable}
import json, signal, sys, yaml
print(*sys.argv, flush=True)
for each in sys.argv:
    if '/launch_params_' in each:
        for node in yaml.safe_load(open(each)).values():
            print(json.dumps(node['ros__parameters'], sort_keys=True), flush=True)
signal.sigwait([signal.SIGINT, signal.SIGTERM])
"""


def test_robot_state_publisher_gets_the_frames_of_the_body_where_it_is_installed(
    lab, start, state_publisher
):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='gina'))
    launch = start(f'namespace=gina port={robot.call(lambda each: each.port)}')
    tree = Tree(lab)
    wait_until(lambda: 'gina/user_gina' in tree.parents, 'the frame of a user')
    assert not [name for name in tree.parents if name == 'gina/head_link']
    urdf = (FILE.parents[1] / 'urdf' / 'furhat.urdf').read_text()
    given = {'frame_prefix': 'gina/', 'robot_description': urdf}
    wait_until(lambda: json.dumps(given) in launch.output, 'the parameters')
    assert '__ns:=/gina' in launch.output


@pytest.mark.skipif(has('robot_state_publisher'), reason='robot_state_publisher is installed')
def test_bridge_publishes_the_frames_of_the_body_where_nobody_else_does(lab, start):
    robot = lab.robot()
    start(f'namespace=hanna port={robot.call(lambda each: each.port)}')
    tree = Tree(lab)
    wait_until(lambda: tree.pose('hanna/face_link', 'hanna/base_link'), 'the face')


def test_bridge_publishes_the_frames_of_the_body_if_told_so(lab, start, state_publisher):
    robot = lab.robot()
    port = robot.call(lambda each: each.port)
    start(f'namespace=ida robot_state_publisher=false port={port}')
    tree = Tree(lab)
    wait_until(lambda: tree.pose('ida/face_link', 'ida/base_link'), 'the face')


@pytest.mark.skipif(has('robot_state_publisher'), reason='robot_state_publisher is installed')
def test_robot_state_publisher_that_is_wanted_and_missing_is_an_error(start):
    launch = start('robot_state_publisher=true')
    assert launch.process.wait(PATIENCE) != 0
    assert 'robot_state_publisher:=true, but that package is not installed' in launch.output


def test_rviz_is_opened_with_the_names_of_the_robot(lab, start, rviz):
    robot = lab.robot()
    launch = start(f'namespace=lab/karl rviz=true port={robot.call(lambda each: each.port)}')
    file = wait_until(lambda: re.search(r' -d (\S+\.rviz) ', launch.output), 'a file')[1]
    shown = Path(file).read_text()
    assert '/lab/karl/users/markers' in shown
    assert 'Fixed Frame: lab/karl/base_link' in shown
    assert connected(lab, '/lab/karl').url == robot.url


@pytest.mark.skipif(has('rviz2'), reason='rviz2 is installed')
def test_rviz_that_is_wanted_and_missing_is_an_error(start):
    launch = start('rviz=true')
    assert launch.process.wait(PATIENCE) != 0
    assert 'rviz:=true, but rviz2 is not installed' in launch.output


def test_profile_of_fast_dds_reaches_the_bridge(start, tmp_path, free_port):
    profile = tmp_path / 'broken.xml'
    profile.write_text('<broken')
    launch = start(f'port={free_port} fastdds_profile={profile}')
    wait_until(lambda: 'XMLPARSER' in launch.output, 'what Fast DDS thinks of it')


def test_profile_that_is_not_there_is_an_error_in_words(start, tmp_path):
    launch = start(f'fastdds_profile={tmp_path}/none.xml')
    wait_until(lambda: f'there is no {tmp_path}/none.xml' in launch.output, 'an error')


def test_log_level_reaches_the_bridge(lab, start):
    robot = lab.robot()
    launch = start(f'namespace=doris log_level=error port={robot.call(lambda each: each.port)}')
    connected(lab, '/doris')
    launch.stop()
    assert 'connected to' not in launch.output


@pytest.mark.parametrize(
    ('arguments', 'said'),
    [
        ('virtual=true host=10.0.0.7', 'leave host away'),
        ('port=nine', 'port must be a number'),
        ('virtual=maybe', '"maybe" is not valid'),
        ('rviz=true frame_prefix=my_', 'without a slash at its end'),
    ],
)
def test_arguments_that_make_no_sense_start_nothing(start, rviz, arguments, said):
    launch = start(arguments)
    assert launch.process.wait(PATIENCE) != 0
    assert said in launch.output


@pytest.mark.parametrize(('name', 'number'), [('bridge', 11), ('record', 9)])
def test_every_argument_is_described(name, number):
    file = FILE.with_name(f'{name}.launch.py')
    spec = importlib.util.spec_from_file_location(f'{name}_launch', file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    arguments = module.generate_launch_description().get_launch_arguments()
    assert len(arguments) == number
    assert all(len(argument.description) > 20 for argument in arguments)
