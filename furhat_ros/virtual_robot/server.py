"""The robot's end of the network: a WebSocket endpoint for many clients, and a page for a browser."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import websockets
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response

from . import page
from .clock import Clock
from .connection import Connection
from .fault import LineFault
from .line import Line
from .origins import Hosts, is_this_machine
from .stage import Stage
from .tape.recorder import Recorder, Side

LARGEST_REQUEST = 16 * 2**20
"""Bytes in one frame from a client."""

GOING_AWAY = 1001
"""The close code of a server that is switched off."""

TRY_AGAIN_LATER = 1013
"""The close code for one page too many."""

PATIENCE = 1.0
"""Seconds that clients have to say goodbye when the robot is switched off."""

MOST_IN_ADVANCE = 16 * 1024
"""Bytes that the system takes beyond what is on its way to a client."""

# The arguments and the result changed with version 14; what is used here is common to 10 and later.
_serve: Any = websockets.serve


class Server:
    """Opens a port, and turns each WebSocket into a `Connection`; what goes wrong in it is told to it by `Faults`."""

    def __init__(
        self,
        connect: Callable[[Callable[[str], Awaitable[None]], Callable[[], None]], Connection],
        receive: Callable[[Connection, str], None],
        disconnect: Callable[[Connection], None],
        clock: Clock,
        stage: Stage,
        hosts: Hosts,
        *,
        compression: bool,
    ) -> None:
        self.port = 0
        self.disabled: HTTPStatus | None = None
        self.recorder: Recorder | None = None
        self._connect = connect
        self._receive = receive
        self._disconnect = disconnect
        self._clock = clock
        self._stage = stage
        self._hosts = hosts
        self._pages: set[Any] = set()
        self._compression = 'deflate' if compression else None
        self._servers: list[Any] = []
        self._reserved: list[socket.socket] = []
        self._is_shut = False
        self._numbers = itertools.count(1)
        self._clients: dict[Line, Any] = {}
        self._faults: Sequence[LineFault] = ()
        self._answers = asyncio.Event()
        self._answers.set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def lines(self) -> list[Line]:
        """The lines to those who are connected."""
        return list(self._clients)

    async def open(self, host: str, port: int) -> None:
        """Listen on a port, on any free one if it is 0; raise OSError if it is taken."""
        self._servers = [await self._listen(host=host, port=port)]
        self.port = int(self._servers[0].sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Say goodbye to all clients and close the port."""
        await asyncio.gather(*self._tasks)
        await self.say_goodbye()
        await _close_all(self._pages)
        for each in self._reserved:
            each.close()
        for server in self._servers:
            server.close()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(server.wait_closed(), 2 * PATIENCE)

    async def say_goodbye(self) -> None:
        """End all connections, politely."""
        # Not left to the server: from Python 3.12 on, that of websockets 10 waits for its clients before it tells them.
        await _close_all(self._clients.values())

    def shut(self) -> None:
        """Refuse new connections. The port stays ours: a socket that is bound and does not listen keeps it."""
        self._is_shut = True
        for server in self._servers:
            names = [(each.family, each.getsockname()) for each in server.sockets]
            server.server.close()
            self._reserved += [_reserve(family, name) for family, name in names]
        self._servers = []

    def reopen(self) -> None:
        """Accept new connections again, from now on, although the server itself starts a moment later."""
        self._is_shut = False
        for each in self._reserved:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.listen()
            self.run(self._listen_again(each))
        self._reserved = []

    def suffer(self, faults: Sequence[LineFault], *, answers: bool) -> None:
        """Have these faults and no others on all lines, and answer newcomers or let them wait."""
        self._faults = faults
        for line in self._clients:
            line.suffer(faults)
        if answers:
            self._answers.set()
        else:
            self._answers.clear()

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that takes time."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, **where: Any) -> Any:
        return await _serve(
            self._talk,
            **where,
            process_request=self._answer_http,
            compression=self._compression,
            max_size=LARGEST_REQUEST,
            ping_interval=None,
            close_timeout=PATIENCE,
        )

    async def _listen_again(self, reserved: socket.socket) -> None:
        self._servers.append(await self._listen(sock=reserved))
        if self._is_shut:
            self.shut()

    async def _talk(self, client: Any) -> None:
        if self._is_shut:  # since this client came in
            client.transport.abort()
            return
        if _path_of(client) == page.STAGE_PATH:
            await self._talk_to_page(client)
            return
        _send_late(client.transport)
        tape = self.recorder.connected() if self.recorder else 0
        send = partial(self._send, client, tape)
        line = Line(next(self._numbers), client.transport, send, self._clock)
        self._clients[line] = client
        line.suffer(self._faults)
        connection = self._connect(line.write, line.cut)
        connection.run(connection.write())
        try:
            async for frame in client:
                if line.is_cut:
                    break
                if self.recorder:
                    self.recorder.said(tape, 'client', frame)
                if isinstance(frame, str):
                    self._receive(connection, frame)
                    # A client that floods the robot must not starve the others.
                    await asyncio.sleep(0)
        except ConnectionClosed:
            pass
        finally:
            del self._clients[line]
            self._disconnect(connection)
            line.close()
            if self.recorder:
                self.recorder.disconnected(tape, *_goodbye(client, line))

    async def _send(self, client: Any, tape: int, frame: str | bytes) -> None:
        if self.recorder:
            self.recorder.said(tape, 'robot', frame)
        await _send(client, frame)

    async def _talk_to_page(self, client: Any) -> None:
        connection = self._stage.join(
            partial(_send, client),
            client.transport.abort,
            is_near=is_this_machine((client.remote_address or ('',))[0]),
        )
        if connection is None:
            await client.close(TRY_AGAIN_LATER)
            return
        self._pages.add(client)
        connection.run(connection.write())
        try:
            async for frame in client:
                if isinstance(frame, str):
                    await self._stage.receive(connection, frame)
                    await asyncio.sleep(0)
        except ConnectionClosed:
            pass
        finally:
            self._pages.discard(client)
            self._stage.leave(connection)

    async def _answer_http(self, first: Any, second: Any) -> Any:
        """Answer what is no WebSocket; up to version 13 from (path, headers), later from (connection, request)."""
        await self._answers.wait()
        is_old = isinstance(first, str)
        path, headers = (first, second) if is_old else (second.path, second.headers)
        hosts, origins = headers.get_all('Host'), headers.get_all('Origin')
        answer = page.answer(
            path,
            self.disabled,
            known_host=self._hosts.knows(hosts),
            allowed=self._hosts.allows(origins, hosts),
            etag=next(iter(headers.get_all('If-None-Match')), None),
        )
        if answer is None or is_old:
            return answer
        return Response(
            answer.status.value, answer.status.phrase, Headers(answer.headers), answer.body
        )


