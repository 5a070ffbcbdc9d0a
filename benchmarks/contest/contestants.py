"""Who takes part, and how each of them is started."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ament_index_python.packages import get_package_prefix, get_package_share_directory

from furhat_ros.bridge import fast_dds
from furhat_ros.protocol.accelerators import SWITCH

from .processes import Program, python, running

OURS, PLAIN, NAIVE, FLOOR = 'ours', 'ours without accelerators', 'naive', 'floor'
CRAMPED = 'ours without config/fastdds.xml'


def profile() -> dict[str, str]:
    """Give the profile of Fast DDS for the environment, as the launch file does."""
    ours = Path(get_package_share_directory('furhat_ros')) / 'config' / 'fastdds.xml'
    return fast_dds.variables('auto', ours, os.environ, Path.cwd())


@contextmanager
def contestant(name: str, port: int, namespace: str, streams: list[str]) -> Iterator[Program]:
    """Run one of them, connected to a robot, for the time of a block."""
    if name in (OURS, PLAIN, CRAMPED):
        with bridge(port, [namespace], name) as ours:
            yield ours
        return
    url = f'ws://127.0.0.1:{port}/v1/events'
    environment = {**os.environ, **profile()} if name == FLOOR else None
    with running(python(name, url, namespace, *streams), env=environment) as other:
        yield other


@contextmanager
def bridge(
    port: int, namespaces: list[str], name: str = OURS, level: str = 'warn', **options: object
) -> Iterator[Program]:
    """Run the bridge to one or several robots for the time of a block, with what the launch file gives it."""
    path = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / 'bridge'
    parameters = ['-p', 'host:=127.0.0.1', '-p', f'port:={port}', '--log-level', level]
    environment = {**os.environ, SWITCH: 'off' if name == PLAIN else 'on'}
    if name != CRAMPED:
        environment.update(profile())
    with running(
        [str(path), *namespaces, '--ros-args', *parameters],
        env=environment,
        **options,
    ) as ours:
        yield ours
