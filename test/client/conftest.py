"""A robot's end of the line that does exactly what a test says, right or wrong, on a real socket."""

import asyncio
import base64
import contextlib
import hashlib
import json

import pytest
import websockets

from furhat_ros.client import websocket
from furhat_ros.client.address import Address
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.client.robot import Robot
from furhat_ros.client.session import Session

PATIENCE = 10.0
"""Seconds after which a test gives up; nothing is expected to take that long."""

FAST = {'close_timeout': 0.2, 'retry_first': 0.01, 'retry_max': 0.05, 'retry_refused': 0.01}


async def soon(awaitable):
    """Wait for what must come."""
    return await asyncio.wait_for(awaitable, PATIENCE)


async def opening_answer(reader):
    """Read the opening handshake of a WebSocket; give the bytes that agree to it."""
    head = (await reader.readuntil(b'\r\n\r\n')).decode()
    (key,) = (
        header.partition(':')[2].strip()
        for header in head.splitlines()
        if header.lower().startswith('sec-websocket-key:')
    )
    magic = key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
    accept = base64.b64encode(hashlib.sha1(magic.encode()).digest()).decode()
    return (
        b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
        b'Sec-WebSocket-Accept: ' + accept.encode() + b'\r\n\r\n'
    )


class Peer:
    """One connection, seen from the robot's end."""

    def __init__(self, socket, path):
        self.path = path
        self._socket = socket

    async def receive(self):
        """Give the next request as a JSON object."""
        return json.loads(await soon(self._socket.recv()))

    async def send(self, frame):
        """Send an object as JSON, or text or bytes as they are."""
        await self._socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def answer(self, **wire):
        """Send an object with the request_id of the next request; give the request."""
        request = await self.receive()
        await self.send({**wire, 'request_id': request['request_id']})
        return request

    async def grant(self, scope='local_network'):
        """Grant the access that is asked for next; give the request."""
        request = await self.answer(type='response.auth', access=True, scope=scope)
        assert request['type'] == 'request.auth'
        return request

    async def close(self, code=1000, reason=''):
        await self._socket.close(code, reason)

    def drop(self):
        """Cut the connection without a goodbye."""
        self._socket.transport.abort()

    def write(self, data):
        """Put bytes on the wire past the WebSocket protocol."""
        self._socket.transport.write(data)

    def turn_deaf(self):
        """Read nothing any more, pings neither; the connection stays open."""
        self._socket.transport.pause_reading()

    async def closed(self):
        """Wait until the connection is gone; give the code of the client's goodbye, 1006 if there was none."""
        await soon(self._socket.wait_closed())
        return self._socket.close_code


class ScriptedRobot:
    """Takes connections; everything else is up to the test."""

    def __init__(self):
        self._arrivals = asyncio.Queue()
        self._sockets = []
        self._server = None

    async def open(self, port=0):
        """Take connections, at any free port unless one is given."""
        self._server = await websockets.serve(
            self._talk,
            '127.0.0.1',
            port,
            ping_interval=None,
            close_timeout=0.2,
            max_size=None,
            compression=None,
        )

    async def close(self):
        """Cut all connections and take no more."""
        for socket in self._sockets:
            socket.transport.abort()
        self._server.close()
        await soon(self._server.wait_closed())

    @property
    def address(self):
        return Address('127.0.0.1', self._server.sockets[0].getsockname()[1])

    async def accept(self):
        """Wait for the next connection."""
        return await soon(self._arrivals.get())

    def pending(self):
        """Count the connections that no test has accepted yet."""
        return self._arrivals.qsize()

    async def _talk(self, socket):
        self._sockets.append(socket)
        request = getattr(socket, 'request', None)
        self._arrivals.put_nowait(Peer(socket, request.path if request else socket.path))
        await socket.wait_closed()


class Watcher:
    """Waits for the states of a robot's link, none of which is missed."""

    def __init__(self, robot):
        self.states = []
        self._news = asyncio.Queue()
        robot.watch(self._take)

    async def reaches(self, state):
        """Give the next status with this state."""
        while True:
            status = await soon(self._news.get())
            if status.state is state:
                return status

    def _take(self, status):
        self.states.append(status.state)
        self._news.put_nowait(status)


class Line:
    """A session and the robot's end of it."""

    def __init__(self, session, peer, reader, published, reported):
        self.session = session
        self.peer = peer
        self.reader = reader
        self.published = published
        self.reported = reported

    async def until_published(self, count):
        """Wait until so many events were published."""
        while len(self.published) < count:
            await asyncio.sleep(0.001)


@pytest.fixture
async def scripted():
    """A scripted robot that takes connections."""
    robot = ScriptedRobot()
    await robot.open()
    yield robot
    await robot.close()


@pytest.fixture
async def dial(scripted):
    """A function that opens a WebSocket to the scripted robot and gives both ends; its keywords are of LinkPolicy."""
    sockets = []

    async def open_both(**policy):
        policy = LinkPolicy(**{**FAST, **policy})
        socket = await websocket.connect(scripted.address, ['127.0.0.1'], policy)
        sockets.append(socket)
        return socket, await scripted.accept()

    yield open_both
    for socket in sockets:
        await socket.close()


@pytest.fixture
async def line(dial):
    """A session that is being read, and the robot's end of it."""
    socket, peer = await dial()
    published, reported = [], []
    session = Session(socket, published.append, reported.append)
    reader = asyncio.create_task(session.read())
    yield Line(session, peer, reader, published, reported)
    await session.close()
    await asyncio.gather(reader, return_exceptions=True)


@pytest.fixture
async def start():
    """A function that keeps a link to an address until the test ends; it gives the robot, its watcher and the task."""
    tasks = []

    def start_robot(address, key=None, **policy):
        robot = Robot(address, lambda: key, LinkPolicy(**{**FAST, **policy}))
        watcher = Watcher(robot)
        tasks.append(asyncio.create_task(robot.run()))
        return robot, watcher, tasks[-1]

    yield start_robot
    for task in tasks:
        task.cancel()
    await soon(asyncio.gather(*tasks, return_exceptions=True))


@pytest.fixture
async def raw_server():
    """A function that opens a TCP port with a handler of (reader, writer), and gives its address."""
    servers, writers = [], []

    async def serve(handle):
        async def talk(reader, writer):
            writers.append(writer)
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await handle(reader, writer)

        server = await asyncio.start_server(talk, '127.0.0.1', 0)
        servers.append(server)
        return Address('127.0.0.1', server.sockets[0].getsockname()[1])

    yield serve
    for writer in writers:
        writer.transport.abort()
    for server in servers:
        server.close()
        await soon(server.wait_closed())


@pytest.fixture
async def mute_robot(raw_server):
    """The address of a robot that completes the opening handshake and then neither says nor reads anything."""

    async def handle(reader, writer):
        writer.write(await opening_answer(reader))
        writer.transport.pause_reading()
        await asyncio.get_running_loop().create_future()

    return await raw_server(handle)
