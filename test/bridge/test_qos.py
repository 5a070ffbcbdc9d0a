"""Every topic that is published reaches every subscriber, however it subscribes; and late ones get nothing old."""

import importlib
import itertools
import re
import time
from pathlib import Path

import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from furhat_ros.bridge.policies.qos import EVENTS, SENSOR

from .conftest import laboratory, requests, wait_until

DOCUMENT = Path(__file__).parents[2] / 'docs' / 'interfaces.md'

COMBINATIONS = list(
    itertools.product(
        (ReliabilityPolicy.BEST_EFFORT, ReliabilityPolicy.RELIABLE),
        (DurabilityPolicy.VOLATILE, DurabilityPolicy.TRANSIENT_LOCAL),
    )
)

EVENTS_OF_THE_ROBOT = (
    '{"type": "response.hear.end", "text": "hello"}',
    '{"type": "response.speak.audio.buffer", "played": 2, "received": 4}',
    '{"type": "response.attend.status", "target": "closest", "current": "nobody"}',
    '{"type": "response.attend.status", "target": "nobody", "current": "nobody"}',
    '{"type": "response.speak.start", "text": "hello", "gen_time": 0}',
    '{"type": "response.speak.end", "text": "hello"}',
    '{"type": "response.listen.start"}',
    '{"type": "response.listen.end", "cause": "USER_END"}',
)
"""What makes the topics of events say something."""

SAID_ONCE = {'state', '/tf_static', 'robot_description'}
"""Latched topics that say nothing new while all stays as it is; DDS repeats it to who asks reliably for what was."""


def published():
    """Give name and type of each row of the table."""
    text = DOCUMENT.read_text(encoding='utf-8')
    section = text.split('\n## Topics published\n', 1)[1].split('\n## ', 1)[0]
    rows = [line.strip('|').split(' | ') for line in section.splitlines() if line[:3] == '| `']
    return {row[0].strip(' `'): re.sub(r'\[([^]]+)\].*', r'\1', row[1].strip()) for row in rows}


def message_type(name):
    package, _, kind = name.partition('/msg/')
    return getattr(importlib.import_module(f'{package}.msg'), kind)


class Subscriptions:
    """One subscription for each topic and combination, and whether anything has come."""

    def __init__(self, lab):
        self._matched = {}
        self._seen = {}
        for (topic, kind), (reliability, durability) in itertools.product(
            published().items(), COMBINATIONS
        ):
            key = (topic, reliability, durability)
            profile = QoSProfile(depth=1, reliability=reliability, durability=durability)
            self._seen[key] = False
            subscription = lab.node.create_subscription(
                message_type(kind),
                topic,
                lambda _, key=key: self._seen.__setitem__(key, True),
                profile,
                raw=True,
            )
            self._matched[key] = subscription.get_publisher_count

    def received(self, *key):
        return self._seen[key]

    def matched(self, *key):
        return self._matched[key]() > 0


@pytest.fixture(scope='module')
def subscriptions(ros):
    """Subscribe to everything, and let the robot do everything again and again."""
    with laboratory() as lab:
        robot = lab.robot(visitors=1)
        lab.bridge(robot, publish_events=True)
        subscriptions = Subscriptions(lab)
        subscriptions.provoke = lambda: [
            robot.call(lambda each, frame=frame: each.send_raw(frame))
            for frame in EVENTS_OF_THE_ROBOT
        ]
        yield subscriptions


@pytest.mark.parametrize(
    ('reliability', 'durability'),
    COMBINATIONS,
    ids=[f'{one.name} {other.name}'.lower() for one, other in COMBINATIONS],
)
@pytest.mark.parametrize('topic', published())
def test_topic_is_received(subscriptions, topic, reliability, durability):
    key = (topic, reliability, durability)
    if topic in SAID_ONCE and (reliability, durability) != COMBINATIONS[-1]:
        wait_until(lambda: subscriptions.matched(*key), 'a match')
        return

    def received():
        if not subscriptions.received(*key):
            subscriptions.provoke()
            time.sleep(0.05)  # not to wait: how often the robot says it
        return subscriptions.received(*key)

    wait_until(received, f'a message of {topic}')


def test_every_publisher_of_the_bridge_is_reliable_and_transient_local(subscriptions, lab):
    lab.bridge(lab.robot(visitors=1), publish_events=True)
    node, place = lab.node, ('furhat_bridge', lab.node.get_namespace())

    def profiles():
        return {
            name: each.qos_profile
            for name, _ in node.get_publisher_names_and_types_by_node(*place)
            if '/_action/' not in name and name != '/parameter_events'  # not ours
            for each in node.get_publishers_info_by_topic(name)
            if (each.node_name, each.node_namespace) == place
        }

    wait_until(lambda: len(profiles()) > len(published()), 'all publishers')
    assert not {
        name
        for name, profile in profiles().items()
        if profile.reliability is not ReliabilityPolicy.RELIABLE
        or profile.durability is not DurabilityPolicy.TRANSIENT_LOCAL
    }


TRANSIENT_LOCAL = QoSProfile(depth=100, durability=DurabilityPolicy.TRANSIENT_LOCAL)


@pytest.mark.parametrize('profile', [SENSOR, EVENTS], ids=['sensor', 'events'])
def test_class_forgets_what_is_old(profile):
    assert 0 < profile.lifespan.nanoseconds <= 10 * 10**9


def test_subscriber_that_comes_late_gets_no_old_image(lab):
    robot = lab.robot(speed=1.0)
    lab.bridge(robot)
    with lab.subscribed(CompressedImage, 'camera/image_raw/compressed') as first:
        wait_until(lambda: first, 'an image')
    wait_until(lambda: requests(robot, 'request.camera.stop'), 'the end of the stream')
    now = lab.node.get_clock().now
    ended = now()
    # The middleware takes out what is old by a timer, which may be late itself.
    old = 2 * SENSOR.lifespan.nanoseconds
    wait_until(lambda: (now() - ended).nanoseconds > old, 'the images to be old')
    seen = lab.subscribe(CompressedImage, 'camera/image_raw/compressed', TRANSIENT_LOCAL)
    wait_until(lambda: seen, 'an image')
    stamp = seen[0].header.stamp
    assert stamp.sec * 10**9 + stamp.nanosec > ended.nanoseconds


def test_subscriber_that_comes_a_moment_late_gets_the_news(lab):
    robot = lab.robot()
    lab.bridge(robot)
    early = lab.subscribe(String, 'heard')
    lab.wait_until_served('heard')
    robot.call(lambda each: each.send_raw(EVENTS_OF_THE_ROBOT[0]))
    wait_until(lambda: early, 'the news')
    late = lab.subscribe(String, 'heard', TRANSIENT_LOCAL)
    wait_until(lambda: late, 'the news again')
    assert late[0].data == 'hello'


def test_stream_is_offered_as_an_override_says(lab):
    topic = lab.full_name('users')
    override = {f'qos_overrides.{topic}.publisher.durability': 'volatile'}
    lab.bridge(lab.robot(), **override)
    lab.wait_for_publishers('users')
    (info,) = lab.node.get_publishers_info_by_topic(topic)
    assert info.qos_profile.durability is DurabilityPolicy.VOLATILE
