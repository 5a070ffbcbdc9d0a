"""The messages in a stream of WebSocket frames, read along while the stream passes by."""

from collections.abc import Callable

from ..frames import BINARY, TEXT

LARGEST = 16 * 2**20
"""Bytes; of a longer message nothing is kept."""

CLOSE, PING, PONG = 0x8, 0x9, 0xA

_CONTINUATION = 0x0


class Unreadable(Exception):
    """What passes by cannot be understood any more; the message says why."""


class Messages:
    """
    Reads what one side sends.

    `on_message` is given each message, None in place of one that is too large; `on_close` the code and the reason of a
    goodbye, None if it has no code.
    """

    def __init__(
        self,
        on_message: Callable[[str | bytes | None], None],
        on_close: Callable[[int | None, str], None],
    ) -> None:
        self._on_message = on_message
        self._on_close = on_close
        self._header = bytearray()
        self._opcode = 0
        self._is_last = True
        self._mask = b''
        self._left = 0
        self._passed = 0
        self._is_inside = False
        self._control = bytearray()
        self._message = bytearray()
        self._kind: int | None = None
        self._is_too_large = False

    @property
    def is_between_frames(self) -> bool:
        """Whether another frame could be put in here."""
        return not self._is_inside and not self._header

    def feed(self, data: bytes) -> None:
        """Read on; raise Unreadable if that makes no sense."""
        view = memoryview(data)
        while view:
            view = self._read_payload(view) if self._is_inside else self._read_header(view)

    def _read_header(self, view: memoryview) -> memoryview:
        missing = _header_length(self._header) - len(self._header)
        self._header += view[:missing]
        if len(self._header) == _header_length(self._header):
            self._begin()
        return view[missing:]

    def _begin(self) -> None:
        first, second = self._header[:2]
        if first & 0x70:
            raise Unreadable('a frame is compressed, or something else that nobody agreed on')
        self._opcode, self._is_last = first & 0x0F, bool(first & 0x80)
        size = second & 0x7F
        wide = {126: 2, 127: 8}.get(size, 0)
        self._left = int.from_bytes(self._header[2 : 2 + wide], 'big') if wide else size
        self._mask = bytes(self._header[2 + wide :])
        self._header.clear()
        self._passed, self._is_inside = 0, True
        if self._opcode in {TEXT, BINARY}:
            if self._kind is not None:
                raise Unreadable('a message begins inside of another')
            self._kind = self._opcode
        elif self._opcode == _CONTINUATION:
            if self._kind is None:
                raise Unreadable('a message goes on that has not begun')
        elif self._opcode not in {CLOSE, PING, PONG} or self._left > 125 or not self._is_last:
            raise Unreadable(f'there is no such frame: opcode {self._opcode}')
        if self._left == 0:
            self._end()

    def _read_payload(self, view: memoryview) -> memoryview:
        taken = view[: self._left]
        self._left -= len(taken)
        part = _unmasked(bytes(taken), self._mask, self._passed)
        self._passed += len(taken)
        if self._opcode >= CLOSE:
            self._control += part
        elif not self._is_too_large and len(self._message) + len(part) <= LARGEST:
            self._message += part
        else:
            self._is_too_large = True
            self._message.clear()
        if self._left == 0:
            self._end()
        return view[len(taken) :]

    def _end(self) -> None:
        self._is_inside = False
        if self._opcode >= CLOSE:
            payload = bytes(self._control)
            self._control.clear()
            if self._opcode == CLOSE:
                code = int.from_bytes(payload[:2], 'big') if len(payload) >= 2 else None
                self._on_close(code, payload[2:].decode(errors='replace'))
        elif self._is_last:
            message = None if self._is_too_large else _message(self._kind, bytes(self._message))
            self._kind, self._is_too_large = None, False
            self._message.clear()
            self._on_message(message)


def _header_length(so_far: bytearray) -> int:
    """Tell how long a header is, as far as its beginning says."""
    if len(so_far) < 2:
        return 2
    size = so_far[1] & 0x7F
    return 2 + {126: 2, 127: 8}.get(size, 0) + (4 if so_far[1] & 0x80 else 0)


def _unmasked(data: bytes, mask: bytes, passed: int) -> bytes:
    if not mask:
        return data
    turned = mask[passed % 4 :] + mask[: passed % 4]
    pattern = (turned * (len(data) // 4 + 1))[: len(data)]
    number = int.from_bytes(data, 'big') ^ int.from_bytes(pattern, 'big')
    return number.to_bytes(len(data), 'big')


def _message(kind: int | None, payload: bytes) -> str | bytes:
    """Give text as text, unless it is none."""
    if kind != TEXT:
        return payload
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload
