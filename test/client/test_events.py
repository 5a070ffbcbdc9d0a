import subprocess
import sys
from importlib import import_module

import pytest

from furhat_ros.client import Events
from furhat_ros.protocol.codec import EVENTS, REQUESTS


def attributes(cls):
    return {name: value for name, value in vars(cls).items() if not name.startswith('_')}


@pytest.mark.parametrize('package', ['furhat_realtime_api', 'furhat_ws_api'])
def test_every_published_name_has_the_published_value(package):
    vendor = pytest.importorskip(package)

    assert attributes(vendor.Events).items() <= attributes(Events).items()


def test_every_message_of_the_protocol_has_a_name():
    assert {message.type for message in (*REQUESTS, *EVENTS)} == set(attributes(Events).values())


@pytest.mark.parametrize('name', attributes(Events))
def test_the_name_follows_from_the_value(name):
    assert name == getattr(Events, name).replace('.', '_')


def test_a_star_import_gives_the_three_names():
    names = {}
    exec('from furhat_ros.client import *', names)

    assert set(names) - {'__builtins__'} == {'AsyncFurhatClient', 'Events', 'FurhatClient'}


@pytest.mark.parametrize('module', ['robot', 'address', 'session', 'async_client', 'sync_client'])
def test_every_module_can_be_the_first_that_is_imported(module):
    name = f'furhat_ros.client.{module}'

    assert import_module(name)
    assert subprocess.run([sys.executable, '-c', f'import {name}'], check=True).returncode == 0
