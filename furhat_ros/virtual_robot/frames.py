"""WebSocket frames as bytes, for what the library would never send."""

import json
import struct
from dataclasses import dataclass
from typing import Any, Literal

TEXT, BINARY = 0x1, 0x2

Ending = Literal['reset', 'end']
"""How a connection is cut: by a reset, or by a plain end of what is sent. There is no closing handshake in either."""


@dataclass(frozen=True)
class Raw:
    """Bytes that go out as they are; after them the connection is cut if `ending` says how."""

    data: bytes
    ending: Ending | None = None


Frame = str | bytes | Raw
"""A text frame, a binary frame, or something else."""


def encoded(frame: Frame) -> bytes:
    """Give a frame as the bytes that a server sends."""
    if isinstance(frame, Raw):
        return frame.data
    if isinstance(frame, str):
        return header(TEXT, len(payload := frame.encode())) + payload
    return header(BINARY, len(frame)) + frame


def header(opcode: int, length: int) -> bytes:
    """Give the header of the only frame of a message, which a server does not mask."""
    first = 0x80 | opcode
    if length < 126:
        return struct.pack('!BB', first, length)
    if length < 2**16:
        return struct.pack('!BBH', first, 126, length)
    return struct.pack('!BBQ', first, 127, length)


def wire_of(frame: Frame) -> dict[str, Any] | None:
    """Give the JSON object in a frame, None if it holds none."""
    try:
        found = json.loads(frame) if isinstance(frame, str) else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
