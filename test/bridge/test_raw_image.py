"""The topic camera/image_raw: decoded while somebody subscribes."""

import base64
import io
import sys
import threading

import pytest
from diagnostic_msgs.msg import DiagnosticArray
from PIL import Image
from sensor_msgs.msg import CameraInfo, CompressedImage
from sensor_msgs.msg import Image as ImageMsg

from furhat_ros.bridge.camera import decoders
from furhat_ros.client.link import LinkState

from .conftest import PATIENCE, requests, wait_until

COMPRESSED = 'camera/image_raw/compressed'
RAW = 'camera/image_raw'
INFO = 'camera/camera_info'

TOLERANCE = 8
"""Of 255: what JPEG makes of a plain colour."""


@pytest.fixture(params=decoders.LOADERS)
def decoder(request, monkeypatch):
    """Let one of the decoders that are installed be the only one."""
    if request.param != 'Pillow':
        pytest.importorskip(request.param, reason=f'{request.param}, an accelerator, is not here')
    monkeypatch.setattr(decoders, 'LOADERS', {request.param: decoders.LOADERS[request.param]})
    return request.param


@pytest.fixture
def robot(lab):
    """A robot that says what a test lets it say."""
    return lab.robot(camera=False)


@pytest.fixture
def topics(lab, robot):
    """The bridge, and the messages of raw and compressed images, subscribed and matched."""
    lab.bridge(robot)
    seen = lab.subscribe(ImageMsg, RAW), lab.subscribe(CompressedImage, COMPRESSED)
    matched(lab, robot, RAW, COMPRESSED)
    return seen


def matched(lab, robot, *names):
    """Wait until the bridge knows of the subscribers of its topics."""
    lab.wait_until_served(*names)
    wait_until(lambda: requests(robot, 'request.camera.start'), 'a subscriber at the bridge')


def encoded(colour=(250, 120, 10), size=(640, 480), mode='RGB'):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, 'JPEG', quality=95)
    return file.getvalue()


def show(robot, image):
    """Let the robot send an image."""
    payload = base64.b64encode(image).decode()
    frame = f'{{"type": "response.camera.data", "image": "{payload}"}}'
    robot.call(lambda each: each.send_raw(frame))


def threads():
    return [each.name for each in threading.enumerate() if each.name.startswith('raw images')]


def test_pixels_are_those_of_the_jpeg(lab, robot, topics, decoder):
    raw, _ = topics
    picture = Image.linear_gradient('L').resize((640, 480)).convert('RGB')
    picture.paste((250, 120, 10), (400, 0, 640, 200))
    file = io.BytesIO()
    picture.save(file, 'JPEG', quality=95)
    show(robot, file.getvalue())
    wait_until(lambda: raw, 'the raw image')
    shown = Image.frombytes('RGB', (640, 480), bytes(raw[0].data), 'raw', 'BGR')
    expected = Image.open(file)
    for place in [(0, 0), (639, 0), (0, 479), (639, 479), (320, 240), (500, 100)]:
        assert shown.getpixel(place) == pytest.approx(expected.getpixel(place), abs=TOLERANCE)


def test_image_says_its_size_encoding_and_frame(lab, robot):
    lab.bridge(robot, frame_prefix='furhat/')
    raw = lab.subscribe(ImageMsg, RAW)
    matched(lab, robot, RAW)
    show(robot, encoded())
    (image,) = wait_until(lambda: raw, 'the raw image')
    assert (image.width, image.height, image.step) == (640, 480, 1920)
    assert (image.encoding, image.is_bigendian) == ('bgr8', 0)
    assert len(image.data) == 640 * 480 * 3
    assert image.header.frame_id == 'furhat/camera_optical_frame'


def test_compressed_raw_and_camera_info_of_an_image_have_one_header(lab, robot, topics):
    raw, compressed = topics
    info = lab.subscribe(CameraInfo, INFO)
    matched(lab, robot, INFO)
    for number in range(1, 4):
        show(robot, encoded())
        for seen in (raw, compressed, info):
            wait_until(lambda seen=seen, number=number: len(seen) == number, 'the next message')
    headers = [each.header for each in compressed]
    assert [each.header for each in raw] == headers
    assert [each.header for each in info] == headers
    assert len({(each.stamp.sec, each.stamp.nanosec) for each in headers}) == 3


def test_grey_image_becomes_bgr8(lab, robot, topics, decoder):
    raw, _ = topics
    show(robot, encoded(77, mode='L'))
    (image,) = wait_until(lambda: raw, 'the raw image')
    assert image.encoding == 'bgr8'
    assert set(image.data) == {77}


@pytest.mark.parametrize('size', [(1920, 1080), (32, 24), (17, 33)])
def test_image_of_another_size_is_published_as_it_is(lab, robot, topics, size):
    raw, _ = topics
    show(robot, encoded(size=size))
    (image,) = wait_until(lambda: raw, 'the raw image')
    assert (image.width, image.height) == size
    assert len(image.data) == size[0] * size[1] * 3


def test_nothing_is_decoded_without_a_subscriber(lab):
    robot = lab.robot()
    lab.bridge(robot)
    compressed = lab.subscribe(CompressedImage, COMPRESSED)
    wait_until(lambda: len(compressed) >= 5, 'five images')
    assert threads() == []


