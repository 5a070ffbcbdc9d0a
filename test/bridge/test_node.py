"""How the bridge starts and ends."""

import gc
import threading

import pytest
from audio_common_msgs.msg import AudioDataStamped
from diagnostic_msgs.msg import DiagnosticArray

from furhat_ros.action import Gesture, Listen, Speak
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


def test_goals_that_arrive_during_the_end_are_ended_too_and_the_robot_is_left_at_rest(lab):
    robot = lab.robot()
    goals = []
    with lab.bridge_block(robot):
        goals.append(lab.send(Speak, 'speak', text=LONG))
        wait_until(lambda: robot.call(lambda each: each.is_speaking), 'speech')
        sender = threading.Thread(target=send_goals, args=(lab, goals))
        sender.start()
        wait_until(lambda: len(goals) > 5, 'several goals')
    sender.join()
    accepted = [goal for goal in goals if goal.accepted]
    assert {goal.result().outcome.code for goal in accepted} == {Outcome.STOPPED}
    assert not robot.call(lambda each: each.is_speaking)


def send_goals(lab, goals):
    """Send one goal after the other until the bridge takes no more."""
    for _ in range(200):
        goals.append(lab.send(Speak, 'speak', text=LONG))
        if not goals[-1].accepted:
            return


def test_end_of_an_idle_bridge_does_not_interrupt_what_others_make_the_robot_say(lab):
    robot = lab.robot()
    with lab.bridge_block(robot):
        pass
    kinds = {request['type'] for request in requests(robot)}
    assert not kinds & {'request.speak.stop', 'request.listen.stop'}


def test_end_of_the_bridge_ends_its_threads_and_its_connection(lab):
    robot = lab.robot()
    with lab.bridge_block(robot):
        assert {'io', 'ros'} <= {thread.name for thread in threading.enumerate()}
    assert not {'io', 'ros'} & {thread.name for thread in threading.enumerate()}
    wait_until(lambda: robot.call(lambda each: each.connections) == 0, 'the end of the connection')


def test_end_of_the_bridge_takes_its_node_out_of_ros_without_waiting_for_the_garbage_collector(
    lab,
):
    gc.disable()
    try:
        with lab.bridge_block(lab.robot()):
            assert 'furhat_bridge' in lab.node.get_node_names()
            lab.send(Gesture, 'gesture', name='Smile').result()
        wait_until(lambda: 'furhat_bridge' not in lab.node.get_node_names(), 'no node')
    finally:
        gc.enable()


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


def test_simulated_time_that_stands_still_stops_neither_sound_nor_diagnostics(lab):
    robot = lab.robot()
    lab.bridge(robot, use_sim_time=True)
    sound = lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    health = lab.subscribe(DiagnosticArray, '/diagnostics')
    wait_until(lambda: len(sound) > 3, 'sound')
    wait_until(lambda: any(each.header.stamp.sec == 0 for each in health), 'diagnostics')
