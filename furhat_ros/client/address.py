"""Where the robot is, and how to find it without blocking the event loop."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..errors import ConnectFailed, InvalidRequest
from .deadline import within


@dataclass(frozen=True)
class Address:
    """The robot's end of the WebSocket."""

    host: str
    port: int = 9000
    path: str = '/v1/events'
    scheme: str = 'ws'
    """`ws`, or `wss` for TLS."""

    def __post_init__(self) -> None:
        """Refuse what could never be an address."""
        if not self.host or set(self.host) & set(' /?#@'):
            raise InvalidRequest(
                f'host must be a name or an IP address such as 192.168.1.20, got {self.host!r}'
            )
        if not 1 <= self.port <= 65535:
            raise InvalidRequest(f'port must be between 1 and 65535, got {self.port}')
        if not self.path.startswith('/'):
            raise InvalidRequest(f'path must start with /, got {self.path!r}')
        if self.scheme not in ('ws', 'wss'):
            raise InvalidRequest(f'scheme must be ws or wss, got {self.scheme!r}')

    @classmethod
    def from_url(cls, url: str) -> 'Address':
        """Read a whole address, e.g. ws://192.168.1.20:9000/v1/events; without a port it is that of the scheme."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == 'wss' else 80)
        except ValueError as error:
            raise InvalidRequest(f'{url!r} is no address: {error}') from None
        path = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
        return cls(parts.hostname or '', port, path, parts.scheme)

    @property
    def url(self) -> str:
        """The address in one string, e.g. ws://192.168.1.20:9000/v1/events."""
        host = f'[{self.host}]' if ':' in self.host else self.host
        return f'{self.scheme}://{host}:{self.port}{self.path}'


def url_of(host: str, port: int, path: str, scheme: str) -> str:
    """Put an address together without judging it; a port in the host, as in robot:9001, counts more than `port`."""
    if host.count(':') > 1 and not host.startswith('['):
        host = f'[{host}]'
    has_port = host.rpartition(']')[2].startswith(':') if host.startswith('[') else ':' in host
    return f'{scheme}://{host}{path}' if has_port else f'{scheme}://{host}:{port}{path}'


async def resolve(host: str, timeout: float) -> list[str]:
    """
    Find the IP addresses of a host name, best first; raise ConnectFailed if there are none.

    A look-up cannot be interrupted, and the threads of asyncio's own pool are waited for when the interpreter exits: a
    dead name server would hold up the shutdown. Hence a daemon thread.
    """
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], problem: str) -> None:
        if found.done():
            return
        if addresses:
            found.set_result(addresses)
        else:
            found.set_exception(ConnectFailed(problem))

    def look_up() -> None:
        addresses: list[str] = []
        problem = f'the host name {host} has no address'
        try:
            infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            problem = f'the host name {host} is not known: {error}'
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, addresses, problem)

    threading.Thread(target=look_up, name='resolve', daemon=True).start()
    try:
        return await within(timeout, found)
    except asyncio.TimeoutError:
        raise ConnectFailed(f'the host name {host} was not resolved in {timeout:g} s') from None
