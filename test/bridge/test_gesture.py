"""The action gesture and the service play_gesture."""

import math

import pytest
from action_msgs.msg import GoalStatus

from furhat_ros.action import Gesture
from furhat_ros.msg import Outcome
from furhat_ros.srv import PlayGesture

from .conftest import requests, wait_until


def test_goal_ends_when_the_gesture_ends(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Gesture, 'gesture', name='Nod', intensity=0.5, duration=2.0)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    wait_until(lambda: goal.feedback, 'feedback')
    assert [each.started for each in goal.feedback] == [True]
    assert (result.end.sec, result.end.nanosec) > (result.start.sec, result.start.nanosec)
    (asked,) = requests(robot, 'request.gesture.start')
    assert (asked['name'], asked['intensity'], asked['duration']) == ('Nod', 0.5, 2.0)
    assert asked['monitor'] is True


def test_canceled_goal_ends_at_once_although_the_gesture_goes_on(lab):
    robot = lab.robot(speed=0.1)
    lab.bridge(robot)
    goal = lab.send(Gesture, 'gesture', name='BigSmile')
    wait_until(lambda: goal.feedback, 'the start')
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert robot.call(lambda each: each.gestures.running)


def test_two_gestures_run_beside_each_other(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goals = [lab.send(Gesture, 'gesture', name=name) for name in ('Nod', 'Blink')]
    assert [goal.result().outcome.code for goal in goals] == [Outcome.SUCCEEDED] * 2


def test_service_plays_without_waiting(lab):
    robot = lab.robot(speed=0.1)
    lab.bridge(robot)
    assert lab.call(PlayGesture, 'play_gesture', name='Smile').success
    wait_until(lambda: robot.call(lambda each: each.gestures.running), 'the gesture')
    (asked,) = requests(robot, 'request.gesture.start')
    assert asked['monitor'] is False


WRONG = [
    ({'name': ''}, 'there are Smile'),
    ({'name': 'ShakeHead'}, 'there are Smile'),
    ({'name': 'Nod', 'intensity': -1.0}, 'intensity'),
    ({'name': 'Nod', 'intensity': math.nan}, 'intensity'),
    ({'name': 'Nod', 'duration': 0.0}, 'duration'),
    ({'name': 'Nod', 'duration': math.inf}, 'duration'),
]


@pytest.mark.parametrize(('fields', 'said'), WRONG, ids=str)
def test_gesture_that_makes_no_sense_is_refused_in_words_and_not_sent(lab, fields, said):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(PlayGesture, 'play_gesture', **fields)
    assert not response.success
    assert said in response.message
    assert not lab.send(Gesture, 'gesture', **fields).accepted
    assert not requests(robot, 'request.gesture.start')


def test_lost_link_aborts_the_goal(lab):
    robot = lab.robot(speed=0.1)
    lab.bridge(robot)
    goal = lab.send(Gesture, 'gesture', name='Nod')
    wait_until(lambda: goal.feedback, 'the start')
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.result().outcome.code == Outcome.LINK_LOST
