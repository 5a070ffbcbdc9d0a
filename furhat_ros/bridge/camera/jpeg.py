"""What a JPEG tells before it is decoded: whether it is whole, how large, and whether decoding would cost too much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from furhat_ros.errors import ProtocolViolation

START = b'\xff\xd8\xff'
END = b'\xff\xd9'

PADDING = 1024
"""Bytes after its end that a JPEG may have."""

MOST_SEGMENTS = 1000
"""In the header; an ICC profile has 255 at the most, and hardly any camera has ten."""

MOST_GARBAGE = 65536
"""Bytes between the segments of the header, which decoders skip."""

MOST_SCANS = 100
"""A progressive JPEG has about ten. Each costs a decoder a whole pass over the image, and the sender a few bytes."""

_MARKER = re.compile(rb'\xff[^\x00\xff]')
_SCAN = re.compile(rb'\xff\xda')  # twice as fast as bytes.count

_START_OF_SCAN = 0xDA
_BARE = frozenset((0x01, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)))
"""Markers that have no segment, or none for Pillow; at these libjpeg gives up."""

_FRAMES = frozenset((*range(0xC0, 0xD0), 0xDE)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segments that hold a size; the three between them are tables and the like."""

_SEQUENTIAL = frozenset((0xC0, 0xC1))
"""Markers of frames whose parts come one after the other: once all colours were there, decoders read no further."""


def check(jpeg: bytes, most_pixels: int) -> None:
    """Raise ProtocolViolation for what is no whole JPEG, and for one that would cost a decoder too much."""
    if not jpeg.startswith(START):
        raise ProtocolViolation('not a JPEG', 'a camera image is not a JPEG')
    if jpeg.rfind(END, -PADDING) < 0:
        raise ProtocolViolation('truncated JPEG', f'a camera image has no end ({len(jpeg)} bytes)')
    header = headers.of(jpeg)
    if header.width * header.height > most_pixels:
        raise ProtocolViolation(
            'JPEG too large',
            f'a camera image of {header.width} x {header.height} pixels; camera.max_pixels is {most_pixels}',
        )
    if header.is_one_scan:
        return
    scans = len(_SCAN.findall(jpeg))
    if scans > MOST_SCANS:
        raise ProtocolViolation('JPEG too large', f'a camera image of {scans} scans')


def size(jpeg: bytes) -> tuple[int, int] | None:
    """
    Give width and height as the header has them; None if no decoder would find any.

    It is read as libjpeg and Pillow do, so that no image hides from this look which a decoder then finds; of several
    sizes the largest counts. Raises ProtocolViolation for a header that goes on and on.
    """
    header = headers.of(jpeg)
    return (header.width, header.height) if header.width * header.height else None


@dataclass(frozen=True)
class Header:
    """What is known of an image from its `data` up to the pixels."""

    data: bytes
    width: int
    height: int
    is_one_scan: bool
    """Whether a decoder reads the pixels once, whatever comes behind them."""


class Headers:
    """Reads headers. A camera sends the same one with every image: the latest is kept, and compared first."""

    def __init__(self) -> None:
        self._latest = _read(START)

    def of(self, jpeg: bytes) -> Header:
        """Give the header of an image; raise ProtocolViolation if it has no end."""
        latest = self._latest
        if latest.data and jpeg.startswith(latest.data):
            return latest
        header = self._latest = _read(jpeg)
        return header


def _read(jpeg: bytes) -> Header:
    frames = []
    data = scanned = b''
    for marker, at in _segments(jpeg):
        if marker in _FRAMES:
            frames.append((marker, at))
        elif marker == _START_OF_SCAN and at + 2 < len(jpeg):
            data, scanned = jpeg[: at + 3], jpeg[at + 2 : at + 3]
    sizes = (_size_at(jpeg, at) for _, at in frames)
    width, height = max(sizes, key=lambda each: each[0] * each[1], default=(0, 0))
    if scanned and len(frames) == 1:
        ((kind, at),) = frames
        is_one_scan = kind in _SEQUENTIAL and jpeg[at + 7 : at + 8] == scanned
    else:
        is_one_scan = False
    return Header(data, width, height, is_one_scan)


def _segments(jpeg: bytes) -> Iterator[tuple[int, int]]:
    """Give the marker and the position of each segment up to the first scan."""
    position, garbage = 2, MOST_GARBAGE
    for _ in range(MOST_SEGMENTS):
        found = _MARKER.search(jpeg, position, position + garbage)
        if found is None and position + garbage >= len(jpeg):
            return
        if found is None:
            break
        garbage -= found.start() - position
        position = found.end()
        marker = jpeg[position - 1]
        if marker == _START_OF_SCAN:
            yield marker, position
            return
        if marker not in _BARE:
            yield marker, position
            position += max(_number(jpeg, position), 2)
    raise ProtocolViolation('broken JPEG', 'the header of a camera image has no end')


def _size_at(jpeg: bytes, position: int) -> tuple[int, int]:
    """Give width and height of a frame segment: its length, precision, height, width, number of colours."""
    return _number(jpeg, position + 5), _number(jpeg, position + 3)


def _number(jpeg: bytes, position: int) -> int:
    return int.from_bytes(jpeg[position : position + 2], 'big')


headers = Headers()
