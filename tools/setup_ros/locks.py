"""`make lock`: write tools/lock/*.txt, every dependency with its version and its hashes."""

from __future__ import annotations

from pathlib import Path

import locked_venv
from places import LOCKS, PYTHON, VENV
from steps import Workbench, say

# The others are constrained by it.
FIRST = 'build'
OLDEST_PYTHON = '3.10'


def write(options: list[str]) -> int:
    """Resolve every *.in for all supported Pythons; `--upgrade` takes the newest of everything."""
    bench = Workbench(VENV / f'uv-{PYTHON}')
    venv = bench.folder / 'venv'
    with bench.locked():
        locked_venv.provide(bench, 'venv', 'uv', venv, ('uv',))
        for name in sorted((path.stem for path in LOCKS.glob('*.in')), key=lambda n: n != FIRST):
            command: list[str | Path] = [
                venv / 'bin' / 'uv',
                *('pip', 'compile', '--quiet', '--no-config', '--universal'),
                *('--generate-hashes', '--python-version', OLDEST_PYTHON, '--allow-unsafe'),
                # The published clients ask for a dead package that hides nothing but confuses.
                *('--no-emit-package', 'asyncio'),
                # What the header says: not the command line, which holds paths of this machine.
                *('--custom-compile-command', 'make lock'),
                *('--output-file', f'{name}.txt', f'{name}.in', *options),
            ]
            say(f'-- tools/lock/{name}.txt')
            advice = f'tools/lock/{name}.in cannot be resolved.'
            bench.run(command, locked_venv.clean_environment(), advice, LOCKS)
    return 0
