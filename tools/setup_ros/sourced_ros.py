"""The ROS 2 that the user has sourced, if any."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import environment
import workspace
from places import PYTHON, ROOT, VENV
from steps import SetupFailed, Workbench, digest, say, shown


def distro_in(env: Mapping[str, str]) -> str | None:
    """Name the sourced ROS 2, or None: ROS_DISTRO alone is a wish, not a ROS 2."""
    prefixes = [Path(path) for path in env.get('AMENT_PREFIX_PATH', '').split(os.pathsep) if path]
    if not prefixes or any(prefix.is_relative_to(VENV) for prefix in prefixes):
        return None
    for prefix in prefixes:
        hook = prefix / 'share' / 'ros_environment' / 'environment' / '1.ros_distro.sh'
        if hook.is_file():
            found = re.search(r'ROS_DISTRO=(\w+)', hook.read_text())
            if found:
                return found.group(1)
    return env.get('ROS_DISTRO')


def usable() -> bool:
    """Tell whether this Python can import the sourced rclpy."""
    command = [sys.executable, '-c', 'import rclpy, rclpy.node']
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def prepare(distro: str) -> Path:
    """Install the dependencies and build the package on the sourced ROS 2."""
    bench = Workbench(VENV / f'sourced-{distro}-{PYTHON}')
    with bench.locked():
        if not (bench.folder / 'overlay.done').exists():
            say(f'== The ROS 2 {distro} that is sourced (details: {shown(bench.log)})')
        underlay = digest([os.environ['AMENT_PREFIX_PATH'], sys.executable])
        key = digest([underlay], [ROOT / 'package.xml'])
        bench.step('rosdep', 'rosdep', key, lambda: _dependencies(bench, distro))

        overlay = bench.folder / 'overlay'
        key = digest([key, workspace.own_package_key()])
        bench.step('overlay', 'furhat_ros', key, lambda: _build(bench, overlay))
        script = bench.folder / 'env.sh'
        script.write_text(environment.sourced_script(distro, [overlay / 'install']))
        return script


def _dependencies(bench: Workbench, distro: str) -> None:
    if not shutil.which('colcon'):
        raise SetupFailed(
            'colcon is missing. Install it, then run the same make again:\n\n'
            '    sudo apt-get install -y python3-colcon-common-extensions\n'
        )
    wanted = ['--from-paths', str(ROOT), '--ignore-src', '--rosdistro', distro]
    install = shlex.join(['rosdep', 'install', '-y', *wanted])
    missing = _missing(wanted)
    if missing is None:
        say(
            f'\n   rosdep cannot tell what is missing. If something is: rosdep update && {install}'
        )
    elif missing and os.geteuid() == 0:
        advice = f'Install these yourself, then run the same make again:\n\n    {missing}\n'
        bench.run(['sh', '-c', f'apt-get update; {install}'], os.environ, advice)
    elif missing:
        raise SetupFailed(
            f'This ROS 2 lacks packages:\n\n{missing}\n\n'
            f'Install them, then run the same make again:\n\n    {install}\n'
        )


def _missing(wanted: list[str]) -> str | None:
    """Return what rosdep finds missing; None if it is not installed or was never initialised."""
    if not shutil.which('rosdep'):
        return None
    command = ['rosdep', 'check', *wanted]
    check = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check.returncode == 0:
        return ''
    return check.stdout.strip() if 'not been satisfied' in check.stdout else None


def _build(bench: Workbench, overlay: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith('MAKE')}
    workspace.build_own_package(bench, overlay, env, Path(sys.executable))
