"""A program's functions for events: which there are, and the events that wait for them."""

import asyncio
import inspect
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from .events import Events

EventDict = dict[str, Any]
"""An event as it came: the whole JSON object, `type` and `request_id` included."""

Handler = Callable[[EventDict], Any]
"""A coroutine function, or a plain one, of one event."""

BULK = frozenset(
    {
        Events.response_audio_data,
        Events.response_camera_data,
        Events.response_users_data,
        Events.response_speak_audio_buffer,
    }
)
"""Events of streams: what is old is worth less than what is new."""

MOST_BULK_WAITING = 100
"""So many events of each stream wait for slow handlers; then the oldest is dropped."""

CANCEL_TIMEOUT = 1.0
"""Seconds that a canceled handler gets to end."""

Self = TypeVar('Self', bound='HandlerRegistry')


def type_names(event_type: str | Iterable[str]) -> list[str]:
    """Give the event types of an argument that is one or several."""
    return [event_type] if isinstance(event_type, str) else list(event_type)


class HandlerRegistry:
    """Which handlers there are for which event."""

    def __init__(self) -> None:
        self.event_handlers: dict[str, list[Handler]] = {}

    def add_handler(self: Self, event_type: str | list[str], handler: Handler) -> Self:
        """
        Call a function with every event of one or several types, from now on; give this client, for chaining.

        The function takes the event, a dict. It may be a coroutine function or a plain one that does not block. All
        handlers run one after the other, in the order of the events and of their registration, apart from the reading:
        a handler may take its time, and it may send requests and wait for their answers. Of audio, camera, users and
        buffer events the oldest are dropped when more than 100 wait.
        """
        for name in type_names(event_type):
            self.event_handlers.setdefault(name, []).append(handler)
        return self

    def remove_handler(self: Self, event_type: str | list[str], handler: Handler) -> Self:
        """Remove one registration per type; raise ValueError if a type has had handlers, but not this one."""
        for name in type_names(event_type):
            if name in self.event_handlers:
                self.event_handlers[name].remove(handler)
        return self

    @contextmanager
    def scoped_handlers(self) -> Iterator[Callable[[str | list[str], Handler], None]]:
        """Give a function like add_handler; what is added through it is removed on leaving."""
        added: list[tuple[str, Handler]] = []

        def add_handler(event_type: str | list[str], handler: Handler) -> None:
            for name in type_names(event_type):
                self.add_handler(name, handler)
                added.append((name, handler))

        try:
            yield add_handler
        finally:
            for name, handler in added:
                if handler in self.event_handlers.get(name, ()):  # it may have removed itself
                    self.remove_handler(name, handler)


class Backlog:
    """
    The events that wait for their handlers, in order, and the task that calls them.

    The task lives as long as there is something to do. A handler gets the events that came while it was registered.
    """

    def __init__(self, registry: HandlerRegistry, logger: logging.Logger) -> None:
        self._registry = registry
        self._logger = logger
        self._waiting: deque[tuple[str, EventDict, list[Handler]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._too_slow: set[str] = set()

    def put(self, name: str, event: EventDict) -> None:
        """Take an event in; never waits."""
        handlers = self._registry.event_handlers.get(name)
        if not handlers:
            return
        if name in BULK:
            self._make_room(name)
        self._waiting.append((name, event, list(handlers)))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def settle(self, timeout: float | None) -> None:
        """Wait until nothing waits for a handler; a handler itself does not wait here."""
        if self._task is not None and not self._is_here():
            await asyncio.wait({self._task}, timeout=timeout)

    async def stop(self) -> None:
        """Drop what waits, and cancel the handler that runs unless it is the one that calls this."""
        self._waiting.clear()
        if self._task is not None and not self._is_here():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=CANCEL_TIMEOUT)

    def _is_here(self) -> bool:
        return self._task is asyncio.current_task()

    def _make_room(self, name: str) -> None:
        places = [place for place, (other, *_) in enumerate(self._waiting) if other == name]
        if len(places) < MOST_BULK_WAITING:
            return
        del self._waiting[places[0]]
        if name not in self._too_slow:
            self._too_slow.add(name)
            self._logger.warning('The handlers for %s are too slow: some are dropped', name)

    async def _work(self) -> None:
        while self._waiting:
            name, event, handlers = self._waiting.popleft()
            for handler in handlers:
                if handler in self._registry.event_handlers.get(name, ()):
                    await self._call(handler, name, event)

    async def _call(self, handler: Handler, name: str, event: EventDict) -> None:
        try:
            outcome = handler(event)
            if inspect.isawaitable(outcome):
                await outcome
        except Exception as error:  # a mistake in one handler must not keep events from the others
            self._logger.exception('Error in event handler for %s: %s', name, error)
