"""The action animate_face."""

import math

import pytest
from action_msgs.msg import GoalStatus
from builtin_interfaces.msg import Duration
from geometry_msgs.msg import Vector3

from furhat_ros.action import AnimateFace
from furhat_ros.bridge.expression.animate import Animation
from furhat_ros.msg import FaceParams, Keyframe, Outcome

from .conftest import requests, wait_until


def frame(time, pose=None, **params):
    return Keyframe(
        time_from_start=Duration(sec=int(time), nanosec=round((time % 1) * 1e9)),
        face=FaceParams(names=list(params), values=list(params.values())),
        has_head_pose=pose is not None,
        head_pose=pose or Vector3(),
    )


def test_values_between_keyframes_are_linear_and_constant_outside():
    animation = Animation([frame(1.0, A=0.0), frame(2.0, A=1.0, B=0.5), frame(3.0, A=0.0)])
    values = [animation.params(time).params['A'] for time in (0.0, 1.0, 1.25, 2.0, 2.5, 3.0)]
    assert values == pytest.approx([0.0, 0.0, 0.25, 1.0, 0.5, 0.0])
    assert animation.params(0.0).params['B'] == 0.5


def test_animation_ends_on_its_last_keyframe(lab):
    robot = lab.robot()
    lab.bridge(robot)
    pose = Vector3(z=math.radians(20))
    keyframes = [frame(0.0, SMILE_OPEN=0.0), frame(0.3, pose, SMILE_OPEN=1.0)]
    goal = lab.send(AnimateFace, 'animate_face', keyframes=keyframes)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.elapsed == pytest.approx(0.3)
    wait_until(
        lambda: robot.call(lambda each: dict(each.face.params)) == {'SMILE_OPEN': 1.0}, 'the end'
    )
    wait_until(
        lambda: (
            robot.call(lambda each: each.face.headpose and each.face.headpose.yaw)
            == pytest.approx(20.0)
        ),
        'the pose',
    )
    sent = [each['params']['SMILE_OPEN'] for each in requests(robot, 'request.face.params')]
    assert sent == sorted(sent)
    assert len(sent) > 3
    wait_until(lambda: goal.feedback, 'feedback')


def test_canceled_animation_stops_where_it_is(lab):
    robot = lab.robot()
    lab.bridge(robot)
    keyframes = [frame(0.0, SMILE_OPEN=0.0), frame(600.0, SMILE_OPEN=1.0)]
    goal = lab.send(AnimateFace, 'animate_face', keyframes=keyframes)
    wait_until(lambda: goal.feedback, 'the start')
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert goal.result().elapsed < 600.0


def test_lost_link_aborts_the_animation(lab):
    robot = lab.robot()
    lab.bridge(robot)
    keyframes = [frame(0.0, SMILE_OPEN=0.0), frame(600.0, SMILE_OPEN=1.0)]
    goal = lab.send(AnimateFace, 'animate_face', keyframes=keyframes)
    wait_until(lambda: goal.feedback, 'the start')
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.result().outcome.code == Outcome.LINK_LOST


@pytest.mark.parametrize(
    'keyframes',
    [
        [],
        [frame(0.0)],
        [frame(0.0, A=1.0), frame(0.0, A=0.0)],
        [frame(1.0, A=1.0), frame(0.5, A=0.0)],
        [frame(-1.0, A=1.0)],
        [frame(0.0, A=math.nan)],
        [frame(0.0, Vector3(x=math.inf))],
    ],
    ids=['none', 'changes nothing', 'same time', 'backwards', 'negative', 'NaN', 'infinite pose'],
)
def test_keyframes_that_make_no_sense_are_rejected_and_nothing_is_sent(lab, keyframes):
    robot = lab.robot()
    lab.bridge(robot)
    assert not lab.send(AnimateFace, 'animate_face', keyframes=keyframes).accepted
    assert not requests(robot, 'request.face.params')
