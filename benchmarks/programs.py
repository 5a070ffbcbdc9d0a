"""The executables of the package, each in a process of its own, and the machine that they run on."""

import os
import platform
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STOP_TIMEOUT = 5.0  # s
PATIENCE = 20.0  # s for anything that must happen


class NotSeen(Exception):
    """Something did not happen that the measurement needs."""


def end(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> None:
    """End a process by a signal, and by force if that does not help."""
    process.send_signal(by)
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def program(name: str, *arguments: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run one of the executables of the package for the time of a block."""
    from ament_index_python.packages import get_package_prefix  # not every benchmark needs ROS

    path = Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / name
    process = subprocess.Popen([path, *arguments], text=True, start_new_session=True, **options)
    try:
        yield process
    finally:
        end(process)


@contextmanager
def robot(*arguments: str) -> Iterator[str]:
    """Run a virtual robot for the time of a block; give its address."""
    # The same times on every machine, whether it has eSpeak NG or not.
    choices = ('--port', '0', '--synthesizer', 'estimate', *arguments)
    with program('virtual_robot', *choices, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = next((word for word in line.split() if word.startswith('ws://')), '')
        if not url:
            raise NotSeen('the virtual robot did not start')
        yield url


@contextmanager
def bridge(url: str, namespace: str) -> Iterator[None]:
    """Run a bridge to a virtual robot for the time of a block."""
    port = urlsplit(url).port
    parameters = ('-p', 'host:=127.0.0.1', '-p', f'port:={port}')
    with program('bridge', '--ros-args', '-r', f'__ns:={namespace}', *parameters):
        yield


def machine() -> str:
    """Describe what was measured on."""
    distribution = os.environ.get('ROS_DISTRO')
    ros = f' ROS 2 {distribution},' if distribution else ''
    return (
        f'{platform.system()} {platform.machine()}, {os.cpu_count()} cores,'
        f' Python {platform.python_version()},{ros} websockets {version("websockets")}'
    )
