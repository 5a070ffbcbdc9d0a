"""Messages that are serialized but for their stamp and payload: whoever receives them sees no difference."""

import pytest
from audio_common_msgs.msg import AudioData, AudioDataStamped
from builtin_interfaces.msg import Time
from rclpy.serialization import deserialize_message
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from furhat_ros.bridge.streams import template
from furhat_ros.bridge.streams.payload import field
from furhat_ros.bridge.streams.template import Template

STAMP = Time(sec=1_900_000_000, nanosec=999_999_999)


def image(frame, stamp=STAMP, data=b''):
    header = Header(frame_id=frame, stamp=stamp)
    return CompressedImage(header=header, format='bgr8; jpeg compressed bgr8', data=field(data))


@pytest.mark.parametrize(
    'frame', ['', 'a', 'ab', 'abc', 'abcd', 'anna/camera_optical_frame', 'gr\u00fcn']
)
@pytest.mark.parametrize('size', [0, 1, 2, 3, 4, 5, 115_001])
def test_a_message_is_read_as_if_it_had_been_filled(frame, size):
    data = bytes(number % 251 for number in range(size))
    filled = Template(image(frame, Time())).filled(data, STAMP)
    assert isinstance(filled, bytes)
    assert deserialize_message(filled, CompressedImage) == image(frame, STAMP, data)


def test_stamp_and_payload_of_before_leave_no_trace():
    prepared = Template(image('camera'))
    prepared.filled(b'a longer payload', Time(sec=1))
    filled = prepared.filled(b'short', STAMP)
    assert deserialize_message(filled, CompressedImage) == image('camera', STAMP, b'short')


def test_sound_is_in_a_part_of_its_message():
    message = AudioDataStamped(header=Header(frame_id='microphone_frame'))
    filled = Template(message, message.audio).filled(b'\x01\x02', STAMP)
    read = deserialize_message(filled, AudioDataStamped)
    assert (bytes(read.audio.data), read.header.stamp) == (b'\x01\x02', STAMP)


def test_message_without_a_header_has_no_stamp():
    filled = Template(AudioData()).filled(b'\x01\x02\x03', STAMP)
    assert bytes(deserialize_message(filled, AudioData).data) == b'\x01\x02\x03'


@pytest.mark.parametrize(
    'serialize',
    [
        lambda _: b'\x00\x01\x00\x00' + bytes(80),
        lambda _: b'\x00\x00' + bytes(2),
        lambda _: bytes(200),
    ],
    ids=['other', 'short', 'big-endian'],
)
def test_message_of_a_middleware_that_serializes_otherwise_is_filled_as_any_other(
    monkeypatch, serialize
):
    monkeypatch.setattr(template, 'serialize_message', serialize)
    message = AudioDataStamped(header=Header(frame_id='microphone_frame'))
    filled = Template(message, message.audio).filled(b'\x01\x02', STAMP)
    assert isinstance(filled, AudioDataStamped)
    assert (bytes(filled.audio.data), filled.header.stamp) == (b'\x01\x02', STAMP)


def test_message_whose_payload_is_not_its_end_is_filled_as_any_other(monkeypatch):
    whole = template.serialize_message
    monkeypatch.setattr(template, 'serialize_message', lambda message: whole(message) + bytes(4))
    assert isinstance(Template(Image()).filled(b'', STAMP), Image)
