"""From the wire to ROS: whatever the robot says, ROS can carry it, or it is counted as broken."""

import json
import logging

import pytest
from audio_common_msgs.msg import AudioData as AudioDataMsg
from hypothesis import given, settings
from hypothesis import strategies as st
from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from furhat_ros.bridge import raw, system
from furhat_ros.bridge.camera import compressed_image as camera
from furhat_ros.bridge.camera import jpeg
from furhat_ros.bridge.dialogue import voice
from furhat_ros.bridge.people import users
from furhat_ros.bridge.policies import outcomes
from furhat_ros.bridge.sound import play
from furhat_ros.bridge.streams import payload
from furhat_ros.client.link import LinkState
from furhat_ros.errors import (
    AccessRefused,
    ConnectFailed,
    FurhatError,
    InvalidRequest,
    LinkLost,
    ProtocolViolation,
    RequestRefused,
    RequestTimeout,
)
from furhat_ros.msg import Outcome, Users
from furhat_ros.protocol.audio import AudioData
from furhat_ros.protocol.camera import CameraData
from furhat_ros.protocol.codec import EVENTS, UnknownEvent, decode_event, encode
from furhat_ros.protocol.speak import SpeakAudioBuffer
from furhat_ros.protocol.system import SystemStatusResult
from furhat_ros.protocol.users import Box, User, UsersData
from furhat_ros.protocol.voice import VoiceStatusResult
from furhat_ros.srv import GetSystemStatus, GetVoices
from wire_values import BROKEN_TEXT, TEXT, frames, is_utf_8, messages

from .conftest import wait_until

SECOND = 32000
"""Bytes of a second of sound."""

drawing_the_class = settings(max_examples=6 * settings.default.max_examples)
"""A test that is not run for each class by itself needs more examples."""

ERRORS = (
    FurhatError,
    InvalidRequest,
    RequestRefused,
    RequestTimeout,
    ConnectFailed,
    AccessRefused,
    LinkLost,
)

payloads = st.one_of(
    TEXT,
    st.binary().map(payload.encode),
    st.binary().map(lambda data: payload.encode(jpeg.START + data + jpeg.END)),
)


def image(event):
    return CompressedImage(
        format=camera.FORMAT, data=payload.field(camera.image_in(event, 640 * 480))
    )


def sound(event):
    return AudioDataMsg(data=payload.field(payload.samples(event.microphone, 'a chunk')))


CONVERSIONS = {
    'AudioBuffer': (messages(SpeakAudioBuffer), lambda event: play._buffer(event, 16000)),
    'AudioData': (st.builds(AudioData, microphone=payloads), sound),
    'CompressedImage': (st.builds(CameraData, image=payloads), image),
    'GetSystemStatus': (
        messages(SystemStatusResult),
        lambda event: GetSystemStatus.Response(volume=system._volume(event)),
    ),
    'GetVoices': (
        messages(VoiceStatusResult),
        lambda event: GetVoices.Response(
            voices=[voice._message(each) for each in event.voice_list or ()]
        ),
    ),
    'Outcome': (
        st.builds(lambda kind, text: kind(text), st.sampled_from(ERRORS), TEXT),
        outcomes.outcome_of,
    ),
    'PlayAudio': (messages(SpeakAudioBuffer), lambda event: play._feedback(event, SECOND)),
    'String': (
        st.sampled_from(EVENTS).flatmap(messages),
        lambda event: String(data=raw._text(event)),
    ),
    'Users': (
        messages(UsersData),
        lambda event: Users(users=[users.user_message(each) for each in event.users]),
    ),
}


def right_or_wrong(cls):
    return st.one_of(messages(cls).map(encode), frames(cls))


def carried(message):
    return deserialize_message(serialize_message(message), type(message))


@pytest.mark.parametrize(('events', 'convert'), CONVERSIONS.values(), ids=CONVERSIONS.keys())
@given(st.data())
def test_what_the_robot_says_arrives_as_it_was_converted(events, convert, data):
    event = data.draw(events)

    try:
        message = convert(event)
    except ProtocolViolation as violation:
        sent = received = violation.kind
    else:
        # As text: NaN does not equal itself.
        sent, received = repr(message), repr(carried(message))

    assert sent == received


@drawing_the_class
@given(st.sampled_from(EVENTS).flatmap(frames))
def test_raw_text_of_any_frame_is_json_that_every_reader_takes(frame):
    try:
        text = raw._text(decode_event(frame))
    except ProtocolViolation:
        text = '{}'

    assert isinstance(json.loads(text.encode('utf-8'), parse_constant=pytest.fail), dict)


@given(BROKEN_TEXT, BROKEN_TEXT)
def test_raw_text_loses_nothing_but_halves_of_characters(name, value):
    event = UnknownEvent(extra={'type': 'response.new', name: value})

    whole = [
        text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')
        for text in (name, value)
    ]
    assert json.loads(raw._text(event))[whole[0]] == whole[1]


@given(st.one_of(messages(Box), st.builds(Box, *[st.floats(-1000.0, 1000.0)] * 4)))
def test_box_of_a_person_lies_in_the_image(box):
    message = users.user_message(User('user-1', camera=box))

    assert message.has_box
    assert message.box.x_offset + message.box.width <= users.IMAGE_WIDTH
    assert message.box.y_offset + message.box.height <= users.IMAGE_HEIGHT


@given(st.sampled_from(ERRORS), TEXT.filter(bool))
def test_every_error_is_an_outcome_with_a_reason(kind, text):
    outcome = outcomes.outcome_of(kind(text))

    assert outcome.code != Outcome.SUCCEEDED
    assert text in outcome.message


def some_frames():
    """Give frames to say; they are all drawn first, since Hypothesis wants no other threads beside it."""
    found = []

    @settings(max_examples=24 * settings.default.max_examples)
    @given(st.sampled_from(EVENTS).flatmap(right_or_wrong).filter(is_utf_8))
    def draw(frame):
        found.append(frame)

    draw()
    return found


def test_nothing_that_the_robot_says_breaks_the_bridge(request, caplog):
    frames_to_say = some_frames()
    lab = request.getfixturevalue('lab')
    robot = lab.robot()
    bridge = lab.bridge(robot, publish_events=True)
    heard = lab.subscribe(String, 'heard')
    lab.wait_until_served('heard')

    for frame in [*frames_to_say, '{"type": "response.hear.end", "text": "over"}']:
        robot.call(lambda each, frame=frame: each.send_raw(frame))
    wait_until(lambda: String(data='over') in heard, 'the last event')

    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []
    assert bridge.robot.status.state is LinkState.CONNECTED
    assert bridge.robot.status.connects == 1
    assert len(bridge.robot.violations) > 3
