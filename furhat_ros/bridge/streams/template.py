"""Messages that are published again and again, with another stamp and another payload each time."""

import struct
from typing import Any

from builtin_interfaces.msg import Time
from rclpy.serialization import deserialize_message, serialize_message

from . import payload

ENCAPSULATION = 4
"""Bytes before a message in CDR; the lowest bit of the second one says that numbers are little-endian."""

STAMP = 8
"""Bytes of a stamp, with which every header begins."""

COUNT = 4
"""Bytes of the count before a sequence of bytes."""


class Template:
    """
    A message whose last field is its payload.

    All before that is serialized once, and the payload is put behind it as it is: rclpy would look at each field of the
    message anew, and copy the payload three times. The payload, still empty, is the field `data` of the message or of
    its part `holder`; a header, if there is one, comes first.
    """

    def __init__(self, message: Any, holder: Any = None) -> None:
        self._message = message
        self._holder = message if holder is None else holder
        self._header = getattr(message, 'header', None)
        whole = serialize_message(message)
        order = '<' if whole[1] & 1 else '>'
        self._count = struct.Struct(f'{order}I').pack
        self._stamp = struct.Struct(f'{order}iI').pack
        stamped = ENCAPSULATION + (STAMP if self._header is not None else 0)
        self._before, self._behind = whole[:ENCAPSULATION], whole[stamped:-COUNT]
        self._fits = self._is_read_back()

    def filled(self, data: bytes, stamp: Time) -> Any:
        """Give what a publisher takes for the message with this stamp and payload."""
        if not self._fits:
            return self._filled_message(data, stamp)
        time = b'' if self._header is None else self._stamp(stamp.sec, stamp.nanosec)
        return b''.join((self._before, time, self._behind, self._count(len(data)), data))

    def _filled_message(self, data: bytes, stamp: Time) -> Any:
        if self._header is not None:
            self._header.stamp = stamp
        self._holder.data = payload.field(data)
        return self._message

    def _is_read_back(self) -> bool:
        """Whether this middleware serializes as we know it."""
        self._fits = True
        data, stamp = b'abcde', Time(sec=1, nanosec=2)
        try:
            read = deserialize_message(self.filled(data, stamp), type(self._message))
        except Exception:  # noqa: BLE001  each middleware has errors of its own
            return False
        return bool(read == self._filled_message(data, stamp))
