"""How the bridge starts and ends."""

import threading

import pytest

from furhat_ros.action import Listen, Speak
from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import Outcome
from furhat_ros.protocol.users import UsersData

from .conftest import requests, wait_until

LONG = ' '.join(f'word{number}' for number in range(200))


@pytest.mark.parametrize('action', ['speak', 'listen'])
def test_end_of_the_bridge_ends_its_goals_and_leaves_the_robot_at_rest(lab, action):
    robot = lab.robot()
    with lab.bridge_block(robot):
        goal = (
            lab.send(Speak, 'speak', text=LONG)
            if action == 'speak'
            else lab.send(Listen, 'listen')
        )
        wait_until(lambda: robot.call(lambda each: each.is_speaking or each.is_listening), 'work')
    assert goal.result().outcome.code == Outcome.STOPPED
    assert 'shutting down' in goal.result().outcome.message
    assert requests(robot, f'request.{action}.stop')
    assert not robot.call(lambda each: each.is_speaking or each.is_listening)


def test_end_of_an_idle_bridge_does_not_interrupt_what_others_make_the_robot_say(lab):
    robot = lab.robot()
    with lab.bridge_block(robot):
        pass
    kinds = {request['type'] for request in requests(robot)}
    assert not kinds & {'request.speak.stop', 'request.listen.stop'}


def test_end_of_the_bridge_ends_its_threads_and_its_connection(lab):
    robot = lab.robot()
    before = {thread.name for thread in threading.enumerate()}
    with lab.bridge_block(robot):
        assert {'io', 'ros'} <= {thread.name for thread in threading.enumerate()}
    assert {thread.name for thread in threading.enumerate()} == before
    wait_until(lambda: robot.call(lambda each: each.connections) == 0, 'the end of the connection')


def test_mistake_in_one_feature_does_not_end_the_link(lab):
    robot = lab.robot()
    bridge = lab.bridge(robot, **{'users.stream': 'always'})
    seen = []

    def make_a_mistake(_event):
        seen.append(1)
        raise RuntimeError('a mistake')

    bridge.robot.subscribe(UsersData, make_a_mistake)
    wait_until(lambda: len(seen) > 2, 'several events')
    assert bridge.robot.status.connects == 1


def test_parameter_that_makes_no_sense_is_refused_before_anything_starts(lab):
    with pytest.raises(InvalidRequest, match='host must be'):
        lab.bridge(9000, host='no host')
    assert not {'io', 'ros'} & {thread.name for thread in threading.enumerate()}