def test_subscriber_of_raw_images_alone_starts_the_stream(lab):
    robot = lab.robot()
    lab.bridge(robot)
    raw = lab.subscribe(ImageMsg, RAW)
    wait_until(lambda: len(raw) >= 3, 'three images')
    assert raw[0].width == 640


@pytest.fixture
def slow_decoder(monkeypatch):
    return SlowDecoder(monkeypatch)


class SlowDecoder:
    """A decoder that takes as long as a test wants."""

    def __init__(self, monkeypatch):
        self.begun = []
        self.go_on = threading.Event()
        monkeypatch.setattr(decoders, 'LOADERS', {'slow': lambda: self._decode})
        self._pillow = decoders._pillow()

    def _decode(self, image, width, height):
        self.begun.append(image)
        assert self.go_on.wait(PATIENCE)
        return self._pillow(image, width, height)


def test_while_the_decoder_is_busy_the_newest_image_waits(lab, robot, topics, slow_decoder):
    raw, compressed = topics
    health = lab.subscribe(DiagnosticArray, '/diagnostics')
    images = [encoded((shade, shade, shade)) for shade in (10, 80, 150, 220)]
    show(robot, images[0])
    wait_until(lambda: slow_decoder.begun, 'the decoder at work')
    for image in images[1:]:
        show(robot, image)
    wait_until(lambda: len(compressed) == 4, 'all compressed images')
    slow_decoder.go_on.set()
    wait_until(lambda: len(raw) == 2, 'two raw images')
    assert [image.data[0] for image in raw] == [10, 220]
    wait_until(lambda: '2' in values(lab, health, 'dropped: raw images'), 'the count')


def values(lab, arrays, key):
    """Give the values that the bridge's diagnostics have had for a key."""
    mine = lab.full_name('').strip('/')
    return {
        each.value
        for array in list(arrays)
        for status in array.status
        if mine in status.name
        for each in status.values
        if each.key == key
    }


def test_bridge_that_ends_while_an_image_is_decoded_leaves_no_thread(lab, robot, slow_decoder):
    with lab.bridge_block(robot) as bridge:
        lab.subscribe(ImageMsg, RAW)
        matched(lab, robot, RAW)
        show(robot, encoded())
        show(robot, encoded())
        wait_until(lambda: slow_decoder.begun, 'the decoder at work')
        closing = threading.Thread(target=go_on_when_closed, args=(bridge, slow_decoder))
        closing.start()
    closing.join()
    assert len(slow_decoder.begun) == 1
    assert threads() == []


def go_on_when_closed(bridge, slow_decoder):
    wait_until(lambda: bridge.robot.status.state is LinkState.CLOSED, 'the end of the link')
    slow_decoder.go_on.set()


def broken_within():
    """Give a JPEG with start, end and size that no decoder takes."""
    image = encoded()
    table = image.index(b'\xff\xc4')
    return image[: table + 5] + b'\xff' * 16 + image[table + 21 :]


def test_jpeg_that_is_broken_within_is_counted_and_passed_on_compressed(lab, robot, decoder):
    bridge = lab.bridge(robot)
    raw = lab.subscribe(ImageMsg, RAW)
    compressed = lab.subscribe(CompressedImage, COMPRESSED)
    matched(lab, robot, RAW, COMPRESSED)
    show(robot, broken_within())
    wait_until(lambda: bridge.robot.violations, 'a count')
    show(robot, encoded())
    wait_until(lambda: raw, 'the good image')
    assert bridge.robot.violations == {'broken JPEG': 1}
    assert len(raw) == 1
    assert [bytes(each.data) for each in compressed] == [broken_within(), encoded()]


def test_jpeg_without_a_size_is_counted_and_passed_on_compressed(lab, robot):
    bridge = lab.bridge(robot)
    raw = lab.subscribe(ImageMsg, RAW)
    compressed = lab.subscribe(CompressedImage, COMPRESSED)
    info = lab.subscribe(CameraInfo, INFO)
    matched(lab, robot, RAW, COMPRESSED, INFO)
    show(robot, b'\xff\xd8\xff\xff\xd9')
    wait_until(lambda: bridge.robot.violations, 'a count')
    show(robot, encoded())
    wait_until(lambda: raw and info and len(compressed) == 2, 'the good image')
    assert bridge.robot.violations == {'broken JPEG': 1}
    assert (len(raw), len(info)) == (1, 1)


def test_log_says_once_what_decodes(lab, robot, topics, decoder, node_log):
    raw, _ = topics
    for number in range(1, 4):
        show(robot, encoded())
        wait_until(lambda number=number: len(raw) == number, 'a raw image')
    said = f'camera/image_raw: {decoder} decodes the images'
    wait_until(lambda: any(text == said for _, text in node_log), 'the log')
    assert [text for _, text in node_log].count(said) == 1


def test_without_an_accelerator_images_are_decoded_all_the_same(lab, robot, monkeypatch, topics):
    monkeypatch.setitem(sys.modules, 'simplejpeg', None)
    raw, _ = topics
    show(robot, encoded())
    (image,) = wait_until(lambda: raw, 'the raw image')
    assert list(image.data[:3]) == pytest.approx([10, 120, 250], abs=TOLERANCE)
