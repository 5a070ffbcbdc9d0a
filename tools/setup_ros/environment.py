"""The environment that ROS 2 programs run in, as a shell script and as variables."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

# What a ROS workspace, another Python or an outer make leaves in the environment. The last is
# the note of the ROS wheels that LD_LIBRARY_PATH is set already: for another environment, it is not.
FOREIGN = (
    'AMENT_CURRENT_PREFIX',
    'AMENT_PREFIX_PATH',
    'CMAKE_PREFIX_PATH',
    'COLCON_CURRENT_PREFIX',
    'COLCON_PREFIX_PATH',
    'LD_LIBRARY_PATH',
    'MAKEFLAGS',
    'MAKELEVEL',
    'MFLAGS',
    'PYTHONHOME',
    'PYTHONPATH',
    'RMW_IMPLEMENTATION',
    'ROS_LOCALHOST_ONLY',
    '_ROS_WHEELS_BOOTSTRAP_COMPLETE',
)


def private_script(distro: str, ros: Path, installs: list[Path]) -> str:
    """Return the script that enters a private ROS 2 and the workspaces built on it."""
    lines = ['# Written by set-up, for bash: enter the private ROS 2 and the workspaces on it.']
    lines += [f'unset {name}' for name in FOREIGN]
    lines += [
        f'export VIRTUAL_ENV={shlex.quote(str(ros))}',
        'export AMENT_PREFIX_PATH="$VIRTUAL_ENV"',
        'export CMAKE_PREFIX_PATH="$VIRTUAL_ENV"',
        'export PATH="$VIRTUAL_ENV/bin:$PATH"',
        f'export ROS_DISTRO={distro} ROS_VERSION=2 ROS_PYTHON_VERSION=3',
    ]
    return '\n'.join([*lines, *_discovery(distro), *_workspaces(installs)]) + '\n'


def sourced_script(distro: str, installs: list[Path]) -> str:
    """Return the script that adds our workspaces to the ROS 2 that is sourced already."""
    lines = ['# Written by set-up, for bash: on top of the ROS 2 that is sourced already.']
    return '\n'.join([*lines, *_discovery(distro), *_workspaces(installs)]) + '\n'


def variables(script: Path) -> dict[str, str]:
    """Return the environment after sourcing the script in this one."""
    command = ['bash', '--noprofile', '--norc', '-c', '. "$0" && exec env -0', str(script)]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return dict(entry.split('=', 1) for entry in output.decode().split('\0') if entry)


def enter(script: Path, command: list[str]) -> None:
    """Become the command, in the environment that the script makes."""
    env = variables(script)
    os.execvpe(command[0], command, env)


def open_shell(script: Path, distro: str) -> None:
    """Become an interactive bash in the environment that the script makes."""
    start = script.with_name('shell.bash')
    start.write_text(
        '[ -f ~/.bashrc ] && . ~/.bashrc\n'
        f'. {shlex.quote(str(script))}\n'
        f'PS1="(furhat_ros {distro}) $PS1"\n'
    )
    os.execvp('bash', ['bash', '--rcfile', str(start), '-i'])


def without_foreign(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what another ROS or Python left in it."""
    return {name: value for name, value in environment.items() if name not in FOREIGN}


def _discovery(distro: str) -> list[str]:
    # Without this, DDS looks for peers on every network of the machine.
    if distro in ('foxy', 'galactic', 'humble'):
        return ['export ROS_LOCALHOST_ONLY=1']
    return ['unset ROS_LOCALHOST_ONLY', 'export ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST']


def _workspaces(installs: list[Path]) -> list[str]:
    # local_setup: the chain to the underlay is the lines above, not what colcon remembers.
    return [f'. {shlex.quote(str(install / "local_setup.bash"))}' for install in installs]
