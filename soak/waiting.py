"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 20.0
"""Seconds for anything that must happen."""


class NotSeen(Exception):
    """Something did not happen that must happen."""


def seen(condition: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait for a condition to become true, and give what it gave in the end."""
    deadline = time.monotonic() + patience
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.002)
    return found


def wait_until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait for a condition, without which it makes no sense to go on."""
    if found := seen(condition, patience):
        return found
    raise NotSeen(f'not seen within {patience:g} s: {what}')
