"""`make test` and `make lint`: every check, one after another, and one table at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import environment
import locked_venv
import system_packages
import workspace
from places import PACKAGE, PYTHON, ROOT, VENV
from steps import SetupFailed, Workbench, digest, say

WEBSOCKETS = ('oldest', 'newest')
ROS_FREE_LAYERS = ('client', 'export', 'protocol', 'virtual_robot')
ROS_FREE_TESTS = (
    *ROS_FREE_LAYERS,
    'browser',
    'test_completeness.py',
    'test_layering.py',
    'test_vendor_client.py',
)
STAGES = ('lint', 'clients', 'ros')

NOTHING_COLLECTED = 5
DOMAIN_PORT = 32768

Prepare = Callable[[], tuple[str, Path]]


def lint() -> int:
    """Run every linter, whatever the one before it said."""
    bench = Workbench(VENV / f'lint-{PYTHON}')
    venv = bench.folder / 'venv'
    with bench.locked():
        system_packages.provide(bench, compiler=False)
        locked_venv.provide(bench, 'venv', 'linters', venv, ('lint',))
    failures = 0
    for command in ('ruff check', 'ruff format --check', 'mypy'):
        say(f'-- {command}')
        program, *arguments = command.split()
        failures += _exit_code([venv / 'bin' / program, *arguments]) != 0
    return int(failures > 0)


def test(prepare: Prepare, arguments: list[str]) -> int:
    """Run the stages that STAGES names, or all; arguments are for pytest."""
    wanted = os.environ.get('STAGES', '').split() or list(STAGES)
    unknown = set(wanted) - set(STAGES)
    if unknown:
        raise SetupFailed(f'No such stage: {" ".join(unknown)}. There are {" ".join(STAGES)}.')
    results: list[tuple[str, int]] = []
    # With arguments one looks for something in the tests.
    if 'lint' in wanted and not arguments:
        _header('linters')
        results.append(('linters', lint()))
    if 'clients' in wanted:
        for websockets in WEBSOCKETS:
            _test_without_ros(websockets, arguments, results)
    if 'ros' in wanted:
        distro, script = prepare()
        bench = Workbench(script.parent)
        with bench.locked():
            system_packages.provide_optional(bench, 'ip', 'iproute2')
            system_packages.provide_optional(bench, 'chromium', 'chromium')
        _header(f'ROS 2 {distro}')
        results.append((f'ROS 2 {distro}', _test_in_ros(script, arguments)))
    return _verdict(results)


def _test_without_ros(
    websockets: str, arguments: list[str], results: list[tuple[str, int]]
) -> None:
    paths = [ROOT / 'test' / name for name in ROS_FREE_TESTS if (ROOT / 'test' / name).exists()]
    chosen = [argument for argument in arguments if (ROOT / argument.split('::')[0]).exists()]
    options = [argument for argument in arguments if argument not in chosen]
    if chosen:
        selected = [ROOT / path for path in chosen if _below(ROOT / path.split('::')[0], paths)]
        if not selected:
            return
    else:
        selected = paths
    title = f'without ROS, {websockets} websockets'
    _header(title)
    pytest = _client_environment(websockets) / 'bin' / 'pytest'
    env = environment.without_foreign(os.environ)
    code = _exit_code([pytest, *options, *selected], env)
    results.append((title, 0 if arguments and code == NOTHING_COLLECTED else code))


def _client_environment(websockets: str) -> Path:
    bench = Workbench(VENV / f'websockets-{websockets}-{PYTHON}')
    venv = bench.folder / 'venv'
    locks = ('build', f'websockets-{websockets}')
    with bench.locked():
        system_packages.provide(bench, compiler=False)
        title = f'{websockets} supported websockets'
        key = locked_venv.provide(
            bench, 'venv', title, venv, locks, lambda: bench.forget('package')
        )
        if websockets == 'newest':  # which has what drives a browser
            system_packages.provide_optional(bench, 'chromium', 'chromium')
        key = digest([key], _pip_sources())
        bench.step('package', f'pip install {PACKAGE}', key, lambda: _pip_install(bench, venv))
    return venv


def _pip_sources() -> list[Path]:
    names = ('setup.py', 'MANIFEST.in', 'package.xml', 'LICENSE', f'{PACKAGE}/__init__.py')
    files = [ROOT / name for name in names]
    files += (ROOT / PACKAGE).glob('*.*')
    for layer in ROS_FREE_LAYERS:
        files += workspace.files(ROOT / PACKAGE / layer)
    files += (ROOT / 'msg').glob('*.msg')
    return sorted({file for file in files if file.is_file()})


def _pip_install(bench: Workbench, venv: Path) -> None:
    # From a copy: setuptools would put into a wheel whatever an earlier build left beside setup.py.
    copy = bench.folder / 'source'
    shutil.rmtree(copy, ignore_errors=True)
    for file in _pip_sources():
        target = copy / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    locked_venv.pip_install(bench, venv, '--force-reinstall', str(copy))


def _test_in_ros(script: Path, arguments: list[str]) -> int:
    env = environment.variables(script)
    pytest = next(
        filter(None, (shutil.which(name, path=env['PATH']) for name in ('pytest', 'pytest-3'))),
        None,
    )
    if pytest is None:
        raise SetupFailed('pytest is missing: rosdep install names it (python3-pytest).')
    # A browser that looks at the page alone takes minutes, and no more is seen of it here than without ROS.
    chosen = arguments or ['--ignore=test/browser']
    # Not `python -m pytest`: it would put the source tree before what is installed.
    with _domain() as domain:
        return _exit_code([pytest, *chosen], {**env, 'ROS_DOMAIN_ID': domain})


@contextmanager
def _domain() -> Iterator[str]:
    """Hold a ROS domain in the way of ROS's own domain_coordinator: one port per domain."""
    for domain in range(100, 0, -1):
        with socket.socket() as claim:
            try:
                claim.bind(('', DOMAIN_PORT + domain))
            except OSError:
                continue
            yield str(domain)
            return
    raise SetupFailed('All ROS domains from 1 to 100 are taken on this machine.')


def _exit_code(command: list[str | Path], env: dict[str, str] | None = None) -> int:
    return subprocess.run(list(map(str, command)), cwd=ROOT, env=env).returncode


def _below(path: Path, folders: list[Path]) -> bool:
    return any(path == folder or folder in path.parents for folder in folders)


def _header(title: str) -> None:
    say(f'\n==== {title} {"=" * max(0, 57 - len(title))} {time.strftime("%H:%M:%S")}')


def _verdict(results: list[tuple[str, int]]) -> int:
    if len(results) > 1:
        _header('all')
        for title, code in results:
            say(f'{"FAILED" if code else "passed"}  {title}')
    return int(any(code for _, code in results))
