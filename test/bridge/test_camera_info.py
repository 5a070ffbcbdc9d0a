"""The topic camera/camera_info."""

import base64
import io
import threading

import pytest
import yaml
from PIL import Image
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CameraInfo

from furhat_ros.errors import InvalidRequest

from .conftest import requests, wait_until
from .test_calibration import MATRIX

INFO = 'camera/camera_info'
WARNING = 30


@pytest.fixture
def calibration(tmp_path):
    """Give the path of a calibration for 640 x 480."""
    path = tmp_path / 'camera.yaml'
    path.write_text(yaml.safe_dump(MATRIX))
    return str(path)


def show(robot, size=(640, 480)):
    file = io.BytesIO()
    Image.new('RGB', size, 'teal').save(file, 'JPEG')
    payload = base64.b64encode(file.getvalue()).decode()
    frame = f'{{"type": "response.camera.data", "image": "{payload}"}}'
    robot.call(lambda each: each.send_raw(frame))


def shown(lab, robot, *sizes):
    """Give the camera infos of images of these sizes."""
    seen = lab.subscribe(CameraInfo, INFO, QoSProfile(depth=10))
    lab.wait_until_served(INFO)
    wait_until(lambda: requests(robot, 'request.camera.start'), 'a subscriber at the bridge')
    for number, size in enumerate(sizes, 1):
        show(robot, size)
        wait_until(lambda number=number: len(seen) == number, 'camera info')
    return seen


def is_zero(info):
    return not (any(info.k) or any(info.r) or any(info.p) or info.d or info.distortion_model)


def test_subscriber_of_camera_info_alone_starts_the_stream(lab):
    lab.bridge(lab.robot())
    seen = lab.subscribe(CameraInfo, INFO)
    wait_until(lambda: len(seen) >= 3, 'three camera infos')
    assert seen[0].header.frame_id == 'camera_optical_frame'


def test_without_calibration_all_is_zero_but_the_size(lab):
    robot = lab.robot(camera=False)
    lab.bridge(robot)
    infos = shown(lab, robot, (640, 480), (320, 200))
    assert [(each.width, each.height) for each in infos] == [(640, 480), (320, 200)]
    assert all(map(is_zero, infos))


def test_calibration_of_the_file_is_published(lab, calibration):
    robot = lab.robot(camera=False)
    lab.bridge(robot, camera_info_url=calibration)
    (info,) = shown(lab, robot, (640, 480))
    assert (info.width, info.height) == (640, 480)
    assert info.distortion_model == 'plumb_bob'
    assert list(info.d) == MATRIX['distortion_coefficients']['data']
    assert list(info.k) == MATRIX['camera_matrix']['data']
    assert list(info.r) == MATRIX['rectification_matrix']['data']
    assert list(info.p) == MATRIX['projection_matrix']['data']


def test_images_of_another_size_are_not_calibrated_and_those_of_the_right_size_are(
    lab, calibration
):
    robot = lab.robot(camera=False)
    lab.bridge(robot, camera_info_url=calibration)
    infos = shown(lab, robot, (640, 480), (320, 240), (480, 640), (640, 480))
    assert [is_zero(each) for each in infos] == [False, True, True, False]
    assert (infos[1].width, infos[1].height) == (320, 240)


def test_calibration_for_another_size_is_told_once(lab, calibration, node_log):
    robot = lab.robot(camera=False)
    lab.bridge(robot, camera_info_url=calibration)
    shown(lab, robot, (320, 240), (320, 240), (640, 480), (320, 240))
    wait_until(lambda: warnings(node_log), 'the warning')
    assert len(warnings(node_log)) == 1
    assert '320 x 240' in warnings(node_log)[0]


def warnings(node_log):
    return [text for level, text in node_log if level == WARNING and 'camera_info_url' in text]


def test_wrong_calibration_is_refused_before_anything_starts(lab, tmp_path):
    path = tmp_path / 'camera.yaml'
    path.write_text('image_width: wide')
    with pytest.raises(InvalidRequest, match='camera_info_url: .*camera.yaml: '):
        lab.bridge(9000, camera_info_url=str(path))
    assert not {'io', 'ros'} & {thread.name for thread in threading.enumerate()}
