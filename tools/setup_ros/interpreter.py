"""The Python that runs set-up: one the wheels are built for, and not one that set-up made."""

# No import of another module of set-up before the version is known: they are too new for an old Python.
import os
import platform
import shutil
import sys

SUPPORTED = ((3, 12), (3, 13), (3, 11), (3, 10))


def settle() -> None:
    """Start again under a Python that will do, if this one does not."""
    if sys.version_info[:2] not in SUPPORTED:
        _replace_by(_supported())
    from places import VENV

    if str(sys.prefix).startswith(f'{VENV}{os.sep}'):
        _replace_by(sys._base_executable)  # type: ignore[attr-defined]


def _supported() -> str:
    if not os.environ.get('PYTHON'):
        for version in SUPPORTED:
            found = shutil.which('python{}.{}'.format(*version))
            if found:
                return found
    sys.exit(
        f'Python {platform.python_version()} has no ROS 2 on PyPI: 3.10 to 3.13 have.\n'
        'Name one of those, for example: make test PYTHON=python3.12'
    )


def _replace_by(executable: str) -> None:
    os.environ.pop('_ROS_WHEELS_BOOTSTRAP_COMPLETE', None)
    os.execv(executable, [executable, *sys.argv])
