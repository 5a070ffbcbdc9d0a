"""The robot behind a pass-through: where it is, and how to get there."""

import asyncio
import base64
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from ..address import in_a_url
from ..page import EVENTS_PATH
from .end import End
from .head import Head

ROBOTS_PORT = 9000


class Unreachable(Exception):
    """There is no way to the robot; the message says why, as what the robot does."""


@dataclass(frozen=True)
class Target:
    """A robot's end of the WebSocket; what is secret in its URL is in `query` and `credentials`."""

    host: str
    port: int
    path: str
    is_encrypted: bool = False
    query: str = ''
    credentials: str = ''

    @classmethod
    def of(cls, text: str) -> 'Target':
        """Read a URL, or a host with or without a port; raise ValueError, in words for a person, if it is neither."""
        has_scheme = '://' in text
        try:
            parts = urlsplit(text if has_scheme else f'ws://{text}')
            port = parts.port
        except ValueError as error:
            raise ValueError(f'this is no address of a robot: {error}') from None
        # What is not shown may hold a key.
        if (
            parts.scheme not in {'ws', 'wss'}
            or not parts.hostname
            or set(parts.hostname) & set(' \r\n')
        ):
            raise ValueError('the address of a robot is like ws://192.168.1.20:9000/v1/events')
        usual = {'ws': 80, 'wss': 443}[parts.scheme] if has_scheme else ROBOTS_PORT
        path = EVENTS_PATH if parts.path in {'', '/'} else parts.path
        credentials = unquote(parts.netloc.rpartition('@')[0])
        return cls(
            parts.hostname, port or usual, path, parts.scheme == 'wss', parts.query, credentials
        )

    @property
    def url(self) -> str:
        """The address without anything secret."""
        return f'{"wss" if self.is_encrypted else "ws"}://{self._place}{self.path}'

    @property
    def secrets(self) -> list[str]:
        """What of the address is secret."""
        return [self.credentials.partition(':')[2], *values_of(self.query)]

    async def open(self, patience: float, most_buffered: int) -> End:
        """Connect; raise Unreachable."""
        context = ssl.create_default_context() if self.is_encrypted else None
        try:
            opening = asyncio.open_connection(
                self.host, self.port, limit=most_buffered, ssl=context
            )
            return End(*await asyncio.wait_for(opening, patience))
        except (OSError, UnicodeError, asyncio.TimeoutError) as error:
            raise Unreachable(_in_words(error, patience)) from error

    def address(self, request: Head) -> None:
        """Turn a request to us into one to the robot."""
        path, _, query = request.target.partition('?')
        if path == EVENTS_PATH:
            query = '&'.join(filter(None, (self.query, query)))
            request.target = f'{self.path}?{query}' if query else self.path
        request['Host'] = self._place
        if self.credentials and not request['Authorization']:
            basic = base64.b64encode(self.credentials.encode()).decode('ascii')
            request['Authorization'] = f'Basic {basic}'

    @property
    def _place(self) -> str:
        return in_a_url(self.host, self.port)


def values_of(query: str) -> list[str]:
    """Give the values in the query of a URL, any of which may be a key."""
    return [value for _, value in parse_qsl(query) if len(value) > 3]


def _in_words(error: Exception, patience: float) -> str:
    if isinstance(error, ConnectionRefusedError):
        return 'refuses the connection (is the Realtime API enabled there?)'
    if isinstance(error, asyncio.TimeoutError):
        return f'does not answer within {patience:g} s'
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return f'is not known by that name: {getattr(error, "strerror", None) or error}'
    if isinstance(error, ssl.SSLError):
        return f'does not speak TLS as it should: {error.reason or error}'
    if isinstance(error, ConnectionResetError):
        return 'hangs up'
    return f'cannot be reached: {getattr(error, "strerror", None) or error}'
