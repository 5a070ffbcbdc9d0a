"""Who takes part, and how each of them is started."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ament_index_python.packages import get_package_prefix

from furhat_ros.bridge import fast_dds
from furhat_ros.protocol.accelerators import SWITCH

from .processes import Program, python, running

OURS, PLAIN, NAIVE, FLOOR = 'ours', 'ours without accelerators', 'naive', 'floor'
CRAMPED = 'ours without config/fastdds.xml'
KNOWING = 'floor without JSON'
PUBLISHING = 'publishing alone'


@contextmanager
def contestant(name: str, port: int, namespace: str, streams: list[str]) -> Iterator[Program]:
    """Run one of them, connected to a robot, for the time of a block."""
    if name in (OURS, PLAIN, CRAMPED):
        with bridge(port, [namespace], name) as ours:
            yield ours
        return
    environment = {**os.environ, **({} if name == NAIVE else _profile())}
    with running(_command(name, port, namespace, streams), env=environment) as other:
        yield other


def _command(name: str, port: int, namespace: str, streams: list[str]) -> list[str]:
    if name == PUBLISHING:
        return python('publishing', namespace)
    url = f'ws://127.0.0.1:{port}/v1/events'
    if name == KNOWING:
        return python(FLOOR, url, namespace, *streams, '--knowing')
    return python(name, url, namespace, *streams)


@contextmanager
def bridge(port: int, namespaces: list[str], name: str = OURS) -> Iterator[Program]:
    """Run the bridge to one or several robots for the time of a block, with what the launch file gives it."""
    path = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / 'bridge'
    parameters = ['-p', 'host:=127.0.0.1', '-p', f'port:={port}', '--log-level', 'warn']
    environment = {**os.environ, SWITCH: 'off' if name == PLAIN else 'on'}
    if name != CRAMPED:
        environment.update(_profile())
    with running(
        [str(path), *namespaces, '--ros-args', *parameters],
        env=environment,
    ) as ours:
        yield ours


def _profile() -> dict[str, str]:
    """Give the profile of Fast DDS for the environment, as the launch file does."""
    return fast_dds.variables('auto', os.environ, Path.cwd())
