"""A bar for somebody who waits at a terminal."""

import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar('T')

WIDTH = 30
PATIENCE = 1.0
"""Seconds before the bar appears: nobody needs it for less."""

PERIOD = 0.1
"""Seconds between two changes of the bar."""


def with_bar(things: Iterable[T], total: int, stream: TextIO) -> Iterator[T]:
    """Give the things, and show how many of them have come; nothing is shown but at a terminal."""
    if not stream.isatty():
        yield from things
        return
    begin = time.monotonic()
    next_change, shown = begin + PATIENCE, False
    for number, thing in enumerate(things):
        now = time.monotonic()
        if now >= next_change:
            next_change, shown = now + PERIOD, True
            stream.write(f'\r{_bar(number, total, now - begin)}')
            stream.flush()
        yield thing
    if shown:
        stream.write(f'\r{" " * len(_bar(total, total, 0))}\r')
        stream.flush()


def _bar(number: int, total: int, seconds: float) -> str:
    share = min(number / total, 1.0) if total else 0.0
    done = round(WIDTH * share)
    left = f'{seconds / share - seconds:5.0f} s left' if share else ' ' * 12
    return f'[{"#" * done}{"." * (WIDTH - done)}] {100 * share:3.0f} %  {left}'
