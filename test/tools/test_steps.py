import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from steps import SetupFailed, Workbench, digest

SETUP = Path(__file__).resolve().parents[2] / 'tools' / 'setup_ros'


def start(code, *arguments):
    """Start another Python that runs code, as another make would."""
    code = 'import os, sys, time; from pathlib import Path; from steps import *\n' + code
    environment = {**os.environ, 'PYTHONPATH': str(SETUP)}
    return subprocess.Popen([sys.executable, '-c', code, *map(str, arguments)], env=environment)


def wait_for(path):
    while not path.exists():
        time.sleep(0.01)


@pytest.fixture
def bench(tmp_path):
    bench = Workbench(tmp_path / 'bench')
    with bench.locked():
        yield bench


def test_a_step_runs_once_for_a_key(bench):
    ran = []
    for _ in range(3):
        bench.step('x', 'title', 'key', lambda: ran.append(1))
    assert ran == [1]


def test_a_step_runs_again_for_another_key(bench):
    ran = []
    for key in ('one', 'two', 'one'):
        bench.step('x', 'title', key, lambda: ran.append(1))
    assert ran == [1, 1, 1]


@pytest.mark.parametrize('end', [SetupFailed, KeyboardInterrupt])
def test_a_step_that_did_not_end_well_runs_again(bench, end):
    def stop():
        raise end

    with pytest.raises(end):
        bench.step('x', 'title', 'key', stop)
    assert bench.step('x', 'title', 'key', lambda: None)


def test_a_step_that_is_killed_while_it_redoes_older_work_runs_again(bench):
    bench.step('x', 'title', 'old', lambda: None)
    killed = start(
        'Workbench(Path(sys.argv[1])).step("x", "title", "new", lambda: os.kill(os.getpid(), 9))',
        bench.folder,
    )
    assert killed.wait() == -9
    assert bench.step('x', 'title', 'old', lambda: None)


def test_a_failing_command_shows_the_end_of_its_output_and_the_advice(bench):
    command = ['sh', '-c', 'seq 1000; echo the reason >&2; exit 3']
    with pytest.raises(SetupFailed) as failed:
        bench.run(command, os.environ, 'Do this.')
    text = str(failed.value)
    assert 'the reason' in text
    assert '| 500\n' not in text
    assert text.endswith('Do this.')
    assert '500\n' in bench.log.read_text()


def test_two_makes_at_once_take_turns(tmp_path, capfd):
    other = start(
        """
with Workbench(Path(sys.argv[1])).locked():
    Path(sys.argv[1], 'held').touch()
    time.sleep(0.5)
    Path(sys.argv[1], 'released').touch()
""",
        tmp_path,
    )
    wait_for(tmp_path / 'held')
    with Workbench(tmp_path).locked():
        assert (tmp_path / 'released').exists()
    other.wait()
    assert 'waiting for another make' in capfd.readouterr().out


def test_what_a_killed_make_had_started_keeps_the_next_one_waiting(tmp_path):
    killed = start(
        """
bench = Workbench(Path(sys.argv[1]))
with bench.locked():
    bench.run(['sh', '-c', 'touch "$0/up"; sleep 1; touch "$0/over"', sys.argv[1]], os.environ, '')
""",
        tmp_path,
    )
    wait_for(tmp_path / 'up')
    killed.kill()
    killed.wait()
    with Workbench(tmp_path).locked():
        assert (tmp_path / 'over').exists()


def test_the_digest_knows_contents_and_names(tmp_path):
    one, two = tmp_path / 'one', tmp_path / 'two'
    one.write_text('a')
    two.write_text('a')
    digests = {digest([], [one]), digest([], [two]), digest(['a']), digest(['a', '']), digest()}
    assert len(digests) == 5
    before = digest([], [one])
    one.write_text('b')
    assert digest([], [one]) != before


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / 'file').touch()
    bench = Workbench(tmp_path / 'file' / 'bench')
    with pytest.raises(SetupFailed, match='Not a directory: .*/file/bench'), bench.locked():
        pass
