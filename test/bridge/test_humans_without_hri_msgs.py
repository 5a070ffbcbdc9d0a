"""A bridge where hri_msgs is not installed, as on Kilted: everything but ROS4HRI is there."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from ament_index_python.packages import get_package_prefix

from furhat_ros.msg import Users

from .conftest import PATIENCE, wait_until

BRIDGE = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / 'bridge'

PROGRAM = f"""
import runpy, sys
sys.modules['hri_msgs'] = None  # as if nobody had installed it
runpy.run_path({str(BRIDGE)!r}, run_name='__main__')
"""


@contextmanager
def bridge(lab, robot, *parameters):
    """Run a bridge without hri_msgs in a process of its own."""
    port = robot.call(lambda each: each.port)
    arguments = []
    for value in (f'port:={port}', 'humans.namespace:=humans', *parameters):
        arguments += ['-p', value]
    namespace = lab.node.get_namespace()
    process = subprocess.Popen(
        [sys.executable, '-c', PROGRAM, '--ros-args', '-r', f'__ns:={namespace}', *arguments],
        stdout=subprocess.DEVNULL,
        env=os.environ,
    )
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize('enabled', ['auto', 'always', 'never'])
def test_people_are_published_and_topics_of_ros4hri_are_not(lab, enabled):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna'))
    with bridge(lab, robot, f'humans.enabled:={enabled}'):
        users = lab.subscribe(Users, 'users')
        wait_until(lambda: users and users[-1].users, 'a user')
        names = [name for name, _ in lab.node.get_topic_names_and_types()]
        assert not [name for name in names if name.startswith(lab.full_name('humans/'))]


def test_log_says_what_to_install_if_ros4hri_is_asked_for(lab, node_log):
    with bridge(lab, lab.robot(), 'humans.enabled:=always'):
        wait_until(lambda: [text for _, text in node_log if 'hri-msgs' in text], 'the advice')


def test_log_is_silent_about_it_if_nobody_asked(lab, node_log):
    with bridge(lab, lab.robot()):
        wait_until(lambda: [text for _, text in node_log if 'connected' in text], 'the link')
        assert not [text for _, text in node_log if 'hri' in text]
