"""Which module may import what: the shape of the house, read from the source."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / 'furhat_ros'
LAYERS = ('protocol', 'client', 'bridge', 'virtual_robot', 'export')
MAY_IMPORT = {
    '__init__': set(),
    'errors': set(),
    'protocol': {'errors'},
    'client': {'errors', 'protocol'},
    'virtual_robot': {'errors', 'protocol'},
    'export': {'errors'},
    'bridge': {'errors', 'protocol', 'client', 'msg', 'srv', 'action'},
}
ONLY_IN = {
    'websockets': ('client/websocket.py', 'client/pushing.py', 'virtual_robot/server.py'),
    'orjson': ('protocol/accelerators.py',),
    'pybase64': ('protocol/accelerators.py',),
    'rclpy': ('bridge/',),
    'rosbags': ('export/',),
    'matplotlib': ('export/overview.py',),
    'pyarrow': ('export/users.py',),
    'asyncio': ('client/', 'bridge/', 'virtual_robot/'),
    'socket': ('client/', 'bridge/', 'virtual_robot/'),
    'threading': ('client/', 'bridge/', 'virtual_robot/'),
    # The library of eSpeak NG is GPL-3: it stays in a process of its own. The C library is in every process.
    'ctypes': ('virtual_robot/espeak_process.py', 'bridge/memory.py'),
    # Nobody needs pytest to have a robot.
    'pytest': ('virtual_robot/pytest_plugin.py',),
}
THREAD_CROSSINGS = ('client/io_thread.py', 'virtual_robot/thread.py')
SAY_NOTHING = {
    'base',
    'common',
    'handler',
    'helper',
    'helpers',
    'manager',
    'misc',
    'util',
    'utils',
}


def imports(path, source):
    """Give the full names of the modules that a module imports, wherever in its code."""
    package = ['furhat_ros', *Path(path).parent.parts]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = '.'.join([*start, *filter(None, [node.module])])
            yield from (f'{module}.{alias.name}' for alias in node.names)


def violations(path, source):
    """Give what is wrong with a module, each in one sentence; `path` is relative to the package."""
    layer = Path(path).parts[0].removesuffix('.py')
    for name in imports(path, source):
        top, _, rest = name.partition('.')
        other = rest.partition('.')[0]
        if top == 'furhat_ros' and other not in {*MAY_IMPORT[layer], layer}:
            yield f'{path} imports {name}'
        if not path.startswith(ONLY_IN.get(top, '')):
            yield f'{path} imports {name}'
        if top.endswith(('_msgs', '_interfaces')) and layer != 'bridge':
            yield f'{path} imports {name}'
    if 'run_coroutine_threadsafe' in source and path not in THREAD_CROSSINGS:
        yield f'{path} crosses into another thread'
    if set(Path(path).stem.split('_')) & SAY_NOTHING:
        yield f'{path} has a name that says nothing'


def modules():
    paths = [*HOUSE.glob('*.py'), *(p for layer in LAYERS for p in (HOUSE / layer).rglob('*.py'))]
    return sorted(path.relative_to(HOUSE).as_posix() for path in paths)


@pytest.mark.parametrize('path', modules())
def test_a_module_keeps_to_its_layer(path):
    source = (HOUSE / path).read_text(encoding='utf-8')

    assert list(violations(path, source)) == []


@pytest.mark.parametrize('layer', LAYERS)
def test_every_layer_is_looked_at(layer):
    assert f'{layer}/__init__.py' in modules()


@pytest.mark.parametrize(
    ('layer', 'other'),
    [('protocol', 'errors'), ('client', 'protocol'), ('virtual_robot', 'protocol')],
)
def test_the_imports_of_a_layer_are_found(layer, other):
    paths = [path for path in modules() if path.startswith(f'{layer}/')]
    names = [n for p in paths for n in imports(p, (HOUSE / p).read_text(encoding='utf-8'))]

    assert any(name.startswith(f'furhat_ros.{other}.') for name in names)


@pytest.mark.parametrize(
    ('path', 'source'),
    [
        ('__init__.py', 'from .errors import FurhatError'),
        ('errors.py', 'from .protocol import codec'),
        ('errors.py', 'import furhat_ros.client.robot'),
        ('protocol/new.py', 'from ..client.robot import Robot'),
        ('protocol/new.py', 'from .. import client'),
        ('protocol/new.py', 'from furhat_ros import client'),
        ('protocol/new.py', 'from furhat_ros.virtual_robot import strict'),
        ('protocol/new.py', 'import asyncio'),
        ('protocol/new.py', 'from asyncio import sleep'),
        ('protocol/new.py', 'import socket'),
        ('protocol/new.py', 'import websockets.frames'),
        ('protocol/new.py', 'def late():\n    import rclpy'),
        ('client/new.py', 'from ..bridge.node import Bridge'),
        ('client/new.py', 'from ..virtual_robot.robot import VirtualFurhat'),
        ('client/new.py', 'from furhat_ros.msg import Users'),
        ('client/new.py', 'from websockets.exceptions import ConnectionClosed'),
        ('client/new.py', 'import rclpy.node'),
        ('client/new.py', 'from std_msgs.msg import String'),
        ('client/new.py', 'asyncio.run_coroutine_threadsafe(work, loop)'),
        ('virtual_robot/new.py', 'from ..client.robot import Robot'),
        ('virtual_robot/new.py', 'from furhat_ros.bridge import node'),
        ('virtual_robot/new.py', 'import furhat_ros.srv'),
        ('virtual_robot/new.py', 'import websockets'),
        ('virtual_robot/new.py', 'from rclpy.node import Node'),
        ('virtual_robot/new.py', 'import sensor_msgs.msg'),
        ('virtual_robot/new.py', 'import pytest'),
        ('virtual_robot/tape/new.py', 'import websockets'),
        ('virtual_robot/tape/new.py', 'from ...client.websocket import WebSocket'),
        ('export/new.py', 'from ..protocol.users import User'),
        ('export/new.py', 'from furhat_ros.msg import Users'),
        ('export/new.py', 'import rclpy'),
        ('export/new.py', 'import matplotlib.figure'),
        ('bridge/new.py', 'import websockets'),
        ('bridge/new.py', 'from rosbags.rosbag2 import Reader'),
        ('bridge/new.py', 'from furhat_ros.virtual_robot.robot import VirtualFurhat'),
        ('bridge/new.py', 'from asyncio import run_coroutine_threadsafe'),
        ('bridge/utils.py', ''),
        ('client/link_manager.py', ''),
        ('virtual_robot/test_helpers.py', ''),
    ],
)
def test_a_violation_is_noticed(path, source):
    assert list(violations(path, source)) != []


@pytest.mark.parametrize(
    ('path', 'source'),
    [
        ('protocol/new.py', 'import json\nfrom ..errors import ProtocolViolation'),
        ('protocol/new.py', 'from . import speak\nfrom .message import Event'),
        ('client/new.py', 'import asyncio\nfrom ..protocol.message import Event'),
        ('export/new.py', 'from rosbags.rosbag2 import Reader\nfrom ..errors import NotExported'),
        ('client/websocket.py', 'from websockets.exceptions import ConnectionClosed'),
        ('client/io_thread.py', 'import asyncio\nasyncio.run_coroutine_threadsafe'),
        ('virtual_robot/server.py', 'import websockets\nfrom . import page'),
        ('bridge/new.py', 'import rclpy\nfrom furhat_ros.msg import Users\nimport std_msgs.msg'),
        (
            'bridge/new.py',
            'from furhat_ros.client.robot import Robot\nfrom .feature import Feature',
        ),
    ],
)
def test_what_is_allowed_is_no_violation(path, source):
    assert list(violations(path, source)) == []
