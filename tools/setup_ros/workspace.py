"""Building packages with colcon, out of the source tree."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from places import PACKAGE, ROOT
from steps import SetupFailed, Workbench, digest

INTERFACE_FOLDERS = ('msg', 'srv', 'action')
NOT_INSTALLED = ('build', 'docs', 'install', 'log', 'test', 'tools')


def check_path() -> None:
    """Refuse a place for the repository that the scripts of colcon cannot handle."""
    if re.search(r'[\s:;"\'$\\]', str(ROOT)):
        raise SetupFailed(
            f'The repository is in {str(ROOT)!r}:\ncolcon cannot build below a path with blanks or '
            'quotes. Move the repository, then run the same make again.'
        )


def build(
    bench: Workbench, sources: Path, workspace: Path, env: Mapping[str, str], python: Path
) -> None:
    """Build the packages below a folder into workspace/install."""
    # Built again from nothing installed: a file that was renamed must not live on.
    shutil.rmtree(workspace / 'install', ignore_errors=True)
    unfinished = workspace / 'unfinished'
    if unfinished.exists():
        shutil.rmtree(workspace / 'build', ignore_errors=True)
    workspace.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    command: list[str | Path] = [
        'colcon',
        *('--log-base', workspace / 'log'),
        'build',
        *('--base-paths', sources),
        *('--build-base', workspace / 'build'),
        *('--install-base', workspace / 'install'),
        '--symlink-install',
        *('--event-handlers', 'console_direct+'),
        *('--cmake-args', '-GNinja', '-DBUILD_TESTING=OFF', f'-DPython3_EXECUTABLE={python}'),
    ]
    advice = 'The lines above say which file the build stumbled over.'
    # Settings that a user keeps for colcon are for other workspaces.
    own = {'COLCON_HOME': str(workspace / 'colcon'), 'COLCON_DEFAULTS_FILE': '/dev/null'}
    bench.run(command, {**env, **own}, advice)
    unfinished.unlink()


def build_own_package(
    bench: Workbench, workspace: Path, env: Mapping[str, str], python: Path
) -> None:
    """
    Build furhat_ros from a folder of links to what a build reads.

    CMake refuses to export what lies below the source folder, and numpy's headers are in `.venv`.
    """
    source = workspace / 'source' / PACKAGE
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for entry in _entries():
        (source / entry.name).symlink_to(entry)
    build(bench, source, workspace, env, python)


def own_package_key() -> str:
    """Return the hash of what makes a build necessary: Python code is linked, not copied."""
    read = [ROOT / 'package.xml', ROOT / 'CMakeLists.txt']
    linked: list[Path] = []
    for entry in _entries():
        if entry.is_dir():
            (read if entry.name in INTERFACE_FOLDERS else linked).extend(files(entry))
    return digest(sorted(map(str, linked)), read)


def files_key(folder: Path) -> str:
    """Return the hash of all files below a folder."""
    return digest(files=files(folder))


def _entries() -> Iterator[Path]:
    for entry in ROOT.iterdir():
        if entry.name not in NOT_INSTALLED and not entry.name.startswith('.'):
            yield entry


def files(folder: Path) -> Iterator[Path]:
    """Give the files below a folder that people wrote."""
    for path in folder.rglob('*'):
        if path.is_file() and '__pycache__' not in path.parts:
            yield path
