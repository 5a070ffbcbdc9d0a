"""docs/interfaces.md tells what a running bridge offers, all of it and nothing else; and ROS reaches every request."""

import array
import contextlib
import json
import re
from pathlib import Path

import pytest
import rclpy
from audio_common_msgs.msg import AudioDataStamped
from geometry_msgs.msg import PointStamped
from rclpy.action import get_action_server_names_and_types_by_node
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import ColorRGBA
from std_srvs.srv import Trigger

from furhat_ros.action import Listen, PlayAudio, Speak
from furhat_ros.bridge import parameters
from furhat_ros.bridge.policies import qos
from furhat_ros.bridge.sound import play
from furhat_ros.msg import FaceParams, LedColor, Users
from furhat_ros.protocol.codec import REQUESTS
from furhat_ros.srv import (
    AttendLocation,
    AttendUser,
    ConfigureFace,
    ConfigureListening,
    GetFaces,
    GetSystemStatus,
    GetUsers,
    GetVoices,
    PlayGesture,
    SetFaceParams,
    SetHeadPose,
    SetLed,
    SetVoice,
    SetVolume,
    TakeSnapshot,
)

from .conftest import requests, wait_until

DOCUMENT = Path(__file__).parents[2] / 'docs' / 'interfaces.md'
BRIDGE = 'furhat_bridge'

OF_EVERY_NODE = {'/rosout', '/parameter_events'}


def rows(heading):
    """Give the cells of the table below a heading, without its head."""
    text = DOCUMENT.read_text(encoding='utf-8')
    section = text.split(f'\n## {heading}\n', 1)[1].split('\n## ', 1)[0]
    table = [line for line in section.splitlines() if line.startswith('|')]
    return [[cell.strip() for cell in line.strip('|').split(' | ')] for line in table[2:]]


def plain(cell):
    """Give a name or type without its backticks or its link."""
    return re.sub(r'\[([^]]+)\]\([^)]*\)', r'\1', cell).replace('`', '')


def absolute(lab, row):
    """Give the name in the first cell from the root."""
    name = plain(row[0])
    return name if name.startswith('/') else lab.full_name(name)


def graph(lab, ask):
    """Give what a node offers, but not the inside of actions and what every node has."""
    offered = ask(BRIDGE, lab.node.get_namespace())
    own = lab.full_name(f'{BRIDGE}/')
    return {
        name: kinds[0]
        for name, kinds in offered
        if '/_action/' not in name and name not in OF_EVERY_NODE and not name.startswith(own)
    }


@pytest.fixture
def bridge(lab):
    lab.bridge(lab.robot(), publish_events=True, **{'humans.enabled': 'never'})


def actions_of(node):
    return lambda *bridge: get_action_server_names_and_types_by_node(node, *bridge)


@pytest.mark.parametrize(
    ('heading', 'ask'),
    [
        ('Actions', actions_of),
        ('Services', lambda node: node.get_service_names_and_types_by_node),
        ('Topics published', lambda node: node.get_publisher_names_and_types_by_node),
        ('Topics subscribed', lambda node: node.get_subscriber_names_and_types_by_node),
    ],
    ids=['actions', 'services', 'published', 'subscribed'],
)
def test_names_and_types_are_those_of_the_running_bridge(lab, bridge, heading, ask):
    expected = {absolute(lab, row): plain(row[1]) for row in rows(heading)}
    # Discovery takes its time; what never comes, or should not, is shown by the comparison.
    with contextlib.suppress(AssertionError):
        wait_until(lambda: graph(lab, ask(lab.node)) == expected, 'the graph of the document')
    assert graph(lab, ask(lab.node)) == expected


def classes():
    """Give reliability, durability and depth of each class of quality of service."""
    return {
        row[0]: (row[1].upper(), row[2].upper().replace(' ', '_'), int(row[3]))
        for row in rows('Quality of service')
    }


@pytest.mark.parametrize(
    ('heading', 'ask'),
    [
        ('Topics published', lambda node: node.get_publishers_info_by_topic),
        ('Topics subscribed', lambda node: node.get_subscriptions_info_by_topic),
    ],
    ids=['published', 'subscribed'],
)
def test_quality_of_service_is_that_of_the_running_bridge(lab, bridge, heading, ask):
    for row in rows(heading):
        topic = absolute(lab, row)
        (profile,) = wait_until(lambda topic=topic: profiles(lab, ask(lab.node), topic), topic)
        reliability, durability, depth = classes()[row[2].split(',')[0]]
        assert (profile.reliability.name, profile.durability.name) == (reliability, durability)
        if profile.depth:  # 0: DDS does not tell
            assert profile.depth == depth


def profiles(lab, ask, topic):
    namespace = lab.node.get_namespace()
    return [
        info.qos_profile
        for info in ask(topic)
        if (info.node_name, info.node_namespace) == (BRIDGE, namespace)
    ]


@pytest.mark.parametrize(
    ('name', 'depth'),
    [
        ('latched', qos.LATCHED.depth),
        ('events', qos.EVENTS.depth),
        ('sensor', qos.SENSOR.depth),
        ('sound', play.DEPTH),
    ],
)
def test_depth_of_a_class_is_that_of_its_topics(name, depth):
    assert classes()[name][2] == depth


