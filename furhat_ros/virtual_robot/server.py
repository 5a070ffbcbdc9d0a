"""The robot's end of the network: a WebSocket endpoint for many clients, and a page for a browser."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import websockets
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response

from . import page
from .connection import Connection

LARGEST_REQUEST = 16 * 2**20
"""Bytes in one frame from a client."""

GOING_AWAY = 1001
"""The close code of a server that is switched off."""

PATIENCE = 1.0
"""Seconds that clients have to say goodbye when the robot is switched off."""

# The arguments and the result changed with version 14; what is used here is common to 10 and later.
_serve: Any = websockets.serve


class Server:
    """Opens a port, and turns each WebSocket into a `Connection`."""

    def __init__(
        self,
        connect: Callable[[Callable[[str], Any], Callable[[], None]], Connection],
        receive: Callable[[Connection, str], None],
        disconnect: Callable[[Connection], None],
        *,
        compression: bool,
    ) -> None:
        self._connect = connect
        self._receive = receive
        self._disconnect = disconnect
        self._compression = 'deflate' if compression else None
        self._server: Any = None
        self._sockets: set[Any] = set()

    @property
    def port(self) -> int:
        """The port that is really open."""
        return int(self._server.sockets[0].getsockname()[1])

    async def open(self, host: str, port: int) -> None:
        """Listen on a port, on any free one if it is 0; raise OSError if it is taken."""
        self._server = await _serve(
            self._talk,
            host,
            port,
            process_request=_answer_http,
            compression=self._compression,
            max_size=LARGEST_REQUEST,
            ping_interval=None,
            close_timeout=PATIENCE,
        )

    async def close(self) -> None:
        """Say goodbye to all clients and close the port."""
        # Not left to the server: from Python 3.12 on, that of websockets 10 waits for its clients before it tells them.
        goodbyes = [asyncio.ensure_future(each.close(GOING_AWAY)) for each in self._sockets]
        if goodbyes:
            await asyncio.wait(goodbyes, timeout=2 * PATIENCE)
        self._server.close()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._server.wait_closed(), 2 * PATIENCE)

    async def _talk(self, socket: Any) -> None:
        self._sockets.add(socket)
        connection = self._connect(partial(_write, socket), socket.transport.abort)
        connection.run(connection.write())
        try:
            async for frame in socket:
                if isinstance(frame, str):
                    self._receive(connection, frame)
                    await asyncio.sleep(
                        0
                    )  # a client that floods the robot must not starve the others
        except ConnectionClosed:
            pass
        finally:
            self._sockets.discard(socket)
            self._disconnect(connection)


async def _write(socket: Any, frame: str) -> None:
    with contextlib.suppress(ConnectionClosed):
        await socket.send(frame)


async def _answer_http(first: Any, second: Any) -> Any:
    """Answer what is no WebSocket; up to version 13 from (path, headers), later from (connection, request)."""
    is_old = isinstance(first, str)
    answer = page.answer(first if is_old else second.path)
    if answer is None or is_old:
        return answer
    return Response(
        answer.status.value, answer.status.phrase, Headers(answer.headers), answer.body
    )
