"""What the programs in benchmarks/ share."""

import os
import subprocess
import sys

import pytest

from document import write
from processor import family, megabytes, seconds_between

TEXT = '# A page\n\nIts head.\n\n## One\n\nfirst\n\n## Two\n\n```\n# a remark\n```\n\n## Three\n\nthird\n'

IS_LINUX = sys.platform == 'linux'


@pytest.fixture
def page(tmp_path):
    page = tmp_path / 'page.md'
    page.write_text(TEXT)
    return page


def test_section_takes_the_place_of_the_one_with_its_heading(page):
    write('## Two\n\nnew\n', page)
    assert page.read_text() == TEXT.replace('```\n# a remark\n```', 'new')


def test_section_without_a_place_comes_last(page):
    write('## Four\n\nnew\n', page)
    assert page.read_text() == f'{TEXT}\n## Four\n\nnew\n'


def test_section_that_is_written_again_changes_nothing(page):
    write('## One\n\nfirst\n', page)
    assert page.read_text() == TEXT


@pytest.fixture
def child():
    """Start a process that has started another one, and has done some work."""
    code = 'import subprocess, sys; print(sum(range(10**5)), flush=True); subprocess.run(["sleep", "60"])'
    process = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE)
    process.stdout.readline()
    yield process
    for pid in sorted(family(process.pid), reverse=True):
        os.kill(pid, 9)
    process.wait()
    process.stdout.close()


@pytest.mark.skipif(not IS_LINUX, reason='there is no /proc')
def test_family_has_children_with_their_time_and_memory(child):
    while not (sleepers := family(child.pid, 'sleep')):
        pass
    found = family(child.pid)
    assert sleepers.keys() == found.keys() - {child.pid}
    assert found.keys() < family(os.getpid()).keys()
    assert found[child.pid] > 0
    assert megabytes(found) > 1


def test_time_of_a_process_that_is_new_counts_as_a_whole():
    assert seconds_between({1: 5.0, 2: 3.0}, {1: 6.0, 3: 0.5}) == 1.5
