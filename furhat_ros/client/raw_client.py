"""The connection of the public clients, and the raw events under all their requests."""

import asyncio
import dataclasses
import logging
import uuid
from collections.abc import Collection, Coroutine
from types import TracebackType
from typing import Any, TypeVar

from ..errors import LinkLost
from ..protocol.message import Request
from .address import Address, url_of
from .conduit import Conduit, RawRequest
from .failures import NotConnected, of_both_families
from .handlers import Backlog, EventDict, HandlerRegistry, type_names
from .io_thread import elsewhere
from .policy import LinkPolicy

T = TypeVar('T')
Self = TypeVar('Self', bound='RawClient')

HANDLER_GRACE = 1.0
"""Seconds that handlers get to finish what they do when the connection is closed."""


class RawClient(HandlerRegistry):
    """
    A connection to one robot that is opened once, and events of any shape in both directions.

    The client belongs to the event loop in which it was connected; a call from another loop is carried over to it.
    """

    def __init__(
        self,
        host: str,
        auth_key: str | None = None,
        *,
        port: int = 9000,
        path: str = '/v1/events',
        scheme: str = 'ws',
        policy: LinkPolicy | None = None,
    ) -> None:
        super().__init__()
        self.logger = _shared_logger()
        self.host = host
        self.ws_url = url_of(host, port, path, scheme)
        self.auth_key = auth_key
        self.ws: Any = None
        self.is_connected = False
        self._listen_task: asyncio.Task[None] | None = None
        self._policy = policy or LinkPolicy()
        self._conduit: Conduit | None = None
        self._home: asyncio.AbstractEventLoop | None = None
        self._connecting = asyncio.Lock()
        self._backlog = Backlog(self, self.logger)

    async def __aenter__(self: Self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.disconnect()

    async def connect(self, *, timeout: float | None = None) -> None:
        """
        Connect and ask for access; nothing happens if there is a connection already.

        Raise an OSError if the robot cannot be reached (ConnectionRefusedError if nothing listens at the port),
        RuntimeError('Authentication failed.') if it refuses access, and asyncio.TimeoutError if it does not answer.
        `timeout`: seconds for each step; 5 by default, see LinkPolicy.
        """
        if not self._home_is_alive():
            self._forget()
            self._home, self._connecting = asyncio.get_running_loop(), asyncio.Lock()
        await self._at_home(self._connect(timeout))

    async def disconnect(self, *, timeout: float = HANDLER_GRACE) -> None:
        """
        Close the connection; nothing happens if there is none.

        Streams and listening that this client started are ended; speech goes on. Handlers of events that have come get
        `timeout` seconds to finish. What waits for an answer gets NotConnected.
        """
        if not self._home_is_alive():
            self._forget()
        elif self._conduit is not None:
            await self._at_home(self._disconnect(timeout))

    async def wait_closed(self) -> None:
        """Wait until there is no connection any more, whoever ends it."""
        if (conduit := self._conduit) is not None:
            await self._at_home(_end_of(conduit))

    def set_logging_level(self, level: int) -> None:
        """Set the level of the logger, e.g. logging.DEBUG for all messages both ways; keys are never logged."""
        self.logger.setLevel(level)

    async def wait_for_event(
        self,
        event_type: str | list[str],
        timeout: float | None = 5.0,
        request_id: str | None = None,
    ) -> EventDict:
        """
        Wait for the next event of one of the types and, if given, with this id.

        Raise asyncio.TimeoutError after `timeout` seconds (None: never), NotConnected when the connection ends.
        """
        conduit, names = self._connected(), type_names(event_type)
        return await self._at_home(conduit.wait_for(names, timeout, request_id))

    async def send_event(self, event: EventDict) -> None:
        """Send any request."""
        label = event.get('request_id')
        label = label if isinstance(label, str) else None
        await self._post(RawRequest(extra=dict(event), request_id=label))

    async def send_event_and_wait(
        self, event: EventDict, return_type: str | list[str], timeout: float | None = 5.0
    ) -> EventDict:
        """
        Send any request with a new `request_id`, which is also put into `event`, and wait for its answer.

        `return_type` is the type of the answer, or a list of types. Raise RequestRefused with the robot's words if it
        answers with an error, asyncio.TimeoutError after `timeout` seconds (None: never), NotConnected when the
        connection ends.
        """
        self._connected()
        event['request_id'] = str(uuid.uuid4())
        return await self._ask(
            RawRequest(extra=dict(event), request_id=event['request_id']),
            type_names(return_type),
            timeout,
        )

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame; no request is known that needs one."""
        await self._at_home(self._connected().send_bytes(data))

    async def _post(self, request: Request) -> None:
        """Send a request that nobody waits for."""
        await self._at_home(self._connected().post(request))

    async def _ask(
        self, request: Request, names: Collection[str], timeout: float | None
    ) -> EventDict:
        """Send a request and wait for the first event with its id and one of these types."""
        return await self._at_home(self._connected().ask(request, names, timeout))

    def _connected(self) -> Conduit:
        if not self.is_connected or self._conduit is None:
            raise NotConnected('Not connected to websocket')
        return self._conduit

    def _forget(self) -> None:
        """Drop a connection whose event loop has ended."""
        self._conduit, self.is_connected = None, False
        self._backlog = Backlog(self, self.logger)

    def _home_is_alive(self) -> bool:
        return self._home is not None and self._home.is_running()

    async def _at_home(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the event loop of the connection, and raise errors of both families."""
        with of_both_families():
            if self._home is asyncio.get_running_loop():
                return await work
            if self._home is None or not self._home_is_alive():
                work.close()
                raise NotConnected('the event loop in which the client was connected has ended')
            return await elsewhere(self._home, work)

    async def _connect(self, timeout: float | None) -> None:
        async with self._connecting:
            if self.is_connected:
                return
            if self._conduit is not None:
                await self._conduit.close()
            policy = self._policy
            if timeout is not None:
                policy = dataclasses.replace(policy, open_timeout=timeout, auth_timeout=timeout)
            conduit = await Conduit.open(
                Address.from_url(self.ws_url),
                policy,
                logger=self.logger,
                on_event=self._arrived,
                on_end=self._ended,
            )
            try:
                scope = await conduit.authenticate(self.auth_key, policy.auth_timeout)
            except BaseException:
                await conduit.close()
                raise
            self._conduit, self.ws = conduit, conduit.socket.connection
            self._listen_task = conduit.reader
            self.is_connected = not conduit.ended.done()
            self.logger.info("Connected on %s with scope '%s'", self.host, scope)

    async def _disconnect(self, timeout: float) -> None:
        await self._backlog.settle(timeout)
        if (conduit := self._conduit) is not None:
            await conduit.close()
            self._conduit = None
        await self._backlog.stop()

    def _arrived(self, name: str, event: EventDict) -> None:
        """Take an event from the robot."""
        self._backlog.put(name, event)

    def _ended(self, reason: LinkLost) -> None:
        """Take notice of the end of the connection."""
        self.is_connected = False
        self.logger.debug('Disconnected from %s: %s', self.host, reason)


async def _end_of(conduit: Conduit) -> None:
    await asyncio.shield(conduit.ended)


def _shared_logger() -> logging.Logger:
    """Give the logger of all clients; it writes to the terminal unless the program has set up logging itself."""
    logger = logging.getLogger('AsyncFurhatClient')
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    if not logger.hasHandlers():
        terminal = logging.StreamHandler()
        terminal.setFormatter(logging.Formatter('[Furhat Realtime API] %(message)s'))
        logger.addHandler(terminal)
    return logger
