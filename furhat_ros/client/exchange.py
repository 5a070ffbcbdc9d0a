"""One request and everything that the robot says because of it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType

from ..errors import FurhatError, RequestRefused, RequestTimeout
from ..protocol.codec import RobotError
from ..protocol.message import Event, Request
from .deadline import within


class Exchange:
    """
    A request on its way and the events that belong to it, in order.

    A context manager: events are collected from entering to leaving, while it is in the list `present`. `next()` gives
    one event after the other, and raises LinkLost when the connection ends and RequestRefused when the robot answers
    with an error, so that nobody waits for what can no longer come.
    """

    def __init__(
        self,
        request: Request,
        expects: tuple[type[Event], ...],
        send: Callable[[Request], Awaitable[None]],
        present: 'list[Exchange]',
    ) -> None:
        self.request = request
        self.expects = expects
        self.single = False
        """Whether the first event is all that it waits for."""

        self.answered = False
        self._send = send
        self._present = present
        self._events: deque[Event] = deque()
        self._failure: FurhatError | None = None
        self._news = asyncio.Event()

    def __enter__(self) -> 'Exchange':
        self._present.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._present.remove(self)

    async def send(self) -> None:
        """Send the request."""
        await self._send(self.request)

    async def next(self, timeout: float | None = None) -> Event:
        """Wait for the next event; raise RequestTimeout after `timeout` seconds."""
        if not self._events and self._failure is None:
            self._news.clear()
            try:
                await within(timeout, self._news.wait())
            except asyncio.TimeoutError:
                raise RequestTimeout(
                    f'the robot did not answer {self.request.type} within {timeout:g} s'
                ) from None
        if self._events:
            return self._events.popleft()
        assert self._failure is not None
        raise self._failure

    def can_expect(self, event: Event) -> bool:
        """Whether an event that names no request may belong to this one."""
        if isinstance(event, RobotError):
            return not self.answered
        return isinstance(event, self.expects) and not (self.single and self.answered)

    def deliver(self, event: Event) -> None:
        """Take an event of this exchange; called by the session."""
        self.answered = True
        if isinstance(event, RobotError):
            self.fail(RequestRefused(event.text))
        else:
            self._events.append(event)
            self._news.set()

    def fail(self, error: FurhatError) -> None:
        """End the exchange: `next` raises this error, if it is the first, once the events before it are taken."""
        self._failure = self._failure or error
        self._news.set()