def test_only_diagnostics_and_tf_have_absolute_names():
    tables = ('Actions', 'Services', 'Topics published', 'Topics subscribed')
    names = [plain(row[0]) for heading in tables for row in rows(heading)]
    absolute = {name for name in names if name.startswith('/')}
    assert absolute == {'/diagnostics', '/tf', '/tf_static'}


def test_every_parameter_is_listed_with_its_default(ros):
    node = rclpy.create_node('subject')
    before = set(node.get_parameters_by_prefix(''))
    parameters.declare(node)
    declared = {
        name: parameter.value
        for name, parameter in node.get_parameters_by_prefix('').items()
        if name not in before
    }
    node.destroy_node()
    assert {plain(row[0]): as_written(row[1]) for row in rows('Parameters')} == declared


def as_written(cell):
    """Read a default as YAML has it."""
    text = plain(cell)
    if text == "''":
        return ''
    try:
        return json.loads(text)
    except ValueError:
        return text


SOUND = array.array('B', bytes(3200))


def place():
    message = PointStamped()
    message.point.x = 1.0
    return message


def subscribing(kind, topic, start):
    """Subscribe until the robot has got a request, then no longer."""

    def use(lab, robot):
        with lab.subscribed(kind, topic):
            wait_until(lambda: requests(robot, start), start)

    return use


def calling(service, name, /, **fields):
    def use(lab, robot):
        response = lab.call(service, name, **fields)
        assert response.success, response.message

    return use


def sending(action, name, /, **fields):
    return lambda lab, robot: lab.send(action, name, **fields)


PLAYING = sending(PlayAudio, 'play_audio', data=SOUND)
LEDS = [LedColor(index=2, color=ColorRGBA(r=1.0, a=1.0))]
SEEING = subscribing(CompressedImage, 'camera/image_raw/compressed', 'request.camera.start')
HEARING = subscribing(AudioDataStamped, 'microphone/audio_stamped', 'request.audio.start')
WATCHING = subscribing(Users, 'users', 'request.users.start')

REACHED_BY = {
    'request.attend.location': calling(AttendLocation, 'attend_location', location=place()),
    'request.attend.nobody': calling(Trigger, 'attend_nobody'),
    'request.attend.user': calling(AttendUser, 'attend_user'),
    'request.audio.start': HEARING,
    'request.audio.stop': HEARING,
    'request.auth': lambda lab, robot: robot.run(lambda each: each.faults.drop_connections()),
    'request.camera.once': calling(TakeSnapshot, 'take_snapshot'),
    'request.camera.start': SEEING,
    'request.camera.stop': SEEING,
    'request.face.config': calling(
        ConfigureFace, 'configure_face', blinking=ConfigureFace.Request.OFF
    ),
    'request.face.headpose': calling(SetHeadPose, 'set_head_pose'),
    'request.face.params': calling(
        SetFaceParams, 'set_face_params', params=FaceParams(names=['SMILE_OPEN'], values=[0.5])
    ),
    'request.face.reset': calling(Trigger, 'reset_face'),
    'request.face.status': calling(GetFaces, 'get_faces'),
    'request.gesture.start': calling(PlayGesture, 'play_gesture', name='Nod'),
    'request.led.set': calling(SetLed, 'set_led', color='red'),
    'request.led.set.individual': calling(SetLed, 'set_led', leds=LEDS),
    'request.listen.config': calling(
        ConfigureListening, 'configure_listening', languages=['sv-SE']
    ),
    'request.listen.start': sending(Listen, 'listen'),
    'request.listen.stop': calling(Trigger, 'stop_listening'),
    'request.speak.audio': sending(Speak, 'speak', audio_url='http://127.0.0.1:1/none.wav'),
    'request.speak.audio.data': PLAYING,
    'request.speak.audio.end': PLAYING,
    'request.speak.audio.start': PLAYING,
    'request.speak.stop': calling(Trigger, 'stop_speaking'),
    'request.speak.text': sending(Speak, 'speak', text='hello'),
    'request.system.config': calling(SetVolume, 'set_volume', volume=40),
    'request.system.status': calling(GetSystemStatus, 'get_system_status'),
    'request.users.once': calling(GetUsers, 'get_users'),
    'request.users.start': WATCHING,
    'request.users.stop': WATCHING,
    'request.voice.config': calling(SetVoice, 'set_voice', language='sv-SE'),
    'request.voice.status': calling(GetVoices, 'get_voices'),
}


AT_EVERY_CONNECT = (
    'request.auth',
    'request.system.status',
    'request.voice.status',
    'request.face.status',
)


@pytest.mark.parametrize('kind', [cls.type for cls in REQUESTS])
def test_request_is_reached(lab, kind):
    robot = lab.robot()
    lab.bridge(robot)
    for each in AT_EVERY_CONNECT:
        wait_until(lambda each=each: requests(robot, each), each)
    before = len(requests(robot, kind))
    REACHED_BY[kind](lab, robot)
    wait_until(lambda: len(requests(robot, kind)) > before, kind)
