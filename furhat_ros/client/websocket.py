"""One open socket that carries text frames; `pushing` beside it is the only other importer of `websockets` here."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Any

import websockets
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.version import version

from ..errors import ConnectFailed, LinkLost
from .address import Address
from .deadline import within
from .policy import LinkPolicy

_MAJOR = int(version.split('.')[0])

PushingConnection: Any = None
if _MAJOR >= 14:
    from .pushing import PushingConnection

LONGEST_TURN = 0.002
"""Seconds for which frames that have arrived already may keep everything else waiting."""

# The library logs every frame at DEBUG, request.auth with its key among them: this level is set and not inherited.
_library_log = logging.getLogger('furhat_ros.websockets')
_library_log.setLevel(logging.INFO)


class WebSocket:
    """An open connection; send and receive raise LinkLost once it is gone."""

    def __init__(self, connection: Any, policy: LinkPolicy) -> None:
        self.secret = ''
        """What must not be repeated in an error."""

        self._connection = connection
        self._policy = policy

    @classmethod
    async def open(cls, address: Address, ip: str, policy: LinkPolicy) -> 'WebSocket':
        """Open the socket; raise ConnectFailed with the reason in words."""
        options: dict[str, Any] = {
            'compression': None,  # JPEG and noise do not shrink; deflating them costs more than the link
            'max_size': policy.max_frame,
            'ping_interval': policy.ping_interval,
            'ping_timeout': policy.ping_timeout,
            'close_timeout': policy.close_timeout,
            'host': ip,
            'port': address.port,
        }
        if _MAJOR >= 10:
            options['logger'] = _library_log
            options['open_timeout'] = None  # `within` below does it, in every version
        if PushingConnection is not None:
            options['create_connection'] = PushingConnection
        if _MAJOR >= 15:
            options['proxy'] = None  # a robot in the room is not behind the system's web proxy
        connect: Any = websockets.connect(address.url, **options)
        connect.MAX_REDIRECTS_ALLOWED = 1  # up to 13; later ones go nowhere else with a given host
        opening = asyncio.ensure_future(connect)
        try:
            connection = await within(policy.open_timeout, opening)
        except asyncio.CancelledError:
            _drop(opening)
            raise
        except asyncio.TimeoutError:
            raise ConnectFailed(f'no answer within {policy.open_timeout:g} s') from None
        except OSError as error:
            raise ConnectFailed(_failed_in_words(error)) from error
        except (EOFError, ValueError, WebSocketException) as error:
            raise ConnectFailed(
                f'something answers there, but not the Furhat API: {error}'
            ) from error
        _limit_backlog(connection, policy.receive_buffer)
        return cls(connection, policy)

    @property
    def latency(self) -> float | None:
        """Round trip of the last ping in seconds; None before the first."""
        return getattr(self._connection, 'latency', None) or None

    @property
    def connection(self) -> Any:
        """The connection as the library `websockets` knows it."""
        return self._connection

    async def send(self, frame: str | bytes) -> None:
        """Send one frame; a robot that does not read counts as lost, as one that answers no pings."""
        sending = self._connection.send(frame)
        try:
            if self._has_room(len(frame)):
                await sending  # at once: `within` would begin it in the next turn of the loop
            else:
                await within(self._policy.ping_timeout, sending)
        except asyncio.TimeoutError:
            self._connection.transport.abort()
            raise LinkLost('the robot no longer takes what is sent') from None
        except ConnectionClosed as error:
            raise LinkLost(self._in_words(error)) from error

    def _has_room(self, size: int) -> bool:
        """Whether a frame of so many characters goes without waiting for those before it."""
        transport: asyncio.Transport = self._connection.transport
        _, most = transport.get_write_buffer_limits()
        # A character becomes four bytes at most, and the frame has a header.
        return transport.get_write_buffer_size() + 4 * size + 14 <= most

    async def receive(self, take: Callable[['str | bytes'], None]) -> None:
        """Call back with every frame until the connection ends, which LinkLost tells."""
        try:
            if PushingConnection is None:
                await self._pull(take)
            else:
                await self._push(take)
        except ConnectionClosed as error:
            raise LinkLost(self._in_words(error)) from error

    async def _pull(self, take: Callable[['str | bytes'], None]) -> None:
        now = asyncio.get_running_loop().time
        turn_ends = now() + LONGEST_TURN
        while True:
            take(await self._connection.recv())
            if now() >= turn_ends:
                await asyncio.sleep(0)
                turn_ends = now() + LONGEST_TURN

    async def _push(self, take: Callable[['str | bytes'], None]) -> None:
        connection = self._connection
        connection.push(take, LONGEST_TURN, self._policy.max_frame)
        try:
            await connection.recv()  # all frames have gone by: this only waits for the end
        except ConnectionClosed:
            connection.finish()
            if connection.failure is not None:
                raise connection.failure from None
            raise

    async def close(self) -> None:
        """Close the connection; returns also if the robot does not answer."""
        try:
            await within(2 * self._policy.close_timeout, self._connection.close())
        except asyncio.TimeoutError:
            self._connection.transport.abort()

    def _in_words(self, error: ConnectionClosed) -> str:
        sent = getattr(error, 'sent', None)
        if sent is not None and sent.code == 1009:
            return f'the robot sent a frame of more than {self._policy.max_frame} bytes'
        return hidden(_closed_in_words(error), self.secret)


async def connect(address: Address, ips: list[str], policy: LinkPolicy) -> WebSocket:
    """Open a socket to the first of several IP addresses that answers."""
    failure = ConnectFailed('no address to try')
    for ip in ips:
        try:
            return await WebSocket.open(address, ip, policy)
        except ConnectFailed as error:
            failure = error
    raise failure


def hidden(text: str, secret: str) -> str:
    """Give a text without a secret."""
    return text.replace(secret, '(the key)') if secret else text


def _drop(opening: asyncio.Future[Any]) -> None:
    """Close a connection that came up in the moment when nobody wanted it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().transport.abort()


def _limit_backlog(connection: Any, size: int) -> None:
    """Leave a flood with the robot: what the system takes in advance delays what comes after it."""
    with contextlib.suppress(OSError):  # it is gone already: whoever receives is told so
        connection.transport.get_extra_info('socket').setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, size
        )


def _failed_in_words(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return 'connection refused (is the Realtime API enabled on the robot?)'
    if error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__


def _closed_in_words(error: ConnectionClosed) -> str:
    received, sent = getattr(error, 'rcvd', None), getattr(error, 'sent', None)
    if received is not None and (sent is None or error.rcvd_then_sent):
        reason = f': {received.reason}' if received.reason else ''
        return f'the robot closed the connection (code {received.code}{reason})'
    if sent is not None and sent.code == 1011:
        return 'the robot no longer answers pings'
    if sent is not None and sent.code != 1000:
        return f'closed because of what the robot sent (code {sent.code} {sent.reason})'.rstrip()
    return 'the connection broke'
