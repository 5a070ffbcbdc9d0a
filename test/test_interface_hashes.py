"""Interfaces that PyPI lacks are the real ones: the hashes that ROS 2 compares between machines are equal."""

import importlib
import json
from pathlib import Path

import pytest

rclpy = pytest.importorskip('rclpy')
packages = pytest.importorskip('ament_index_python.packages')

HASHES = json.loads((Path(__file__).parent / 'data' / 'type_hashes.json').read_text())


def share(package):
    try:
        return Path(packages.get_package_share_directory(package))
    except packages.PackageNotFoundError:
        pytest.skip(f'{package} is not installed')


@pytest.fixture(scope='module')
def node():
    context = rclpy.Context()
    rclpy.init(context=context)
    node = rclpy.create_node('hashes', context=context)
    yield node
    node.destroy_node()
    rclpy.shutdown(context=context)


@pytest.mark.parametrize(('name', 'expected'), HASHES.items())
def test_what_is_installed_has_the_hash_of_the_real_package(name, expected):
    package, kind, message = name.split('/')
    description = share(package) / kind / f'{message}.json'
    if not description.is_file():
        pytest.skip('this ROS 2 knows no type hashes')
    hashes = json.loads(description.read_text())['type_hashes']
    assert {entry['type_name']: entry['hash_string'] for entry in hashes}[name] == expected


@pytest.mark.parametrize(('name', 'expected'), HASHES.items())
def test_what_a_node_announces_has_the_hash_of_the_real_package(name, expected, node):
    package, kind, message = name.split('/')
    share(package)
    message_type = getattr(importlib.import_module(f'{package}.{kind}'), message)
    topic = '/hash/' + message
    publisher = node.create_publisher(message_type, topic, 1)
    [info] = node.get_publishers_info_by_topic(topic)
    node.destroy_publisher(publisher)
    if not hasattr(info, 'topic_type_hash'):
        pytest.skip('this ROS 2 knows no type hashes')
    assert str(info.topic_type_hash) == expected
