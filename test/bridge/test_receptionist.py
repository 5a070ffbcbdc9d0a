"""examples/receptionist.py, a program of its own, and the people of the scenarios."""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from furhat_ros.action import Listen
from furhat_ros.msg import Outcome
from furhat_ros.virtual_robot import Scenario

from .conftest import PATIENCE, wait_until

PROGRAM = Path(__file__).parents[2] / 'examples' / 'receptionist.py'


@pytest.fixture
def receptionist(lab):
    """Start the program in the namespace of the bridge."""
    started = []

    def receptionist():
        namespace = f'__ns:={lab.node.get_namespace()}'
        started.append(subprocess.Popen([sys.executable, PROGRAM, '--ros-args', '-r', namespace]))

    yield receptionist
    for process in started:
        process.terminate()
        process.wait(PATIENCE)


def wait_for_work(robot):
    wait_until(lambda: robot.attend.target == 'closest' and robot.is_listening, 'it at work')


def test_it_looks_at_whoever_is_nearest(lab, receptionist):
    robot = lab.robot(speed=5)
    lab.bridge(robot)
    receptionist()
    wait_for_work(robot)
    report = robot.play(Scenario.read('queue'))
    assert report.is_met, report


def test_it_answers_the_visitors_at_the_reception(lab, receptionist):
    text = (
        files('furhat_ros.virtual_robot.scenario').joinpath('examples/reception.yaml').read_text()
    )
    # Once, and judged: what its visitors wait for becomes what is expected, however long a busy machine takes.
    text = re.sub('wait: { (says|listens)', r'expect: { \1', text.replace('loop: true', ''))
    scenario = Scenario.of(re.sub(r'within: \d+', 'within: 100', text))
    robot = lab.robot(speed=5)
    lab.bridge(robot)
    receptionist()
    wait_for_work(robot)
    report = robot.play(scenario)
    assert report.is_met, report
    assert robot.spoken[:2] == [
        'Hello! How can I help you?',
        'There is coffee in the kitchen next door.',
    ]


def test_it_goes_on_with_the_next_bridge(lab, receptionist):
    robot = lab.robot()
    with lab.bridge_block(robot):
        receptionist()
        wait_for_work(robot)
    wait_until(lambda: not robot.is_listening, 'an end of listening')
    lab.bridge(robot)
    wait_until(lambda: robot.is_listening, 'a robot that listens again')


def test_it_takes_the_place_of_a_goal_that_was_left_behind(lab, receptionist):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', stop_no_speech=False)
    receptionist()
    assert goal.result().outcome.code == Outcome.STOPPED
    wait_for_work(robot)
