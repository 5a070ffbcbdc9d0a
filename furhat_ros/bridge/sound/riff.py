"""The header that a robot may put before its sound."""

import struct
from dataclasses import dataclass

from furhat_ros.errors import ProtocolViolation

RATES = (1000, 192000)
"""Hz that can be."""

PCM = 1
HEAD = 12
PART = 8
"""Bytes before the content of each part of the file."""


@dataclass(frozen=True)
class Sound:
    """Samples, and their rate if the robot told it."""

    pcm: bytes
    rate: int | None = None


def opened(data: bytes, what: str) -> Sound:
    """Take off the header, if there is one; raise ProtocolViolation if it announces anything but 16-bit mono PCM."""
    if data[:4] != b'RIFF' or data[8:HEAD] != b'WAVE':
        return Sound(data)
    rate = None
    place = HEAD
    while place + PART <= len(data):
        name, size = struct.unpack_from('<4sI', data, place)
        place += PART
        if name == b'data' and rate is not None:
            return Sound(data[place:], rate)
        if name == b'fmt ' and place + 16 <= len(data):
            rate = _rate(data, place, what)
        place += size + size % 2
    raise ProtocolViolation('sound format', f'{what} has the header of a WAV file without sound')


def _rate(data: bytes, place: int, what: str) -> int:
    coding, channels, rate, _, _, bits = struct.unpack_from('<HHIIHH', data, place)
    if (coding, channels, bits) != (PCM, 1, 16) or not RATES[0] <= rate <= RATES[1]:
        raise ProtocolViolation(
            'sound format',
            f'{what} is announced as {bits} bits, {channels} channels, {rate} Hz, coding {coding};'
            ' not as 16-bit mono PCM',
        )
    return int(rate)
