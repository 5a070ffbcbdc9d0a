"""A virtual environment that holds exactly what a lock file names."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from places import LOCKS, ROOT
from steps import SetupFailed, Workbench, digest

NETWORK = (
    'If the network failed, run the same make again. Packages come from PyPI: behind a proxy or\n'
    'a mirror set HTTPS_PROXY or PIP_INDEX_URL.'
)
# A user's own pip settings that would put packages elsewhere than into the environment.
ELSEWHERE = ('PIP_PREFIX', 'PIP_ROOT', 'PIP_TARGET', 'PIP_USER', 'PYTHONHOME', 'PYTHONPATH')


def lock_key(*names: str) -> str:
    """Return the hash of what an environment made from these locks depends on."""
    python = str(Path(sys.executable).resolve())
    return digest([str(ROOT), python, sys.version], [_lock(name) for name in names])


def make(bench: Workbench, venv: Path, *names: str) -> None:
    """Make the environment from nothing: what an interrupted run left may be half a package."""
    shutil.rmtree(venv, ignore_errors=True)
    advice = f'Python could not make a virtual environment in {venv}.'
    bench.run([sys.executable, '-m', 'venv', venv], clean_environment(), advice)
    for name in names:
        pip_install(bench, venv, '--require-hashes', '-r', str(_lock(name)))


def pip_install(bench: Workbench, venv: Path, *what: str) -> None:
    """Install without looking for dependencies: the locks name them all."""
    # No build isolation: it would fetch setuptools, unpinned, for every source distribution.
    options = ('--no-deps', '--no-build-isolation', '--no-input', '--disable-pip-version-check')
    command: list[str | Path] = [venv / 'bin' / 'python', '-m', 'pip', 'install', *options, *what]
    bench.run(command, clean_environment(), NETWORK)


def clean_environment() -> dict[str, str]:
    """Return the environment without what would lead pip astray."""
    return {name: value for name, value in os.environ.items() if name not in ELSEWHERE}


def _lock(name: str) -> Path:
    lock = LOCKS / f'{name}.txt'
    if not lock.is_file():
        raise SetupFailed(f'{lock.relative_to(ROOT)} is missing: make lock')
    return lock
