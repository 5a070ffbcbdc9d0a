"""The time inside each piece of a stream: when it was sent, in ns of the clock that all processes share."""

import time

TIME_SIZE = 8
"""Bytes, little-endian."""

IMAGE_TIME = -TIME_SIZE - 3
"""Where it is in an image: in a comment before the end, since cameras send the same header again and again."""


def as_bytes() -> bytes:
    """Give the time now."""
    return time.monotonic_ns().to_bytes(TIME_SIZE, 'little')


def from_bytes(data: 'memoryview | bytes') -> int:
    """Read a time."""
    return int.from_bytes(data[:TIME_SIZE], 'little')
