"""Every dependency is pinned with its hashes, and a lock tells nothing of the machine that wrote it."""

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).resolve().parents[1] / 'tools' / 'lock'
NAMES = sorted(path.stem for path in LOCKS.glob('*.txt'))
REQUIREMENT = re.compile(
    r'^(?P<name>[a-z0-9-]+)==[\w.]+(?P<rest>.*?)(?=^\S|\Z)', re.MULTILINE | re.DOTALL
)


def text(name):
    return (LOCKS / f'{name}.txt').read_text()


def test_there_are_locks():
    assert {'build', 'lint', 'ros-jazzy', 'ros-kilted', 'websockets-newest'} <= set(NAMES)


@pytest.mark.parametrize('name', NAMES)
def test_every_line_is_a_pinned_requirement_a_hash_or_a_comment(name):
    for line in text(name).splitlines():
        assert re.match(
            r'^([a-z0-9-]+==[\w.]+( ;.*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?| *#.*|)$', line
        ), line


@pytest.mark.parametrize('name', NAMES)
def test_every_requirement_has_hashes(name):
    requirements = list(REQUIREMENT.finditer(text(name)))
    assert requirements
    for requirement in requirements:
        assert '--hash=sha256:' in requirement['rest'], requirement['name']


@pytest.mark.parametrize('name', NAMES)
def test_a_lock_names_no_registry_and_no_path_of_a_machine(name):
    assert not re.search(r'://|--index|--find-links|file:|[\s=]/\w', text(name))


@pytest.mark.parametrize('name', NAMES)
def test_the_dead_asyncio_package_is_never_installed(name):
    assert not re.search(r'^asyncio==', text(name), re.MULTILINE)
