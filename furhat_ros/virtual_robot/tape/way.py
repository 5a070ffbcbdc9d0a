"""One program's way to the robot and back."""

import asyncio
import struct
from functools import partial

from .. import frames
from .end import End
from .head import Head
from .messages import CLOSE, LARGEST, Messages, Unreadable
from .recorder import Recorder, Side

CHUNK = 2**16
"""Bytes that are let through at a time; who does not read holds up who sends."""

PATIENCE = 10.0
"""Seconds that one side has for its end after the other has come to its own."""

GOING_AWAY = 1001

SWITCHING = '101'


class Way:
    """
    A connection, carried through byte by byte and read along with.

    `refusal` says why it never opened, `ended_by` who ended it, with a code and a reason if that was a goodbye.
    """

    def __init__(self, client: End, robot: End, recorder: Recorder | None, number: int) -> None:
        self.is_open = False
        self.refusal = ''
        self.ended_by: Side | None = None
        self.code: int | None = None
        self.reason = ''
        self._ends: dict[Side, End] = {'client': client, 'robot': robot}
        self._recorder = recorder
        self._number = number
        self._messages: dict[Side, Messages] = {}
        for side in self._ends:
            self._messages[side] = Messages(partial(self._say, side), partial(self._close, side))

    async def carry(self) -> None:
        """Carry everything until both sides have ended, or one of them is gone."""
        pumps = [
            asyncio.ensure_future(self._pump('client', 'robot')),
            asyncio.ensure_future(self._answer()),
        ]
        is_whole = False
        try:
            done, rest = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            if rest and all(pump.result() for pump in done):
                await asyncio.wait(rest, timeout=PATIENCE)
            is_whole = all(pump.done() and pump.result() for pump in pumps)
        except asyncio.CancelledError:
            is_whole = True
            raise
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.wait(pumps)
            for end in self._ends.values():
                if is_whole:
                    end.close()
                else:
                    end.cut()

    def say_goodbye(self) -> None:
        """Tell both sides that the way ends, wherever no frame is just passing, and nobody has ended it before."""
        if not self.is_open or self.ended_by is not None:
            return
        payload = struct.pack('!H', GOING_AWAY) + b'the pass-through ends'
        header = frames.header(CLOSE, len(payload))
        if self._is_between_frames('robot'):
            self._ends['client'].put(header + payload)
        if self._is_between_frames('client'):
            # As a client does, with a mask; this one changes nothing.
            masked = bytes([header[0], header[1] | 0x80])
            self._ends['robot'].put(masked + bytes(4) + payload)

    async def _answer(self) -> bool:
        """Let the robot answer the handshake, and say what it says after it."""
        try:
            answer = await self._ends['robot'].head()
        except OSError:
            self._end('robot')
            return False
        words = Head(answer).first.split(None, 2)[1:]
        if words[:1] == [SWITCHING]:
            self.is_open = True
        else:
            self.refusal = f'answers {" ".join(words)}' if words else 'hangs up'
            self._messages.clear()
        self._ends['client'].put(answer)
        return await self._pump('robot', 'client')

    async def _pump(self, source: Side, sink: Side) -> bool:
        """Carry what one side sends, and tell whether it came to an end instead of breaking off."""
        side = source
        try:
            while data := await self._ends[source].read(CHUNK):
                self._follow(source, data)
                side = sink
                await self._ends[sink].write(data)
                side = source
        except OSError:
            self._end(side)
            return False
        self._end(source)
        self._ends[sink].finish()
        return True

    def _follow(self, side: Side, data: bytes) -> None:
        """Read along; what cannot be understood is carried all the same."""
        if side in self._messages:
            try:
                self._messages[side].feed(data)
            except Unreadable as error:
                del self._messages[side]
                if self._recorder:
                    self._recorder.happened(self._number, 'lost', f'{side}: {error}')

    def _is_between_frames(self, side: Side) -> bool:
        return side in self._messages and self._messages[side].is_between_frames

    def _say(self, side: Side, message: str | bytes | None) -> None:
        if self._recorder and message is None:
            self._recorder.left_out(self._number, side, f'more than {LARGEST} bytes')
        elif self._recorder and message is not None:
            self._recorder.said(self._number, side, message)

    def _close(self, side: Side, code: int | None, reason: str) -> None:
        if self.ended_by is None:
            self.ended_by, self.code, self.reason = side, code, reason

    def _end(self, side: Side) -> None:
        if self.ended_by is None:
            self.ended_by = side
