"""One client's socket as the robot sees it: its access, its streams, and what waits to be sent to it."""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from ..protocol.message import Event
from .dialect import Dialect

logger = logging.getLogger(__name__)

MOST_WAITING = 1000
"""A client that leaves more answers and events than this unread is cut off."""

MOST_BULK_WAITING = 100
"""Of pictures, sound and lists of people, only so many wait; older ones make room for newer ones."""

Numbered = tuple[int, str]

Stream = Coroutine[Any, Any, None]


class Connection:
    """
    A client; `number` counts the clients from 1, a page that acts as one has 0.

    Nothing here waits for the client: what it does not read piles up here, within bounds, and never holds up the robot
    or the other clients.
    """

    def __init__(
        self,
        dialect: Dialect,
        write: Callable[[str], Awaitable[None]],
        abort: Callable[[], None],
        authorised: bool,
    ) -> None:
        self.authorised = authorised
        self.number = 0
        self.on_send: Callable[[str, bool], None] = lambda frame, bulk: None
        self._dialect = dialect
        self._write = write
        self._abort = abort
        self._order = itertools.count()
        self._waiting: deque[Numbered] = deque()
        self._bulk: deque[Numbered] = deque(maxlen=MOST_BULK_WAITING)
        self._something_waits = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: dict[str, tuple[object, asyncio.Task[None]]] = {}
        self._closed = False

    def send(self, event: Event, request_id: str | None = None) -> None:
        """Send an answer or an event; the id of its cause goes with it if events of its type carry one."""
        self._put(self._dialect.frame(event, request_id))

    def send_bulk(self, event: Event, request_id: str | None = None) -> None:
        """Send one piece of a stream; it may be dropped if the client is slow."""
        if not self._closed:
            self.send_raw_bulk(self._dialect.stream_frame(event, request_id))

    def send_error(self, text: str, request_id: str | None) -> None:
        """Say that a request is refused, and why."""
        self._put(self._dialect.error(text, request_id))

    def send_raw(self, frame: str) -> None:
        """Send a frame as it is."""
        self._put(frame)

    def send_raw_bulk(self, frame: str) -> None:
        """Send a frame as it is, that may be dropped if the client is slow."""
        if self._closed:
            return
        self._bulk.append((next(self._order), frame))
        self._something_waits.set()
        self.on_send(frame, True)

    def start_stream(
        self, name: str, stream: Callable[[], Stream], settings: object = None
    ) -> None:
        """Start a stream of this client; one that runs with the same settings goes on, with others it is replaced."""
        running = self._streams.get(name)
        if running and running[0] == settings:
            return
        self.stop_stream(name)
        self._streams[name] = (settings, self.run(stream()))

    def stop_stream(self, name: str) -> None:
        """End a stream of this client, if it runs."""
        running = self._streams.pop(name, None)
        if running:
            running[1].cancel()

    def run(self, work: Stream) -> asyncio.Task[None]:
        """Do something for this client that takes time, and that ends with the connection."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def write(self) -> None:
        """Write what waits, in the order in which it was sent, for as long as the connection lasts."""
        while True:
            await self._something_waits.wait()
            self._something_waits.clear()
            while self._waiting or self._bulk:
                oldest = min(filter(None, (self._waiting, self._bulk)), key=lambda queue: queue[0])
                await self._write(oldest.popleft()[1])

    def abort(self) -> None:
        """Cut the connection, as a lost network does."""
        self.close()
        self._abort()

    def close(self) -> None:
        """Forget everything that runs or waits for this client."""
        self._closed = True
        self._waiting.clear()
        self._bulk.clear()
        self._streams.clear()
        for task in self._tasks:
            task.cancel()

    def _put(self, frame: str) -> None:
        if self._closed:
            return
        if len(self._waiting) >= MOST_WAITING:
            logger.warning('a client does not read: closing its connection')
            self.abort()
            return
        self._waiting.append((next(self._order), frame))
        self._something_waits.set()
        self.on_send(frame, False)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error('a stream failed', exc_info=error)
