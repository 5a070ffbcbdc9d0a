"""
Frames that are handed out in the moment when they have arrived, by those `websockets` that allow it.

A library that keeps each frame until a coroutine asks for it costs two more turns of the event loop for each of them,
which is as much as everything else that happens to an image here.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.frames import DATA_OPCODES, CloseCode, Frame, Opcode

Take = Callable[['str | bytes'], None]


class PushingConnection(ClientConnection):
    """
    A connection that calls `take` with every message, for at most `longest_turn` seconds at a time.

    What has arrived before `push` is called waits for it; so does what would take longer than that, and meanwhile
    nothing more is read from the socket.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.failure: Exception | None = None
        """What `take` raised; the connection has been cut then."""

        self._take: Take | None = None
        self._longest_turn = self._turn_ends = 0.0
        self._parts: list[Any] = []
        self._is_text = True
        self._waiting: deque[tuple[Any, bool]] = deque()
        self._closing: asyncio.Task[None] | None = None

    def push(self, take: Take, longest_turn: float) -> None:
        """Begin to hand out."""
        self._take, self._longest_turn = take, longest_turn
        self._go_on()

    def finish(self) -> None:
        """Hand out what came before the end of the connection."""
        while self._waiting:
            self._give(*self._waiting.popleft())

    def data_received(self, data: bytes) -> None:
        """Begin a turn."""
        self._turn_ends = self.loop.time() + self._longest_turn
        super().data_received(data)

    def process_event(self, event: Any) -> None:
        """Put messages together; leave everything else to the library."""
        if not isinstance(event, Frame) or event.opcode not in DATA_OPCODES:
            super().process_event(event)
            return
        if event.opcode is not Opcode.CONT:
            self._is_text = event.opcode is Opcode.TEXT
        if event.fin and not self._parts:
            self._put(event.data)
            return
        self._parts.append(event.data)
        if event.fin:
            whole, self._parts = b''.join(self._parts), []
            self._put(whole)

    def _put(self, data: Any) -> None:
        if self._take is None or self._waiting:
            self._waiting.append((data, self._is_text))
        elif self.loop.time() >= self._turn_ends:
            self._waiting.append((data, self._is_text))
            self.transport.pause_reading()
            self.loop.call_soon(self._go_on)
        else:
            self._give(data, self._is_text)

    def _go_on(self) -> None:
        self._turn_ends = self.loop.time() + self._longest_turn
        while self._waiting:
            self._give(*self._waiting.popleft())
            if self.loop.time() >= self._turn_ends and self._waiting:
                self.loop.call_soon(self._go_on)
                return
        self.transport.resume_reading()

    def _give(self, data: Any, is_text: bool) -> None:
        assert self._take is not None
        if self._closing is not None or self.failure is not None:
            return
        try:
            message = data.decode() if is_text else bytes(data)
        except UnicodeDecodeError as error:
            reason = f'{error.reason} at position {error.start}'
            self._closing = self.loop.create_task(self.close(CloseCode.INVALID_DATA, reason))
            return
        try:
            self._take(message)
        except Exception as error:  # noqa: BLE001  it belongs to whoever waits for the end, not to the event loop
            self.failure = error
            self.transport.abort()
