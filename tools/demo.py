"""
The demo: a virtual robot, the bridge and a tour node, each a process of its own.

`--host` takes a real robot instead of the virtual one. With `--once` it ends after the tour, with status 0 only if
every step was seen; without, robot and bridge stay up until Ctrl-C.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from ament_index_python.packages import get_package_prefix, get_package_share_directory

NAMESPACE = '/furhat'
STOP_TIMEOUT = 5.0  # s
PAGE = 'page: '  # how the virtual robot begins the line that tells its address


class Program:
    """One process of the demo; its output appears line by line behind its name. A context manager that ends it."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        self._page = ''
        self._told = threading.Event()
        prefix = Path(get_package_prefix('furhat_ros'))
        # In a session of its own, so that a Ctrl-C reaches the demo alone, which ends its programs in order.
        self.process = subprocess.Popen(
            [prefix / 'lib' / 'furhat_ros' / name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors='replace',
            start_new_session=True,
            env={**os.environ, 'PYTHONUNBUFFERED': '1'},
        )
        self._reader = threading.Thread(target=self._show, daemon=True)
        self._reader.start()

    def __enter__(self) -> 'Program':
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(1.0)

    def wait_for_page(self) -> str:
        """Wait until the program has said where its page is; give nothing if it ends instead."""
        self._told.wait()
        return self._page

    def _show(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            # The tour is what people came for; the others speak in the margin.
            print(line if self.name == 'tour' else f'{self.name:>14} | {line}', end='', flush=True)
            if line.startswith(PAGE):
                self._page = line.removeprefix(PAGE).strip()
                self._told.set()
        self._told.set()


def main() -> int:
    """Run the demo; give the exit status."""
    options = _options()
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: _interrupt())
    try:
        with ExitStack() as programs:
            return _run(options, programs)
    except KeyboardInterrupt:
        print('\nThe demo has ended.', flush=True)
        return 1 if options.once else 0


def _run(options: argparse.Namespace, programs: ExitStack) -> int:
    host, port, people, page = options.host, options.port, 1, ''
    if not host:
        robot = programs.enter_context(Program('virtual_robot', '--port', str(port or 0)))
        page = robot.wait_for_page()
        if not page:
            print('The virtual robot did not start.', file=sys.stderr)
            return 1
        host, port, people = '127.0.0.1', int(page.rstrip('/').rsplit(':', 1)[1]), 2
        print(_LOOK.format(page=page), flush=True)
    bridge = programs.enter_context(Program('bridge', *_bridge_arguments(host, port or 9000)))
    tour = programs.enter_context(
        Program('tour', '--ros-args', '-r', f'__ns:={NAMESPACE}', '-p', f'people:={people}')
    )
    status = tour.process.wait()
    if options.once:
        return 0 if status == 0 and bridge.process.poll() is None else 1
    print(_hint(f'ws://{host}:{port or 9000}', page), flush=True)
    bridge.process.wait()
    return 1


def _bridge_arguments(host: str, port: int) -> list[str]:
    defaults = Path(get_package_share_directory('furhat_ros')) / 'config' / 'furhat.yaml'
    parameters = {'host': host, 'port': port, 'frame_prefix': 'furhat/'}
    arguments = ['--ros-args', '-r', f'__ns:={NAMESPACE}', '--params-file', str(defaults)]
    for name, value in parameters.items():
        arguments += ['-p', f'{name}:={value}']
    return arguments


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description='Show what furhat_ros does.')
    parser.add_argument('--once', action='store_true', help='end after the tour')
    parser.add_argument('--host', default='', help='a real robot, instead of the virtual one')
    parser.add_argument('--port', type=int, default=0, help='port of the robot')
    return parser.parse_args()


def _hint(url: str, page: str) -> str:
    run = 'ros2 run furhat_ros '
    commands = _ROS2_COMMANDS
    if not shutil.which('ros2'):
        run = f'{get_package_prefix("furhat_ros")}/lib/furhat_ros/'
        commands = (
            '(The ros2 command line comes with an installed ROS 2; PyPI does not have it.)\n'
        )
    hint = _HINT.format(url=url, run=run, namespace=NAMESPACE, commands=commands)
    return hint + (_SHOWN.format(page=page) if page else '')


def _interrupt() -> None:
    raise KeyboardInterrupt


_LOOK = """
The robot has a face: open {page} in a browser, and watch the tour there.
"""

_SHOWN = """Whatever you try is seen at {page}, where you can also play the people in front of the robot.
"""

_HINT = """
The robot ({url}) and the bridge stay up until Ctrl-C. In another terminal, open a shell with `make shell` and try
  {run}tour --ros-args -r __ns:={namespace}
  {run}receptionist --ros-args -r __ns:={namespace}  # ask it for coffee
{commands}"""

_ROS2_COMMANDS = """  ros2 topic echo /furhat/users
  ros2 topic hz /furhat/camera/image_raw/compressed
  ros2 action send_goal --feedback /furhat/speak furhat_ros/action/Speak "{text: 'hello there'}"
  ros2 action send_goal --feedback /furhat/listen furhat_ros/action/Listen
"""

if __name__ == '__main__':
    sys.exit(main())
