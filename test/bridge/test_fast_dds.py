"""The profile of Fast DDS that the launch file chooses."""

import os
import subprocess
import sys

import pytest
from rclpy.utilities import get_rmw_implementation_identifier

from furhat_ros.bridge.fast_dds import CHOICES, CHOSEN_HERE, ours, variables
from furhat_ros.errors import InvalidRequest

LATER, EARLIER = CHOICES[:2]

SEGMENT = """
import re
import rclpy

rclpy.init()
node = rclpy.create_node('segment')
maps = open('/proc/self/maps').read()
for first, last in re.findall(r'(\\w+)-(\\w+) .* /dev/shm/fast(?:rtps|dds)_[0-9a-f]{16}', maps):
    print(int(last, 16) - int(first, 16))
"""


with_fast_dds = pytest.mark.skipif(
    'fastrtps' not in get_rmw_implementation_identifier(), reason='another middleware is chosen'
)


@pytest.mark.parametrize(
    ('distro', 'name'),
    [('humble', EARLIER), ('jazzy', EARLIER), ('kilted', LATER), ('lyrical', LATER)],
)
def test_profile_is_named_in_the_variable_of_the_distribution(tmp_path, distro, name):
    assert variables('auto', {'ROS_DISTRO': distro}, tmp_path) == {name: str(ours())}


@pytest.mark.parametrize('name', CHOICES)
def test_choice_in_the_environment_stays(tmp_path, name):
    environment = {'ROS_DISTRO': 'jazzy', name: 'something'}
    assert variables('auto', environment, tmp_path) == {}


@pytest.mark.parametrize('name', CHOSEN_HERE)
def test_choice_in_the_working_folder_stays(tmp_path, name):
    (tmp_path / name).touch()
    assert variables('auto', {}, tmp_path) == {}


def test_none_leaves_fast_dds_as_it_is(tmp_path):
    assert variables('none', {}, tmp_path) == {}


def test_file_that_is_named_counts_more_than_the_environment(tmp_path):
    file = tmp_path / 'mine.xml'
    file.touch()
    environment = {'ROS_DISTRO': 'kilted', LATER: 'another'}
    assert variables(str(file), environment, tmp_path) == {LATER: str(file)}


def test_file_that_is_not_there_is_an_error_in_words(tmp_path):
    with pytest.raises(InvalidRequest, match='there is no /nowhere'):
        variables('/nowhere', {}, tmp_path)


@with_fast_dds
def test_our_profile_gives_fast_dds_eight_megabytes(ros, tmp_path):
    assert max(segments(variables('auto', os.environ, tmp_path))) > 8_000_000


@with_fast_dds
def test_without_it_fast_dds_has_less_than_one(ros):
    assert 0 < max(segments({})) < 1_000_000


def segments(profile):
    """Give the sizes in bytes of the shared memory that a node has."""
    output = subprocess.run(
        [sys.executable, '-c', SEGMENT],
        env={**os.environ, **profile},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [int(line) for line in output.split()]
