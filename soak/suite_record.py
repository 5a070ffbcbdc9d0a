"""
docs/suites.csv: one line for each run of all tests.

Twenty runs on two ROS 2 take longer than most people leave a machine alone. What has run counts for as long as the
commit is the same, on whatever day and machine.
"""

import csv
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).parents[1]

RECORD = ROOT / 'docs' / 'suites.csv'

TESTED = ('.', ':!soak', ':!docs/suites.csv', ':!docs/reliability.md')
"""What a change of makes earlier runs worthless: all but what runs the suites and what tells about it."""


@dataclass(frozen=True)
class Result:
    """How one run ended; `failures` are the tests that failed, or what else went wrong."""

    commit: str
    ros: str
    ended: str
    minutes: float
    passed: int
    failures: str


def read(commit: str, ros: str) -> list[Result]:
    """Give what ran of a commit on one ROS 2, in the order of its ends."""
    if not RECORD.exists():
        return []
    with RECORD.open(encoding='utf-8', newline='') as lines:
        return [
            Result(**{**row, 'minutes': float(row['minutes']), 'passed': int(row['passed'])})
            for row in csv.DictReader(lines)
            if (row['commit'], row['ros']) == (commit, ros)
        ]


def append(result: Result) -> None:
    """Write a run down."""
    begun = RECORD.exists()
    with RECORD.open('a', encoding='utf-8', newline='') as lines:
        writer = csv.DictWriter(lines, [each.name for each in fields(Result)], lineterminator='\n')
        if not begun:
            writer.writeheader()
        writer.writerow(asdict(result))


def in_a_row(results: Sequence[Result]) -> int:
    """Tell how many passed since the last that did not."""
    return len(list(takewhile(lambda each: not each.failures, reversed(results))))


def tested_commit() -> str:
    """Name the last commit that changed what is tested; nothing if there are changes in no commit."""
    if _git('status', '--porcelain', '--', *TESTED):
        return ''
    return _git('log', '-1', '--format=%h', '--abbrev=7', '--', *TESTED)


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ['git', *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
