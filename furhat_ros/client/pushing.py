"""
Frames that are handed out in the moment when they have arrived, by those `websockets` that allow it.

A library that keeps each frame until a coroutine asks for it costs two more turns of the event loop for each of them,
which is as much as everything else that happens to an image here. And of what a robot sends nearly everything is a
whole text in one frame: these are found here, in the memory that they were received into. All else is the library's.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.frames import DATA_OPCODES, CloseCode, Frame, Opcode
from websockets.protocol import State

Take = Callable[['str | bytes'], None]

ROOM = 256 * 1024
"""Bytes that are received at once, at most, as asyncio does; a longer frame gets more room."""

MOST_ROOM = 1024 * 1024
"""Bytes of room that are kept for the next long frame."""

HEAD_END = b'\r\n\r\n'

FIN = 0x80
MASKED = 0x80
WHOLE_TEXT = FIN | Opcode.TEXT
LONG, LONGER = 126, 127
"""Lengths of a payload that stand for a number of 2 and of 8 bytes behind them."""


class PushingConnection(ClientConnection, asyncio.BufferedProtocol):
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
        self._longest_frame = 0
        self._longest_turn = self._turn_ends = 0.0
        self._resting = False
        self._closing: asyncio.Task[None] | None = None

        self._room = memoryview(bytearray(ROOM))
        self._start = self._end = 0
        self._head = b''  # the last bytes of the handshake so far
        self._left = 0  # bytes to come of a frame that is the library's
        self._in_parts = False  # whether the library waits for the next part of a message

        self._parts: list[Any] = []
        self._is_text = True
        self._waiting: deque[tuple[Any, bool]] = deque()

    def push(self, take: Take, longest_turn: float, longest_frame: int) -> None:
        """Begin to hand out; what is longer than `longest_frame` bytes is left to the library, which refuses it."""
        self._take, self._longest_turn, self._longest_frame = take, longest_turn, longest_frame
        self._go_on()

    def finish(self) -> None:
        """Hand out what came before the end of the connection."""
        self._turn_ends = float('inf')
        self._hand_out()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Give room for what arrives (asyncio)."""
        return self._room[self._end : self._end + ROOM]

    def buffer_updated(self, nbytes: int) -> None:
        """Begin a turn (asyncio)."""
        self._end += nbytes
        self._turn_ends = self.loop.time() + self._longest_turn
        self._hand_out()

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
        if self._take is None or self._waiting or self._turn_is_over():
            self._waiting.append((data, self._is_text))
        else:
            self._give(data, self._is_text)

    def _go_on(self) -> None:
        self._resting = False
        self._turn_ends = self.loop.time() + self._longest_turn
        self._hand_out()
        if not self._resting:
            self.transport.resume_reading()

    def _hand_out(self) -> None:
        """Hand out what is there until the turn is over, first what the library has made of it; at least one piece."""
        while True:
            if self._waiting and self._take is not None:
                self._give(*self._waiting.popleft())
            elif self._start == self._end or not self._step():
                break
            if self._take is not None and self._turn_is_over():
                break
        if self._start == self._end:
            self._start = self._end = 0
            if len(self._room) > MOST_ROOM:
                self._room = memoryview(bytearray(ROOM))
        left = bool(self._waiting) or self._start < self._end
        if left and self._take is not None and self._turn_is_over():
            self._rest()

    def _step(self) -> bool:
        """Take the next frame out of what has arrived, or a part of one of the library's; False: it is not whole."""
        if self.protocol.state is State.CONNECTING:
            self._pass_on_handshake()
        elif self._is_closing():
            self._pass_on(self._end - self._start)
        elif self._left:
            size = min(self._left, self._end - self._start)
            self._left -= size
            self._pass_on(size)
            if self._is_closing():  # because of this frame: what is behind it does not count
                self._pass_on(self._end - self._start)
        else:
            return self._split_off()
        return True

    def _is_closing(self) -> bool:
        return self.protocol.state is State.CLOSING

    def _split_off(self) -> bool:
        """Find out where the next frame ends, and hand it out if it is a whole text."""
        room, start = self._room, self._start
        there = self._end - start
        if there < 2:
            return self._need(2)
        first, second = room[start], room[start + 1]
        header, length = 2, second & ~MASKED
        if length >= LONG:
            header = 4 if length == LONG else 10
            if there < header:
                return self._need(header)
            length = int.from_bytes(room[start + 2 : start + header], 'big')
        size = header + length + (4 if second & MASKED else 0)
        if (
            first == WHOLE_TEXT
            and second < MASKED
            and not self._in_parts
            and self._take is not None
            and length <= self._longest_frame
        ):
            if there < size:
                return self._need(size)
            self._start += size
            self._give(room[start + header : start + size], True)
            return True
        self._left = size
        if first & 0xF in DATA_OPCODES:
            self._in_parts = not first & FIN
        return True

    def _need(self, size: int) -> bool:
        """Have room for a frame of so many bytes, which has not arrived as a whole."""
        if self._start + size > len(self._room):
            there = self._room[self._start : self._end]
            if size > len(self._room):
                self._room = memoryview(bytearray(size))
            self._room[: len(there)] = there
            self._start, self._end = 0, len(there)
        return False

    def _pass_on_handshake(self) -> None:
        """Give the library what it waits for and no more: behind it there may be the first frames."""
        seen = self._head + bytes(self._room[self._start : self._end])
        end = seen.find(HEAD_END)
        if end >= 0:
            self._pass_on(end + len(HEAD_END) - len(self._head))
        else:
            self._pass_on(self._end - self._start)
        self._head = seen[1 - len(HEAD_END) :]

    def _pass_on(self, size: int) -> None:
        """Leave some bytes to the library, which takes none any more when the connection has ended."""
        data = bytes(self._room[self._start : self._start + size])
        self._start += size
        if self.protocol.state is not State.CLOSED:
            self.data_received(data)

    def _turn_is_over(self) -> bool:
        return self.loop.time() >= self._turn_ends

    def _rest(self) -> None:
        """Let everything else have its turn."""
        if not self._resting:
            self._resting = True
            self.transport.pause_reading()
            self.loop.call_soon(self._go_on)

    def _give(self, data: Any, is_text: bool) -> None:
        assert self._take is not None
        if self._closing is not None or self.failure is not None:
            return
        try:
            message = str(data, 'utf-8') if is_text else bytes(data)
        except UnicodeDecodeError as error:
            reason = f'{error.reason} at position {error.start}'
            self._closing = self.loop.create_task(self.close(CloseCode.INVALID_DATA, reason))
            return
        try:
            self._take(message)
        except Exception as error:  # noqa: BLE001  it belongs to whoever waits for the end, not to the event loop
            self.failure = error
            self.transport.abort()
