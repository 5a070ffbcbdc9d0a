"""What the kernel knows about a process: memory, open files, threads."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from findings import Finding

SAMPLES = 25
PAUSE = 0.2  # s

MOST_GROWTH = 2.0  # %


@dataclass(frozen=True)
class Vitals:
    """The medians of several looks at a process that rests."""

    files: int
    threads: int
    memory: int
    """Resident, in KiB."""


def vitals(pid: int) -> Vitals:
    """Look several times, so that what comes and goes by itself does not count."""
    looks = []
    for _ in range(SAMPLES):
        looks.append(_look(pid))
        time.sleep(PAUSE)
    return Vitals(
        *(
            statistics.median_low(getattr(look, name) for look in looks)
            for name in ('files', 'threads', 'memory')
        )
    )


def blocks(pid: int, signal: int) -> bool:
    """Tell whether a process has blocked a signal; one that is gone has not."""
    try:
        return bool(int(_status(pid)['SigBlk'], 16) & (1 << (signal - 1)))
    except (FileNotFoundError, ProcessLookupError, KeyError):
        return False


def compared(before: Vitals, after: Vitals) -> list[Finding]:
    """Tell what has grown."""
    growth = 100.0 * (after.memory - before.memory) / before.memory
    return [
        _same('open files before and after', before.files, after.files),
        _same('threads before and after', before.threads, after.threads),
        Finding(
            'resident memory before and after',
            f'{before.memory / 1024:.1f} MiB, {after.memory / 1024:.1f} MiB ({growth:+.1f} %)',
            f'at most {MOST_GROWTH:g} % more',
            growth <= MOST_GROWTH,
        ),
    ]


def _same(what: str, before: int, after: int) -> Finding:
    return Finding(what, f'{before}, {after}', 'the same', before == after)


def _look(pid: int) -> Vitals:
    status = _status(pid)
    files = len(list(Path(f'/proc/{pid}/fd').iterdir()))
    return Vitals(files, int(status['Threads']), int(status['VmRSS'].split()[0]))


def _status(pid: int) -> dict[str, str]:
    lines = Path(f'/proc/{pid}/status').read_text(encoding='utf-8').splitlines()
    return {name: value.strip() for name, _, value in (line.partition(':') for line in lines)}
