"""What processes cost: time on the processor, and memory; of each with all that it has started."""

import os
import time
from contextlib import suppress
from pathlib import Path

Family = dict[int, float]
"""Processes by their id, and the seconds that each has had a processor."""

GONE = (ProcessLookupError, FileNotFoundError, OSError)


def family(pid: int, name: str = '') -> Family:
    """Look at the processes that a process has started, and they in turn, and at itself; by name, at some of them."""
    found: Family = {}
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        with suppress(*GONE):
            if name in Path(f'/proc/{each}/comm').read_text(encoding='utf-8'):
                found[each] = time.clock_gettime(_clock_of(each))
            for task in Path(f'/proc/{each}/task').iterdir():
                children = (task / 'children').read_text(encoding='utf-8')
                waiting += map(int, children.split())
    return found


def seconds_between(before: Family, after: Family) -> float:
    """Tell how long the processes have had a processor, one or several of them."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def megabytes(processes: Family) -> float:
    """Tell the memory that they have, what they share counted for each."""
    pages = 0
    for pid in processes:
        with suppress(*GONE):
            pages += int(Path(f'/proc/{pid}/statm').read_text(encoding='utf-8').split()[1])
    return pages * _PAGE / 1e6


_PAGE = os.sysconf('SC_PAGE_SIZE')


def _clock_of(pid: int) -> int:
    """Give the clock of the time that a process has had, in all of its threads; as clock_getcpuclockid does."""
    return ~pid << 3 | 2
