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
from datetime import datetime, timezone
from pathlib import Path

from findings import Finding, Section, none_of
from suite_record import ROOT, Result, append, in_a_row, read, tested_commit
from waiting import NotSeen

TITLE = 'Suites in a row'

DISTROS = ('jazzy', 'kilted')

TIMES = 20

AT_ONCE = 2
"""Suites for each ROS 2 that run beside each other; they wait a lot, and on a busy machine more comes to light."""

GAP = 150.0
"""Seconds from one start to the next: at the same place in the suite, all would wait, or all work, at once."""

LAST = 60.0  # s that a suite has to end when it is told to


@dataclass
class Suite:
    """One run of all tests that are run with ROS."""

    distro: str
    process: 'subprocess.Popen[bytes]'
    log: Path
    begin: float = field(default_factory=time.monotonic)

    def result(self, commit: str) -> Result:
        """Tell how it ended, when it has."""
        minutes = (time.monotonic() - self.begin) / 60
        ended = datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%MZ')
        printed = self.log.read_text(encoding='utf-8', errors='replace')
        found = re.findall(r'^=+ .*?(\d+) passed', printed, re.MULTILINE)
        passed = int(found[-1]) if found else 0
        failures = '' if passed and not self.process.returncode else self._failures(printed)
        return Result(commit, self.distro, ended, round(minutes, 1), passed, failures)

    def _failures(self, printed: str) -> str:
        lines = printed.splitlines()
        failed = [line for line in lines if line.startswith(('FAILED ', 'ERROR '))]
        return '; '.join(failed) or f'status {self.process.returncode}: {" ".join(lines[-1:])}'


def run(scale: float, seed: int) -> Section:
    """Run as many suites as are missing until all have passed in a row; they have no seed."""
    del seed
    commit = tested_commit()
    if not commit:
        raise NotSeen(
            'a commit of what is tested: there are changes, and what passes must have a name'
        )
    times = max(1, round(TIMES * scale))
    folder = Path(tempfile.mkdtemp(prefix='suites_'))
    _run(commit, times, folder)
    section = Section(
        TITLE,
        f'All tests that are run with ROS, `make test STAGES=ros`, until they have passed {times} times in a row on'
        f' each ROS 2, {AT_ONCE} of each at once, of the commit {commit}; each run is in `docs/suites.csv`.',
    )
    for distro in DISTROS:
        section.findings += _findings(distro, times, read(commit, distro))
    if section.holds:
        shutil.rmtree(folder)
    else:
        print(f'what the suites printed: {folder}', file=sys.stderr)
    return section


def _findings(distro: str, times: int, results: list[Result]) -> Iterator[Finding]:
    good = in_a_row(results)
    passed = sorted({each.passed for each in results})
    minutes = [each.minutes for each in results]
    yield Finding(
        f'{distro}: suites, passed in a row',
        f'{len(results)}, {good}',
        f'{times} in a row',
        good >= times,
    )
    yield Finding(f'{distro}: tests that passed in each', ' or '.join(map(str, passed)))
    yield none_of(
        f'{distro}: suites with failures', [each.failures for each in results if each.failures]
    )
    yield Finding(
        f'{distro}: minutes for a suite',
        f'median {statistics.median(minutes):.1f}, at most {max(minutes):.1f}',
    )


def _run(commit: str, times: int, folder: Path) -> None:
    """Run what is missing of each ROS 2, beside each other, and write down each run as it ends."""
    missing = {distro: times - in_a_row(read(commit, distro)) for distro in DISTROS}
    waiting = deque(
        (distro, number)
        for number in range(max(missing.values()))
        for distro in DISTROS
        if number < missing[distro]
    )
    with _running() as running:
        next_start = time.monotonic()
        while waiting or running:
            room = len(running) < AT_ONCE * len(DISTROS)
            if waiting and room and time.monotonic() >= next_start:
                distro, number = waiting.popleft()
                running.append(_start(distro, folder / f'{distro}_{number + 1}.log'))
                next_start = running[-1].begin + GAP
            for suite in list(running):
                if suite.process.poll() is not None:
                    running.remove(suite)
                    result = suite.result(commit)
                    append(result)
                    said = result.failures or f'{result.passed} tests passed'
                    print(f'{suite.log.stem}: {said}', file=sys.stderr, flush=True)
            time.sleep(1.0)


@contextmanager
def _running() -> Iterator[list[Suite]]:
    """Give the list of what runs; whatever is in it at the end is ended."""
    running: list[Suite] = []
    try:
        yield running
    finally:
        # As Ctrl-C does: a suite has networks and browsers to clear away.
        for suite in running:
            os.killpg(suite.process.pid, signal.SIGINT)
        for suite in running:
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
    return Suite(distro, process, log)
