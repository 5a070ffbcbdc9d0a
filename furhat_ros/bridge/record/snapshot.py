"""The executable `snapshot`: parameters of a bridge and state of its robot, as files beside a recording."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import rclpy
import yaml
from ament_index_python.packages import get_package_share_directory
from rclpy.node import Node
from rclpy.parameter import parameter_value_to_python
from rclpy.parameter_client import AsyncParameterClient
from rclpy.signals import SignalHandlerOptions
from rclpy.task import Future
from rclpy.utilities import remove_ros_args

from furhat_ros.msg import RobotState
from furhat_ros.srv import GetSystemStatus

from ..node import NODE_NAME
from ..policies.qos import LATCHED

ANSWER_TIMEOUT = 3.0
"""Seconds for the bridge to answer a question."""

QUESTIONS = 5
"""So often it is asked: an answer is lost if the bridge has not yet found who asked."""

KNOWN_TIMEOUT = 10.0
"""Seconds for the robot to be connected and known; then what is known is written."""

PERIOD = 0.1
"""Seconds between two looks."""

LINKS = ('RESOLVING', 'CONNECTING', 'AUTHENTICATING', 'CONNECTED', 'WAITING', 'REFUSED', 'CLOSED')
KINDS = ('unknown', 'physical', 'virtual')


class Snapshot(Node):
    """Asks the bridge in its own namespace."""

    def __init__(self) -> None:
        super().__init__('furhat_snapshot')
        self._state: RobotState | None = None
        self.create_subscription(RobotState, 'state', self._take_state, LATCHED)
        self._status = self.create_client(GetSystemStatus, 'get_system_status')
        self._parameters = AsyncParameterClient(self, NODE_NAME)

    def wait_for_bridge(self) -> None:
        """Wait as long as it takes."""
        told = False
        while not (self._parameters.services_are_ready() and self._state is not None):
            rclpy.spin_once(self, timeout_sec=PERIOD)
            if not told:
                self.get_logger().info(f'waiting for a bridge in {self.get_namespace()}')
                told = True

    def parameters(self) -> dict[str, Any]:
        """Give what can be loaded as a parameter file again."""
        names = self._answer(self._parameters.list_parameters).result.names
        values = self._answer(partial(self._parameters.get_parameters, names)).values
        known = {
            name: python
            for name, value in zip(names, values, strict=True)
            if (python := _plain(parameter_value_to_python(value))) is not None
        }
        full_name = f'{self.get_namespace().rstrip("/")}/{NODE_NAME}'
        return {full_name: {'ros__parameters': known}}

    def robot(self) -> dict[str, Any]:
        """Give what is known of the robot now."""
        deadline = time.monotonic() + KNOWN_TIMEOUT
        while not self._is_known() and time.monotonic() < deadline:
            rclpy.spin_once(self, timeout_sec=PERIOD)
        status = self._answer(partial(self._status.call_async, GetSystemStatus.Request()))
        package = ElementTree.parse(
            Path(get_package_share_directory('furhat_ros')) / 'package.xml'
        )
        return {
            'taken': datetime.now(tz=timezone.utc).isoformat(timespec='milliseconds'),
            'namespace': self.get_namespace(),
            'furhat_ros': package.getroot().findtext('version'),
            'ros_distro': os.environ.get('ROS_DISTRO', 'unknown'),
            'state': _state(self._state),
            'system': (
                {'volume': status.volume, 'virtual': status.is_virtual}
                if status.success
                else {'unknown': status.message}
            ),
        }

    def _is_known(self) -> bool:
        state = self._state
        return state is not None and state.link == RobotState.CONNECTED and bool(state.voice_id)

    def _take_state(self, state: RobotState) -> None:
        self._state = state

    def _answer(self, ask: Callable[[], Future]) -> Any:
        for _ in range(QUESTIONS):
            future = ask()
            rclpy.spin_until_future_complete(self, future, timeout_sec=ANSWER_TIMEOUT)
            if future.done():
                return future.result()
        raise TimeoutError(f'the bridge in {self.get_namespace()} does not answer')


def main() -> int:
    """Write the files; give the exit status."""
    arguments = _parser().parse_args(remove_ros_args(sys.argv)[1:])
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        rclpy.init(args=sys.argv, signal_handler_options=SignalHandlerOptions.NO)
        _take(arguments.folder, wait=arguments.wait)
        _ignore_signals()
    except KeyboardInterrupt:
        sys.stderr.write('furhat_snapshot: ended before everything was written\n')
    except (OSError, TimeoutError) as error:
        sys.stderr.write(f'furhat_snapshot: {error}\n')
        return 1
    finally:
        _ignore_signals()
        rclpy.try_shutdown()
    return 0


def _ignore_signals() -> None:
    """Come to an end that has begun."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _take(folder: Path, *, wait: bool) -> None:
    node = Snapshot()
    node.wait_for_bridge()
    parameters, robot = node.parameters(), node.robot()
    while wait and not folder.is_dir():
        rclpy.spin_once(node, timeout_sec=PERIOD)
    _write(folder / 'furhat_parameters.yaml', parameters)
    _write(folder / 'furhat_robot.yaml', robot)
    node.get_logger().info(f'parameters and state of the robot are in {folder}')


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='snapshot',
        description='Write the parameters of a bridge and the state of its robot as YAML.',
        epilog='The namespace of the bridge: --ros-args -r __ns:=/furhat',
    )
    parser.add_argument('folder', type=Path, help='where to write them; it is made')
    parser.add_argument(
        '--wait', action='store_true', help='do not make the folder, wait until somebody does'
    )
    return parser


def _state(state: Any) -> dict[str, Any]:
    return {
        'link': LINKS[state.link] if state.link < len(LINKS) else state.link,
        'reason': state.reason,
        'url': state.url,
        'scope': state.scope,
        'connects': state.connects,
        'kind': KINDS[state.kind] if state.kind < len(KINDS) else state.kind,
        'voice_id': state.voice_id,
        'face_id': state.face_id,
        'volume': state.volume,
    }


def _plain(value: Any) -> Any:
    """Give a list for an array."""
    if isinstance(value, str | bytes | int | float | None):
        return value
    return list(value)


def _write(path: Path, content: dict[str, Any]) -> None:
    """Put a whole file there, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix('.new')
    unfinished.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), 'utf-8')
    unfinished.replace(path)


if __name__ == '__main__':
    sys.exit(main())
