"""A robot, a bridge and a subscriber on three hosts, with a cable from each to the next."""

import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from ament_index_python.packages import get_package_prefix

from .emulator import Cable
from .hosts import Host, remove_leftovers
from .program import Program

# Addresses that RFC 5737 keeps for documents, so that they are nobody's: one network for each cable.
ROBOT, BRIDGE = '192.0.2.1', '192.0.2.2'
BRIDGE_TO_ROS, SUBSCRIBER = '198.51.100.1', '198.51.100.2'

PORT = 9000

HERE = Path(__file__).parent


class ThreeHosts:
    """
    The hosts, the cables between them, and what runs there; a context manager.

    Nothing but the programs of these hosts can be reached from them. At the end everything is ended and removed.
    """

    def __init__(self, seed: int = 1) -> None:
        self.robot = Host('robot')
        self.bridge = Host('bridge')
        self.subscriber = Host('subscriber')
        self.robot_cable = Cable(
            self.robot.plug('to_bridge', ROBOT), self.bridge.plug('to_robot', BRIDGE), seed
        )
        self.ros_cable = Cable(
            self.bridge.plug('to_ros', BRIDGE_TO_ROS),
            self.subscriber.plug('to_bridge', SUBSCRIBER),
            seed,
        )
        self._stack = ExitStack()

    def __enter__(self) -> 'ThreeHosts':
        remove_leftovers()
        with ExitStack() as stack:
            for host in (self.robot, self.bridge, self.subscriber):
                stack.enter_context(host)
            for cable in (self.robot_cable, self.ros_cable):
                stack.enter_context(cable)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def start_robot(self, *options: str) -> Program:
        """Switch the virtual robot on."""
        where = f'--host={ROBOT}', f'--port={PORT}', '--synthesizer=estimate'
        command = _executable('virtual_robot'), *where, *options
        return self._start('virtual Furhat on', self.robot, *command)

    def start_dealt_robot(self) -> Program:
        """Switch a virtual robot on whose time runs only when it is told to; see `dealt_robot`."""
        command = sys.executable, HERE / 'dealt_robot.py', ROBOT, str(PORT)
        return self._start('ready', self.robot, *command)

    def start_bridge(self, **parameters: Any) -> Program:
        """Start the bridge, and wait until it is connected."""
        values = {'host': ROBOT, 'port': PORT, **parameters}
        arguments = [word for name, value in values.items() for word in ('-p', f'{name}:={value}')]
        command = _executable('bridge'), '--ros-args', *arguments
        return self._start('connected to', self.bridge, *command)

    def start_subscriber(self, *topics: str, host: Host | None = None) -> Program:
        """Start a ROS node that tells what it gets, on its own host or another; see `subscriber`."""
        command = sys.executable, HERE / 'subscriber.py', *topics
        return self._start('ready', host or self.subscriber, *command)

    def _start(self, sign: str, host: Host, *command: str | Path) -> Program:
        """Start a program and wait for a word that shows that it is up."""
        program = host.run(*command)
        self._stack.callback(program.end)
        program.wait_for(sign, lambda: any(sign in line for line in program.lines))
        return program


def _executable(name: str) -> Path:
    return Path(get_package_prefix('furhat_ros')) / 'lib' / 'furhat_ros' / name
