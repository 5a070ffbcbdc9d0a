"""
Pictures with their times in one stream, as Matroska with Motion JPEG: the pictures stay as they are.

Players show it, and an encoder reads it without losing a time, which none of the lists of files that ffmpeg takes gives
in all its versions. Only what that needs of https://www.matroska.org/technical/elements.html.
"""

import struct
from collections.abc import Callable

UNIT = 10_000
"""ns; times are told in it."""

EBML = b'\x1a\x45\xdf\xa3'
SEGMENT = b'\x18\x53\x80\x67'
INFO = b'\x15\x49\xa9\x66'
TRACKS = b'\x16\x54\xae\x6b'
CLUSTER = b'\x1f\x43\xb6\x75'
UNKNOWN_LENGTH = b'\x01' + b'\xff' * 7
NAME = b'furhat_ros'


class Matroska:
    """A video that is written picture by picture."""

    def __init__(self, write: Callable[[bytes], object], width: int, height: int) -> None:
        self._write = write
        self._last = -1
        write(_head())
        write(SEGMENT + UNKNOWN_LENGTH)
        write(
            _element(
                INFO,
                _number(b'\x2a\xd7\xb1', UNIT),
                _element(b'\x4d\x80', NAME),
                _element(b'\x57\x41', NAME),
            )
        )
        size = _element(b'\xe0', _number(b'\xb0', width), _number(b'\xba', height))
        track = [_number(b'\xd7', 1), _number(b'\x73\xc5', 1), _number(b'\x83', 1)]
        write(_element(TRACKS, _element(b'\xae', *track, _element(b'\x86', b'V_MJPEG'), size)))

    def add(self, time: int, jpeg: bytes) -> None:
        """Add a picture that is shown from a time in ns on, later than the one before."""
        self._last = max(self._last + 1, time // UNIT)
        block = _element(b'\xa3', b'\x81\x00\x00\x80', jpeg)
        self._write(_element(CLUSTER, _number(b'\xe7', self._last), block))


def _head() -> bytes:
    versions = [_number(name, value) for name, value in ((b'\x42\x86', 1), (b'\x42\xf7', 1))]
    lengths = [_number(name, value) for name, value in ((b'\x42\xf2', 4), (b'\x42\xf3', 8))]
    document = [_number(name, value) for name, value in ((b'\x42\x87', 4), (b'\x42\x85', 2))]
    return _element(EBML, *versions, *lengths, _element(b'\x42\x82', b'matroska'), *document)


def _element(name: bytes, *content: bytes) -> bytes:
    body = b''.join(content)
    return name + struct.pack('>Q', len(body) | 1 << 56) + body


def _number(name: bytes, value: int) -> bytes:
    return _element(name, value.to_bytes(8, 'big'))
