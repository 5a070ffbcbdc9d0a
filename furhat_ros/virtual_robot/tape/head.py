"""The head of an HTTP request or response: its first line and its fields."""

from collections.abc import Mapping
from http import HTTPStatus

LONGEST = 2**16
"""Bytes."""

END = b'\r\n\r\n'


class Head:
    """A head that can be changed; names of fields are compared without regard to case."""

    def __init__(self, data: bytes) -> None:
        first, *fields = data.removesuffix(END).decode('latin-1').split('\r\n')
        self.first = first
        self._fields = fields

    @property
    def target(self) -> str:
        """What a request is about, which is its path and its query."""
        return self.first.partition(' ')[2].rpartition(' ')[0]

    @target.setter
    def target(self, target: str) -> None:
        method, version = self.first.partition(' ')[0], self.first.rpartition(' ')[2]
        self.first = f'{method} {target} {version}'

    @property
    def is_websocket(self) -> bool:
        """Whether this is a request for a WebSocket."""
        return self['Upgrade'].lower() == 'websocket'

    def __getitem__(self, name: str) -> str:
        """Give a field, empty if there is none."""
        found = (field for field in self._fields if _name(field) == name.lower())
        return next(found, '').partition(':')[2].strip()

    def __setitem__(self, name: str, value: str) -> None:
        """Set a field."""
        del self[name]
        self._fields.append(f'{name}: {value}')

    def __delitem__(self, name: str) -> None:
        """Take a field out."""
        self._fields = [field for field in self._fields if _name(field) != name.lower()]

    def __bytes__(self) -> bytes:
        """Give the head as it is sent."""
        return '\r\n'.join([self.first, *self._fields]).encode('latin-1') + END


def answer(status: HTTPStatus, words: str, fields: Mapping[str, str] | None = None) -> bytes:
    """Give a whole response that is a sentence for a person."""
    body = f'{words}\n'.encode()
    head = Head(f'HTTP/1.1 {status.value} {status.phrase}'.encode() + END)
    for name, value in {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': str(len(body)),
        'Connection': 'close',
        **(fields or {}),
    }.items():
        head[name] = value
    return bytes(head) + body


def _name(field: str) -> str:
    return field.partition(':')[0].strip().lower()
