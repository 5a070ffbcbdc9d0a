"""The base64 payloads of images and sound."""

import array
import base64
import binascii

from furhat_ros.errors import ProtocolViolation


def decode(payload: str, what: str) -> bytes:
    """Decode base64 strictly; raise ProtocolViolation for anything else."""
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolViolation('bad base64', f'{what} is not base64: {error}') from None


def field(data: bytes) -> 'array.array[int]':
    """Give the bytes in the one form that rclpy takes without looking at each of them."""
    return array.array('B', data)
