"""What an image needs of memory is free a moment later, and needed again with the next one."""

import contextlib
import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Of malloc.h in the GNU C library, which other C libraries do not have."""

LARGEST_PIECE = 16 * 1024 * 1024
MOST_KEPT = 64 * 1024 * 1024
"""Bytes; for a few images of any size that a robot sends."""


def keep() -> None:
    """
    Have the C library keep what is freed, instead of giving it back to the system.

    It does so or not as its pieces happen to lie. What was given back comes again page by page, each of which costs the
    system's attention, and is filled with zeros: that may take longer than all else that is done with an image.
    """
    with contextlib.suppress(AttributeError, OSError):
        adjust = ctypes.CDLL(None).mallopt
        adjust(M_MMAP_THRESHOLD, LARGEST_PIECE)
        adjust(M_TRIM_THRESHOLD, MOST_KEPT)
