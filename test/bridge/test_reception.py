"""Every topic that is published reaches every subscriber, however it subscribes."""

import importlib
import itertools
import re
import time
from pathlib import Path

import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

from .conftest import laboratory, wait_until

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
