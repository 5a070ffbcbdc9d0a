"""One connection that carries events as they come, of whatever shape, for the public clients."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ..errors import FurhatError, LinkLost, ProtocolViolation, RequestRefused, RequestTimeout
from ..protocol.auth import AuthResult
from ..protocol.codec import RobotError, UnknownEvent, decode_event, parse
from ..protocol.message import Event, Request, Wire
from . import websocket
from .address import Address, resolve
from .deadline import within
from .events import Events
from .exchange import Exchange
from .handlers import EventDict
from .policy import LinkPolicy
from .session import Session
from .websocket import WebSocket

REFUSAL_WINDOW = 1.0
"""Seconds in which an error that names no request may belong to a request that nobody waits for."""

STOP_TIMEOUT = 0.5
"""Seconds that a robot gets to take what is sent before the connection is closed."""

ENDED_BY = {
    Events.request_listen_start: Events.request_listen_stop,
    Events.request_users_start: Events.request_users_stop,
    Events.request_camera_start: Events.request_camera_stop,
    Events.request_audio_start: Events.request_audio_stop,
    Events.request_speak_audio_start: Events.request_speak_audio_end,
}
"""What should not be left behind when the connection is closed, and how it is ended."""


@dataclass(frozen=True)
class RawRequest(Request):
    """A request of any shape, in `extra`."""

    type: ClassVar[str] = 'request'

    def to_wire(self) -> Wire:
        """Give the JSON object: as it was given, and the id if there is one."""
        label = {} if self.request_id is None else {'request_id': self.request_id}
        return {**self.extra, **label}


class Posted(Exchange):
    """A request that nobody waits for: an error that names no request may be its own."""

    refused: Callable[[str], None]

    def fail(self, error: FurhatError) -> None:
        """Pass on what the robot has against the request."""
        super().fail(error)
        if isinstance(error, RequestRefused):
            self.refused(str(error))


class Conduit:
    """
    An open connection to the robot; everything here belongs to the event loop in which it was opened.

    `on_event` is called with the type and the JSON object of every event, `on_end` once with the reason of the end.
    """

    def __init__(
        self,
        socket: WebSocket,
        logger: logging.Logger,
        on_event: Callable[[str, EventDict], None],
        on_end: Callable[[LinkLost], None],
    ) -> None:
        self.socket = socket
        self.ended: asyncio.Future[LinkLost] = asyncio.get_running_loop().create_future()
        self._logger = logger
        self._on_event = on_event
        self._on_end = on_end
        self._session = Session(socket, self._publish, self._report, self._decode)
        self._waiters: dict[asyncio.Future[EventDict], Callable[[str, EventDict], bool]] = {}
        self._running: dict[str, str] = {}
        self.reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, address: Address, policy: LinkPolicy, **parts: Any) -> 'Conduit':
        """Open the connection; the keywords are those of the constructor."""
        ips = await resolve(address.host, policy.open_timeout)
        return cls(await websocket.connect(address, ips, policy), **parts)

    async def authenticate(self, key: str | None, timeout: float) -> str:
        """Ask for access; give the granted scope or raise AccessRefused."""
        return await self._session.authenticate(key, timeout)

    async def post(self, request: Request) -> None:
        """Send a request that nobody waits for; if it is refused, the log says so."""
        wire = request.to_wire()
        posted = Posted(request, (), self._session.send, self._session.exchanges)
        posted.refused = lambda text: self._refused(str(wire.get('type')), text)
        with contextlib.ExitStack() as window:
            window.enter_context(posted)
            self._log_request(request)
            await posted.send()
            asyncio.get_running_loop().call_later(REFUSAL_WINDOW, window.pop_all().close)
        self._note_sent(str(wire.get('type')))

    def exchange(self, request: Request) -> Exchange:
        """Prepare a request whose events are wanted: those that carry its id, its own or a new one, and no others."""
        labelled = replace(request, request_id=request.request_id or str(uuid.uuid4()))
        self._log_request(labelled)
        return Exchange(labelled, (), self._session.send, self._session.exchanges)

    async def ask(self, request: Request, names: Collection[str], timeout: float | None) -> Wire:
        """Send a request and wait for the first of its events that has one of these types."""
        deadline = Deadline(timeout)
        with self.exchange(request) as exchange:
            await exchange.send()
            while True:
                wire = (await exchange.next(deadline.left)).to_wire()
                if wire['type'] in names:
                    return wire

    async def wait_for(
        self, names: Collection[str], timeout: float | None, request_id: str | None
    ) -> EventDict:
        """Wait for the next event with one of these types and, if given, this id."""
        if self.ended.done():
            raise self.ended.result()
        waiter = asyncio.get_running_loop().create_future()
        self._waiters[waiter] = lambda name, event: (
            name in names and request_id in (None, event.get('request_id'))
        )
        try:
            return await within(timeout, waiter)
        except asyncio.TimeoutError:
            raise RequestTimeout(f'no {" or ".join(names)} within {timeout:g} s') from None
        finally:
            del self._waiters[waiter]

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        await self.socket.send(data)

    async def close(self) -> None:
        """End what was started and would go on, close the connection, and wait for its end."""
        with contextlib.suppress(LinkLost, asyncio.TimeoutError):
            await within(STOP_TIMEOUT, self._stop_all())
        await self._session.close()
        self.reader.cancel()
        await asyncio.wait({self.reader})

    async def _stop_all(self) -> None:
        for stop in list(self._running.values()):
            await self._session.send(RawRequest(extra={'type': stop}))

    async def _read(self) -> None:
        reason = LinkLost('the connection was closed')
        try:
            await self._session.read()
        except LinkLost as lost:
            reason = lost
        finally:
            self.ended.set_result(reason)
            for waiter in self._waiters:
                if not waiter.done():
                    waiter.set_exception(reason)
            self._on_end(reason)

    def _decode(self, frame: str) -> Event:
        """Read a frame, and leave all fields as they are: a program takes them for what they are."""
        self._logger.debug('%s', frame)
        try:
            event = decode_event(frame)
        except ProtocolViolation as violation:
            if violation.kind not in ('missing field', 'wrong type'):
                raise
        else:
            if isinstance(event, (AuthResult, RobotError)):
                return event
        wire = parse(frame)
        label = wire.get('request_id')
        return UnknownEvent(
            name=wire['type'], request_id=label if isinstance(label, str) else None, extra=wire
        )

    def _publish(self, event: Event) -> None:
        wire = event.to_wire()
        name = str(wire.get('type', ''))
        if name == Events.response_listen_end and wire.get('cause') != 'robot_speak':
            self._running.pop(Events.request_listen_start, None)
        for waiter, matches in self._waiters.items():
            if not waiter.done() and matches(name, wire):
                waiter.set_result(wire)
        self._on_event(name, wire)

    def _report(self, violation: ProtocolViolation) -> None:
        self._logger.warning('From the robot, %s: %s', violation.kind, violation)

    def _refused(self, name: str, text: str) -> None:
        self._running.pop(name, None)
        self._logger.warning('The robot refuses %s: %s', name, text)

    def _note_sent(self, name: str) -> None:
        """Remember what runs because of this connection."""
        if name in ENDED_BY:
            self._running[name] = ENDED_BY[name]
        for start, stop in list(self._running.items()):
            if stop == name:
                del self._running[start]

    def _log_request(self, request: Request) -> None:
        if self._logger.isEnabledFor(logging.DEBUG):
            wire = request.to_wire()
            self._logger.debug('%s', {**wire, 'key': '***'} if 'key' in wire else wire)


class Deadline:
    """A moment after which something is given up; None: never."""

    def __init__(self, timeout: float | None) -> None:
        self._now = asyncio.get_running_loop().time
        self._at = None if timeout is None else self._now() + timeout

    @property
    def left(self) -> float | None:
        """The seconds until then, 0 when it is over."""
        return None if self._at is None else max(0.0, self._at - self._now())