def _send_late(transport: asyncio.Transport) -> None:
    """Let the system take little in advance of what the client reads: an answer would stand behind all of that."""
    # Not on every system, and not for who is gone.
    with contextlib.suppress(AttributeError, OSError):
        transport.get_extra_info('socket').setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_IN_ADVANCE
        )


async def _close_all(clients: Collection[Any]) -> None:
    goodbyes = [asyncio.ensure_future(each.close(GOING_AWAY)) for each in clients]
    if goodbyes:
        await asyncio.wait(goodbyes, timeout=2 * PATIENCE)


def _path_of(client: Any) -> str:
    """Give the path of a connection; up to version 13 it has it itself."""
    request = getattr(client, 'request', None)
    path = str(client.path if request is None else request.path)
    return path.partition('?')[0]


def _goodbye(client: Any, line: Line) -> tuple[Side | None, int | None, str]:
    """Tell who has ended a connection, with which code and reason; up to version 13 it knows that itself."""
    known = client if hasattr(client, 'close_rcvd') else client.protocol
    heard, said = known.close_rcvd, known.close_sent
    if heard and (said is None or known.close_rcvd_then_sent):
        return 'client', heard.code, heard.reason
    if said:
        return 'robot', said.code, said.reason
    return 'robot' if line.is_cut else 'client', None, ''


async def _send(client: Any, frame: str | bytes) -> None:
    with contextlib.suppress(ConnectionClosed):
        await client.send(frame)


def _reserve(family: int, name: Any) -> socket.socket:
    """Keep an address without listening there."""
    reserved = socket.socket(family, socket.SOCK_STREAM)
    reserved.setblocking(False)
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        reserved.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    reserved.bind(name)
    # Now that old connections have not kept it from us, nobody else may listen there.
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    return reserved
