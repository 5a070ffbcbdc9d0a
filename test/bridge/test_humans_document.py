"""The table of ROS4HRI in docs/interfaces.md tells what a running bridge publishes of people, and nothing else."""

import contextlib

import pytest

from furhat_ros.msg import Users

from .conftest import wait_until
from .test_interfaces_document import BRIDGE, classes, plain, profiles, rows

pytest.importorskip('hri_msgs')

TABLE = rows('People for ROS4HRI')


@pytest.fixture
def person(lab):
    """One person in front of a bridge that publishes all it can, with a voice or without."""
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna'))
    lab.bridge(robot, **{'humans.namespace': 'humans', 'humans.cropped': True})
    lab.subscribe(Users, 'users')


def topics(lab):
    """Give names and types of what is expected; the only voice with topics is that of the anonymous speaker."""
    named = {}
    for row in TABLE:
        name = plain(row[0])
        whose = 'anonymous_speaker' if name.startswith('voices') else 'anna'
        named[lab.full_name('humans/' + name.replace('<id>', whose))] = row
    return named


def test_names_and_types_are_those_of_the_running_bridge(lab, person):
    expected = {name: plain(row[1]) for name, row in topics(lab).items()}

    def published():
        offered = lab.node.get_publisher_names_and_types_by_node(BRIDGE, lab.node.get_namespace())
        return {
            name: kinds[0] for name, kinds in offered if name.startswith(lab.full_name('humans/'))
        }

    with contextlib.suppress(AssertionError):
        wait_until(lambda: published() == expected, 'the graph of the document')
    assert published() == expected


def test_quality_of_service_is_that_of_the_running_bridge(lab, person):
    ask = lab.node.get_publishers_info_by_topic
    for name, row in topics(lab).items():
        (profile,) = wait_until(lambda name=name: profiles(lab, ask, name), name)
        reliability, durability, depth = classes()[row[2].split(',')[0]]
        assert (profile.reliability.name, profile.durability.name) == (reliability, durability)
        if profile.depth:  # 0: DDS does not tell
            assert profile.depth == depth
