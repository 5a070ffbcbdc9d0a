"""The decompressors of MCAP, which come with rosbags; each takes what is left of a stream that was cut."""

import sys
from typing import Any

MOST = 2**30
"""Bytes that a chunk may unfold to."""


def zstd() -> Any:
    """Give a decompressor for zstd."""
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor
    else:
        from backports.zstd import ZstdDecompressor
    return ZstdDecompressor()


def lz4() -> Any:
    """Give a decompressor for lz4."""
    from lz4.frame import LZ4FrameDecompressor

    return LZ4FrameDecompressor()


def unfold(name: str, data: bytes) -> bytes:
    """Decompress as much as there is; nothing if that is not possible."""
    if not name:
        return data
    makers = {'zstd': zstd, 'lz4': lz4}
    if name not in makers:
        return b''
    unfolded = b''
    try:
        decompressor = makers[name]()
        unfolded = decompressor.decompress(data, max_length=MOST)
    except Exception:  # noqa: BLE001  each library has errors of its own
        return unfolded
    return bytes(unfolded)
