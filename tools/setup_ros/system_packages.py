"""What only the operating system can give: a compiler, venv, Python's headers; networks and a browser for tests."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from steps import SetupFailed, Workbench, say


def missing(compiler: bool) -> list[str]:
    """Name the Debian packages that this machine lacks."""
    python = f'python{sys.version_info.major}.{sys.version_info.minor}'
    names = []
    if importlib.util.find_spec('ensurepip') is None:
        names.append(f'{python}-venv')
    if compiler and not all(_first(*choice) for choice in (('cc', 'gcc'), ('c++', 'g++'))):
        names.append('g++')
    if compiler and not Path(sysconfig.get_path('include'), 'Python.h').is_file():
        names.append(f'{python}-dev')
    return names


def provide(bench: Workbench, compiler: bool) -> None:
    """Install what is missing where that is allowed, else say how."""
    names = missing(compiler)
    if not names:
        return
    if not _may_install():
        raise SetupFailed(_request(names))
    _install(bench, names)
    importlib.invalidate_caches()
    if missing(compiler):
        raise SetupFailed(
            f'apt has installed them, but this Python does not find: {" ".join(names)}'
        )


def provide_optional(bench: Workbench, program: str, package: str) -> None:
    """Install what some tests need, where that is allowed; without it they are skipped."""
    if shutil.which(program) or not _may_install():
        return
    try:
        _install(bench, [package])
    except SetupFailed as failed:
        say(f'{failed}\n   Going on without: the tests that need it are skipped.')


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which('apt-get') is not None


def _install(bench: Workbench, names: list[str]) -> None:
    command = f'apt-get update && apt-get install -y {" ".join(names)}'

    def install() -> None:
        env = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
        bench.run(['sh', '-c', command], env, f'Install these yourself: {" ".join(names)}')

    bench.forget('apt')
    bench.step('apt', f'apt: {" ".join(names)}', '', install)


def _first(*names: str) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _request(names: list[str]) -> str:
    if not shutil.which('apt-get'):
        return (
            'This machine lacks what Debian calls ' + ' '.join(names) + ', and has no apt-get.\n'
            'Install the like of them, then run the same make again.'
        )
    return (
        'This machine lacks a few packages. Install them, then run the same make again:\n\n'
        f'    sudo apt-get update && sudo apt-get install -y {" ".join(names)}\n'
    )
