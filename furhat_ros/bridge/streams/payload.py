"""The base64 payloads of images and sound."""

import array
import base64

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.accelerators import read_base64

BYTES_PER_SAMPLE = 2

LONGEST_SOUND = 1_500_000
"""Characters of base64: more than 10 s of sound at 48 kHz, where a stream has chunks of a tenth of a second."""


def decode(payload: str, what: str) -> bytes:
    """Decode base64 strictly; raise ProtocolViolation for anything else."""
    try:
        return read_base64(payload)
    except ValueError as error:
        raise ProtocolViolation('bad base64', f'{what} is not base64: {error}') from None


def field(data: bytes) -> 'array.array[int]':
    """Give the bytes in the one form that rclpy takes without looking at each of them."""
    return array.array('B', data)


def samples(payload: str, what: str) -> bytes:
    """Decode 16-bit PCM; raise ProtocolViolation for anything else."""
    if len(payload) > LONGEST_SOUND:
        raise ProtocolViolation('oversized sound', f'{what} has {len(payload)} characters')
    pcm = decode(payload, what)
    if len(pcm) % BYTES_PER_SAMPLE:
        raise ProtocolViolation('odd PCM', f'{what} has {len(pcm)} bytes')
    return pcm


def encode(data: 'bytes | memoryview') -> str:
    """Give the base64 of some bytes."""
    return base64.b64encode(data).decode('ascii')
