"""Stands between programs and a robot, lets through what they say to each other, and can record it."""

import asyncio
import logging
from http import HTTPStatus
from pathlib import Path
from types import TracebackType

from ..address import in_a_url
from ..clock import Clock, RealClock
from ..page import EVENTS_PATH
from . import head
from .end import End
from .head import Head
from .recorder import Recorder
from .target import Target, Unreachable, values_of
from .way import PATIENCE, Way

logger = logging.getLogger(__name__)

MOST_BUFFERED = 2**16
"""Bytes that wait in each direction of a connection; a head can be no longer."""


class PassThrough:
    """
    A port behind which there is a robot somewhere else.

        async with PassThrough('ws://192.168.1.20:9000/v1/events', record='session.jsonl') as way:
            ...  # connect a program to way.url

    What the two sides say goes through byte for byte: frames, pings, goodbyes, broken connections, and the pages of the
    robot. Only the first words of a program are changed: it is made to name the robot, and not to offer compression,
    which nobody could read along with. `robot` may be a URL, or a host with or without a port.
    """

    def __init__(
        self,
        robot: str,
        host: str = '127.0.0.1',
        port: int = 0,
        *,
        record: str | Path | None = None,
        record_without: tuple[str, ...] = (),
        auth_key: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.port = 0
        self.robot = Target.of(robot)
        self._host = host
        self._asked_port = port
        self._recorder: Recorder | None = None
        if record is not None:
            keys = (auth_key, *self.robot.secrets)
            now = (clock or RealClock()).now
            self._recorder = Recorder(record, now, without=record_without, keys=keys)
        self._server: asyncio.Server | None = None
        self._ways: set[Way] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = ''

    async def __aenter__(self) -> 'PassThrough':
        """Open the port; raise OSError if it is taken, RecordingFailed if nothing can be recorded."""
        self._server = await asyncio.start_server(
            self._accept, self._host, self._asked_port, limit=MOST_BUFFERED
        )
        self.port = int(self._server.sockets[0].getsockname()[1])
        try:
            if self._recorder:
                self._recorder.open(self.robot.url)
        except BaseException:
            self._server.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye to both sides of all connections, and close the port."""
        if self._server:
            self._server.close()
        for way in self._ways:
            way.say_goodbye()
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=1)
        if self._recorder:
            self._recorder.close()

    @property
    def url(self) -> str:
        """Where programs connect."""
        return f'ws://{in_a_url(self._host, self.port)}{EVENTS_PATH}'

    @property
    def connections(self) -> int:
        """How many programs are connected to the robot."""
        return sum(way.is_open for way in self._ways)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(End(reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error('a connection failed', exc_info=error)

    async def _serve(self, client: End) -> None:
        try:
            data = await asyncio.wait_for(client.head(), PATIENCE)
            if data.endswith(head.END):
                await self._pass_on(client, Head(data))
        except (OSError, asyncio.TimeoutError):
            pass  # it is gone, or never was a program
        finally:
            client.close()

    async def _pass_on(self, client: End, request: Head) -> None:
        path, _, query = request.target.partition('?')
        # The pages of a robot may have connections of their own.
        recorder = self._recorder if request.is_websocket and path == EVENTS_PATH else None
        number = 0
        if recorder:
            recorder.keep_secret(values_of(query))
            number = recorder.connected()
        del request['Sec-WebSocket-Extensions']
        if not request.is_websocket:
            request['Connection'] = 'close'
        self.robot.address(request)
        try:
            robot = await self.robot.open(PATIENCE, MOST_BUFFERED)
        except Unreachable as error:
            self._complain(f'the robot at {self.robot.url} {error}')
            if recorder:
                recorder.happened(number, 'refused', str(error))
            client.put(head.answer(HTTPStatus.BAD_GATEWAY, f'The robot {error}.'))
            return
        robot.put(bytes(request))
        way = Way(client, robot, recorder, number)
        self._ways.add(way)
        try:
            await way.carry()
        finally:
            self._ways.discard(way)
            if request.is_websocket and path == EVENTS_PATH:
                self._conclude(way, recorder, number)

    def _conclude(self, way: Way, recorder: Recorder | None, number: int) -> None:
        """Tell how a connection has ended."""
        if way.refusal:
            self._complain(f'the robot at {self.robot.url} {way.refusal}')
            if recorder:
                recorder.happened(number, 'refused', way.refusal)
            return
        self._told = ''
        if way.ended_by == 'robot' and way.code is None:
            logger.warning('the robot at %s is gone without a goodbye', self.robot.url)
        elif way.ended_by == 'robot':
            reason = f': {way.reason}' if way.reason else ''
            logger.warning(
                'the robot at %s closed a connection (code %s%s)', self.robot.url, way.code, reason
            )
        if recorder:
            recorder.disconnected(number, way.ended_by, way.code, way.reason)

    def _complain(self, complaint: str) -> None:
        """Say what is wrong with the robot, once for all the programs that try again and again."""
        if complaint != self._told:
            logger.warning('%s', complaint)
        self._told = complaint
