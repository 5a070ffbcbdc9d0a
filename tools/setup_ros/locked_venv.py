"""A virtual environment that holds exactly what a lock file names."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from places import LOCKS, ROOT
from steps import SetupFailed, Workbench, digest

NETWORK = (
    'If the network failed, run the same make again. Packages come from PyPI: behind a proxy or\n'
    'a mirror set HTTPS_PROXY or PIP_INDEX_URL.'
)
# A user's own pip settings that would put packages elsewhere than into the environment.
ELSEWHERE = ('PIP_PREFIX', 'PIP_ROOT', 'PIP_TARGET', 'PIP_USER', 'PYTHONHOME', 'PYTHONPATH')


def provide(
    bench: Workbench,
    step: str,
    title: str,
    venv: Path,
    locks: tuple[str, ...],
    then: Callable[[], None] = lambda: None,
) -> str:
    """Make the environment if it is not there yet; return the hash of what it depends on."""

    def make_and_then() -> None:
        make(bench, venv, *locks)
        then()

    # Any Python of the same minor version will do, but the one it was made from must still exist.
    if not (venv / 'bin' / 'python').exists():
        bench.forget(step)
    key = digest([str(ROOT), str(sys.implementation.cache_tag), *map(_requirements, locks)])
    bench.step(step, title, key, make_and_then)
    return key


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


def _requirements(name: str) -> str:
    lines = _lock(name).read_text().splitlines()
    return '\n'.join(line for line in lines if not line.lstrip().startswith('#'))


def _lock(name: str) -> Path:
    lock = LOCKS / f'{name}.txt'
    if not lock.is_file():
        raise SetupFailed(f'{lock.relative_to(ROOT)} is missing: make lock')
    return lock
