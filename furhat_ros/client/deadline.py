"""Waiting for something, but not for ever."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar('T')


async def within(seconds: float | None, work: Awaitable[T]) -> T:
    """
    Give the outcome of some work; if it takes longer, cancel it and raise asyncio.TimeoutError.

    So does asyncio.wait_for, but up to Python 3.11 it forgets a cancel that comes in the very moment of the outcome:
    what was canceled then runs on for ever.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        await _put_away(task)
        raise
    if not task.done():
        await _put_away(task)
    if task.cancelled():
        raise asyncio.TimeoutError
    return task.result()


async def _put_away(task: asyncio.Future[T]) -> None:
    """Cancel work and wait for its end; its outcome is nobody's concern."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()
