"""
docs/suites.csv: one line for each run of all tests.

Twenty runs on two ROS 2 take longer than most people leave a machine alone. What has run counts for as long as the
commit is the same, on whatever day and machine.
"""

import csv
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
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


def read(commit: str, record: Path = RECORD) -> list[Result]:
    """Give what ran of a commit, in the order of its ends."""
    if not record.exists():
        return []
    with record.open(encoding='utf-8', newline='') as lines:
        rows = [row for row in csv.DictReader(lines) if row['commit'] == commit]
    return [
        Result(**{**row, 'minutes': float(row['minutes']), 'passed': int(row['passed'])})
        for row in rows
    ]


def append(result: Result, record: Path = RECORD) -> None:
    """Write a run down."""
    begun = record.exists()
    with record.open('a', encoding='utf-8', newline='') as lines:
        writer = csv.DictWriter(lines, [each.name for each in fields(Result)], lineterminator='\n')
        if not begun:
            writer.writeheader()
        writer.writerow(asdict(result))


def in_a_row(results: Sequence[Result]) -> int:
    """Tell how many passed since the last that did not."""
    for number, result in enumerate(reversed(results)):
        if result.failures:
            return number
    return len(results)


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
