"""The Python that runs set-up: one the wheels are built for, and not one that set-up made."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from places import VENV
from steps import SetupFailed

SUPPORTED = ((3, 10), (3, 11), (3, 12), (3, 13))


def leave_own_venv() -> None:
    """Start again under the base interpreter when `python3` is one that set-up made."""
    if Path(sys.prefix).is_relative_to(VENV):
        _replace_by(sys._base_executable)  # type: ignore[attr-defined]


def choose_supported() -> None:
    """Start again under a supported Python of this machine when `python3` is another."""
    if sys.version_info[:2] in SUPPORTED:
        return
    if not os.environ.get('PYTHON'):
        for major, minor in ((3, 12), (3, 13), (3, 11), (3, 10)):
            found = shutil.which(f'python{major}.{minor}')
            if found:
                _replace_by(found)
    raise SetupFailed(
        f'Python {platform.python_version()} has no ROS 2 on PyPI: 3.10 to 3.13 have.\n'
        'Name one of those, for example: make test PYTHON=python3.12'
    )


def _replace_by(executable: str) -> None:
    os.environ.pop('_ROS_WHEELS_BOOTSTRAP_COMPLETE', None)
    os.execv(executable, [executable, *sys.argv])
