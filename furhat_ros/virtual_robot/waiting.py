"""Waiting for what a program brings about, in tests."""

import asyncio
import time
from collections.abc import Callable

PAUSE = 0.005
"""Real seconds from one look to the next."""


async def until(is_true: Callable[[], object], seconds: float) -> None:
    """Wait until something is true; raise TimeoutError if it is not after so many real seconds."""
    end = time.monotonic() + seconds
    # Looked at again and again: what a test may ask for changes in a hundred places.
    while not is_true():
        if time.monotonic() > end:
            raise TimeoutError(f'it did not come true within {seconds:g} s')
        await asyncio.sleep(PAUSE)
