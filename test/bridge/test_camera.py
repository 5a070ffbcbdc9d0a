"""The topic camera/image_raw/compressed."""

import base64
import io

import pytest
from PIL import Image
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage

from furhat_ros.srv import TakeSnapshot

from .conftest import requests, wait_until

TOPIC = 'camera/image_raw/compressed'


def test_images_are_jpegs_of_640_by_480_that_change(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(CompressedImage, TOPIC)
    wait_until(lambda: len(seen) >= 5, 'five images')
    pictures = [Image.open(io.BytesIO(bytes(each.data))) for each in seen[:5]]
    assert {picture.size for picture in pictures} == {(640, 480)}
    assert {picture.format for picture in pictures} == {'JPEG'}
    assert len({bytes(each.data) for each in seen[:5]}) > 1


def test_image_has_the_format_stamp_and_frame_that_ros_tools_expect(lab):
    lab.bridge(lab.robot(), frame_prefix='furhat/')
    seen = lab.subscribe(CompressedImage, TOPIC)
    wait_until(lambda: len(seen) >= 2, 'two images')
    assert seen[0].format == 'bgr8; jpeg compressed bgr8'
    assert seen[0].header.frame_id == 'furhat/camera_optical_frame'
    stamps = [each.header.stamp.sec * 10**9 + each.header.stamp.nanosec for each in seen]
    assert 0 < stamps[0] < stamps[1]


def test_jpeg_is_passed_through_untouched(lab):
    robot = lab.robot(camera=False)
    bridge = lab.bridge(robot)
    seen = lab.subscribe(CompressedImage, TOPIC)
    lab.wait_until_served(TOPIC)
    wait_until(lambda: requests(robot, 'request.camera.start'), 'a subscriber at the bridge')
    jpeg = b'\xff\xd8\xff' + bytes(range(256)) * 4 + b'\xff\xd9'
    robot.call(lambda each: each.send_raw(camera_frame(base64.b64encode(jpeg).decode())))
    wait_until(lambda: seen, 'the image')
    assert bytes(seen[0].data) == jpeg
    assert not bridge.robot.violations


@pytest.mark.parametrize(
    ('image', 'kind'),
    [
        ('not base64!', 'bad base64'),
        ('AAA', 'bad base64'),
        ('', 'not a JPEG'),
        (base64.b64encode(b'GIF89a').decode(), 'not a JPEG'),
    ],
)
def test_broken_image_is_counted_and_the_next_one_arrives(lab, image, kind):
    robot = lab.robot(camera=False)
    bridge = lab.bridge(robot)
    seen = lab.subscribe(CompressedImage, TOPIC)
    wait_until(lambda: requests(robot, 'request.camera.start'), 'a subscriber at the bridge')
    good = base64.b64encode(b'\xff\xd8\xff\xff\xd9').decode()
    robot.call(lambda each: each.send_raw(camera_frame(image)))
    robot.call(lambda each: each.send_raw(camera_frame(good)))
    wait_until(lambda: seen, 'the good image')
    assert len(seen) == 1
    assert bridge.robot.violations == {kind: 1}


def camera_frame(image):
    return f'{{"type": "response.camera.data", "image": "{image}"}}'


@pytest.mark.parametrize(
    'reliability', [ReliabilityPolicy.RELIABLE, ReliabilityPolicy.BEST_EFFORT]
)
def test_images_reach_reliable_and_best_effort_subscribers(lab, reliability):
    lab.bridge(lab.robot())
    qos = QoSProfile(depth=5, reliability=reliability, durability=DurabilityPolicy.VOLATILE)
    seen = lab.subscribe(CompressedImage, TOPIC, qos)
    wait_until(lambda: seen, 'an image')


def test_quality_of_service_can_be_overridden(lab):
    name = f'qos_overrides.{lab.full_name(TOPIC)}.publisher.reliability'
    lab.bridge(lab.robot(), **{name: 'best_effort'})
    lab.wait_for_publishers(TOPIC, 'users')
    assert offered(lab, TOPIC) == ReliabilityPolicy.BEST_EFFORT
    assert offered(lab, 'users') == ReliabilityPolicy.RELIABLE


def offered(lab, topic):
    (publisher,) = lab.node.get_publishers_info_by_topic(lab.full_name(topic))
    return publisher.qos_profile.reliability


def test_snapshot_is_one_image(lab):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(TakeSnapshot, 'take_snapshot')
    assert response.success
    assert Image.open(io.BytesIO(bytes(response.image.data))).size == (640, 480)
    assert not requests(robot, 'request.camera.start')
