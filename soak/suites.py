"""All tests again and again, on both ROS 2: what passes once may still fail now and then."""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from findings import Finding, Section, none_of

TITLE = 'Suites in a row'

DISTROS = ('jazzy', 'kilted')

TIMES = 20

AT_ONCE = 2
"""Suites of each ROS 2 that run beside each other; they wait a lot, and on a busy machine more comes to light."""

LAST = 60.0  # s that a suite has to end when it is told to

ROOT = Path(__file__).parents[1]


@dataclass
class Suite:
    """One run of all tests that are run with ROS."""

    process: 'subprocess.Popen[bytes]'
    log: Path
    begin: float = field(default_factory=time.monotonic)
    end: float = 0.0

    @cached_property
    def lines(self) -> list[str]:
        """What it printed, to be read when it has ended."""
        return self.log.read_text(encoding='utf-8', errors='replace').splitlines()

    @property
    def passed(self) -> int:
        """How many tests passed."""
        found = re.findall(r'^=+ .*?(\d+) passed', '\n'.join(self.lines), re.MULTILINE)
        return int(found[-1]) if found else 0

    @property
    def failures(self) -> list[str]:
        """The tests that failed, or what else went wrong."""
        if self.process.returncode == 0 and self.passed:
            return []
        failed = [line for line in self.lines if line.startswith(('FAILED ', 'ERROR '))]
        return failed or [f'status {self.process.returncode}: {" ".join(self.lines[-1:])}']


def run(scale: float, seed: int) -> Section:
    """Run the suites; they have no seed."""
    del seed
    times = max(1, round(TIMES * scale))
    section = Section(
        TITLE,
        f'All tests that are run with ROS, `make test STAGES=ros`, {times} times on each ROS 2, {AT_ONCE} of each at'
        f' once, of the commit {_commit()}.',
    )
    folder = Path(tempfile.mkdtemp(prefix='suites_'))
    suites = _run(times, folder)
    for distro, done in suites.items():
        section.findings += _findings(distro, done)
    if section.holds:
        shutil.rmtree(folder)
    else:
        print(f'what the suites printed: {folder}', file=sys.stderr)
    return section


def _findings(distro: str, suites: list[Suite]) -> Iterator[Finding]:
    good = sum(not suite.failures for suite in suites)
    passed = sorted({suite.passed for suite in suites})
    minutes = [(suite.end - suite.begin) / 60 for suite in suites]
    yield Finding(
        f'{distro}: suites, passed', f'{len(suites)}, {good}', 'the same', good == len(suites)
    )
    yield Finding(f'{distro}: tests that passed in each', ' or '.join(map(str, passed)))
    yield none_of(
        f'{distro}: tests that failed', [each for suite in suites for each in suite.failures]
    )
    yield Finding(
        f'{distro}: minutes for a suite',
        f'median {statistics.median(minutes):.1f}, at most {max(minutes):.1f}',
    )


def _run(times: int, folder: Path) -> dict[str, list[Suite]]:
    """Run the suites of all distributions beside each other, and give them in the order of their ends."""
    waiting = deque((distro, number) for number in range(times) for distro in DISTROS)
    ended: dict[str, list[Suite]] = {distro: [] for distro in DISTROS}
    with _running() as running:
        while waiting or running:
            while waiting and len(running) < AT_ONCE * len(DISTROS):
                distro, number = waiting.popleft()
                running.append((distro, _start(distro, folder / f'{distro}_{number + 1}.log')))
            for distro, suite in list(running):
                if suite.process.poll() is not None:
                    suite.end = time.monotonic()
                    running.remove((distro, suite))
                    ended[distro].append(suite)
                    said = '; '.join(suite.failures) or f'{suite.passed} tests passed'
                    print(f'{suite.log.stem}: {said}', file=sys.stderr, flush=True)
            time.sleep(1.0)
    return ended


@contextmanager
def _running() -> Iterator[list[tuple[str, Suite]]]:
    """Give the list of what runs; whatever is in it at the end is ended."""
    running: list[tuple[str, Suite]] = []
    try:
        yield running
    finally:
        # As Ctrl-C does: a suite has networks and browsers to clear away.
        for _, suite in running:
            os.killpg(suite.process.pid, signal.SIGINT)
        for _, suite in running:
            try:
                suite.process.wait(LAST)
            except subprocess.TimeoutExpired:
                os.killpg(suite.process.pid, signal.SIGKILL)


def _start(distro: str, log: Path) -> Suite:
    # Set-up takes care that it is started in another ROS 2; not so that ARGS is handed down by an outer make.
    command = ['make', 'test', f'ROS_DISTRO={distro}', 'STAGES=ros', 'ARGS=']
    with log.open('wb') as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Suite(process, log)


def _commit() -> str:
    """Name the commit that was tested, and whether anything else was."""
    command = ['git', 'describe', '--always', '--dirty=, with changes']
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or 'unknown'
