"""The services and topics of face and head."""

import math

import pytest
from geometry_msgs.msg import Vector3, Vector3Stamped
from std_srvs.srv import Trigger

from furhat_ros.msg import FaceParams
from furhat_ros.srv import ConfigureFace, GetFaces, SetFaceParams, SetHeadPose

from .conftest import requests, wait_until

SMILE = FaceParams(names=['SMILE_OPEN', 'BROW_UP_LEFT'], values=[0.5, 1.0])


def test_parameters_are_set_and_reset(lab):
    robot = lab.robot()
    lab.bridge(robot)
    assert lab.call(SetFaceParams, 'set_face_params', params=SMILE).success
    wait_until(lambda: robot.call(lambda each: dict(each.face.params)), 'the parameters')
    assert robot.call(lambda each: dict(each.face.params)) == {
        'SMILE_OPEN': 0.5,
        'BROW_UP_LEFT': 1.0,
    }
    assert lab.call(Trigger, 'reset_face').success
    wait_until(lambda: not robot.call(lambda each: dict(each.face.params)), 'the reset')


@pytest.mark.parametrize(
    'params',
    [
        FaceParams(),
        FaceParams(names=['A'], values=[]),
        FaceParams(names=[], values=[1.0]),
        FaceParams(names=['A', 'A'], values=[0.0, 1.0]),
        FaceParams(names=[''], values=[0.0]),
        FaceParams(names=['A'], values=[math.nan]),
    ],
    ids=['nothing', 'no value', 'no name', 'twice', 'empty name', 'NaN'],
)
def test_parameters_that_make_no_sense_are_refused_and_not_sent(lab, params):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(SetFaceParams, 'set_face_params', params=params)
    assert not response.success
    assert response.message
    assert not requests(robot, 'request.face.params')


def test_head_pose_arrives_in_degrees_with_the_signs_of_rep_103(lab):
    robot = lab.robot()
    lab.bridge(robot)
    rotation = Vector3(x=math.radians(5), y=math.radians(10), z=math.radians(20))
    assert lab.call(
        SetHeadPose, 'set_head_pose', rotation=rotation, relative=True, speed=2
    ).success
    (asked,) = requests(robot, 'request.face.headpose')
    assert (asked['roll'], asked['pitch'], asked['yaw']) == pytest.approx((5.0, 10.0, 20.0))
    assert asked['relative'] is True
    assert asked['speed'] == 'slow'


@pytest.mark.parametrize(
    'fields',
    [
        {'rotation': Vector3(z=math.nan)},
        {'rotation': Vector3(y=4.0)},
        {'rotation': Vector3(), 'speed': 6},
    ],
    ids=['NaN', 'more than half a turn', 'speed'],
)
def test_head_pose_that_makes_no_sense_is_refused_and_not_sent(lab, fields):
    robot = lab.robot()
    lab.bridge(robot)
    assert not lab.call(SetHeadPose, 'set_head_pose', **fields).success
    assert not requests(robot, 'request.face.headpose')


def test_face_is_chosen_first_and_its_flags_set_afterwards(lab):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(
        ConfigureFace,
        'configure_face',
        face_id='adult - Isabel',
        blinking=ConfigureFace.Request.OFF,
        visibility=ConfigureFace.Request.ON,
    )
    assert response.success
    assert response.face_id == 'adult - Isabel'
    first, second = requests(robot, 'request.face.config')
    assert set(first) == {'type', 'request_id', 'face_id'}
    assert set(second) == {'type', 'request_id', 'blinking', 'visibility'}
    assert (second['blinking'], second['visibility']) == (False, True)


@pytest.mark.parametrize(
    ('fields', 'said'),
    [
        ({}, 'give a face_id'),
        ({'face_id': 'adult - Nobody'}, 'get_faces lists them'),
        ({'blinking': 3}, 'blinking must be 0'),
    ],
    ids=str,
)
def test_configuration_that_makes_no_sense_is_refused_and_changes_nothing(lab, fields, said):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(ConfigureFace, 'configure_face', **fields)
    assert not response.success
    assert said in response.message
    assert not requests(robot, 'request.face.config')


def test_faces_are_listed(lab):
    lab.bridge(lab.robot())
    response = lab.call(GetFaces, 'get_faces')
    assert response.success
    assert response.face_id in response.faces
    assert len(response.faces) > 20


def test_newest_of_a_burst_of_parameters_wins(lab):
    robot = lab.robot()
    lab.bridge(robot)
    publisher = lab.publisher(FaceParams, 'face_params')
    for number in range(200):
        publisher.publish(FaceParams(names=['JAW_OPEN'], values=[number / 200]))
    wait_until(
        lambda: robot.call(lambda each: each.face.params.get('JAW_OPEN')) == 199 / 200, 'the last'
    )
    assert len(requests(robot, 'request.face.params')) < 200


def test_head_pose_is_streamed(lab):
    robot = lab.robot()
    lab.bridge(robot)
    lab.publish(Vector3Stamped, 'head_pose', Vector3Stamped(vector=Vector3(z=math.radians(15))))
    wait_until(lambda: requests(robot, 'request.face.headpose'), 'the pose')
    assert requests(robot, 'request.face.headpose')[0]['yaw'] == pytest.approx(15.0)


def test_streamed_nonsense_is_dropped_and_the_next_message_counts(lab):
    robot = lab.robot()
    lab.bridge(robot)
    publisher = lab.publisher(FaceParams, 'face_params')
    publisher.publish(FaceParams(names=['JAW_OPEN'], values=[math.nan]))
    publisher.publish(FaceParams(names=['JAW_OPEN'], values=[0.5]))
    wait_until(lambda: requests(robot, 'request.face.params'), 'the second')
    assert requests(robot, 'request.face.params')[0]['params'] == {'JAW_OPEN': 0.5}
