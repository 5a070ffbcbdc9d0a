"""Images that would cost whoever decodes them too much."""

import base64
import io

import pytest
from PIL import Image
from sensor_msgs.msg import CameraInfo, CompressedImage
from sensor_msgs.msg import Image as ImageMsg

from furhat_ros.srv import TakeSnapshot

from .conftest import requests, wait_until


def encoded(width=640, height=480):
    file = io.BytesIO()
    Image.new('RGB', (width, height), 'teal').save(file, 'JPEG')
    return file.getvalue()


def bomb():
    """Give a JPEG of a few kilobytes that claims to be of 65500 times 65500 pixels."""
    image = bytearray(encoded())
    size = image.index(b'\xff\xc0') + 5
    image[size : size + 4] = (65500).to_bytes(2, 'big') * 2
    return bytes(image)


def show(robot, image):
    payload = base64.b64encode(image).decode()
    frame = f'{{"type": "response.camera.data", "image": "{payload}"}}'
    robot.call(lambda each: each.send_raw(frame))


def test_bomb_is_counted_and_nobody_gets_it_and_the_next_image_arrives(lab):
    robot = lab.robot(camera=False)
    bridge = lab.bridge(robot)
    topics = {
        'camera/image_raw/compressed': CompressedImage,
        'camera/image_raw': ImageMsg,
        'camera/camera_info': CameraInfo,
    }
    seen = [lab.subscribe(kind, name) for name, kind in topics.items()]
    lab.wait_until_served(*topics)
    wait_until(lambda: requests(robot, 'request.camera.start'), 'a subscriber at the bridge')
    show(robot, bomb())
    wait_until(lambda: bridge.robot.violations, 'a count')
    show(robot, encoded())
    wait_until(lambda: all(seen), 'the good image')
    assert bridge.robot.violations == {'JPEG too large': 1}
    assert [len(messages) for messages in seen] == [1, 1, 1]
    assert seen[2][0].width == 640


@pytest.mark.parametrize(('limit', 'arrives'), [(32 * 24, True), (32 * 24 - 1, False)])
def test_limit_is_a_parameter(lab, limit, arrives):
    robot = lab.robot(camera=False)
    bridge = lab.bridge(robot, **{'camera.max_pixels': limit})
    seen = lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    wait_until(lambda: requests(robot, 'request.camera.start'), 'a subscriber at the bridge')
    show(robot, encoded(32, 24))
    show(robot, encoded(8, 8))
    wait_until(lambda: seen and bytes(seen[-1].data) == encoded(8, 8), 'the small image')
    assert (len(seen) == 2) == arrives
    assert bool(bridge.robot.violations['JPEG too large']) != arrives


def test_snapshot_that_is_too_large_fails_with_the_reason(lab):
    lab.bridge(lab.robot(), **{'camera.max_pixels': 1000})
    response = lab.call(TakeSnapshot, 'take_snapshot')
    assert not response.success
    assert '640 x 480' in response.message
    assert not response.image.data
