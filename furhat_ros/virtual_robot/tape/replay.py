"""A robot that answers from a recording."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from ..connection import Connection
from ..robot import MOST_REQUESTS, VirtualFurhat
from . import bulk, form
from .part import meaning, parts_of
from .play import Play, complaint
from .secrecy import Secrecy
from .tape import Tape

logger = logging.getLogger(__name__)


class Replay(VirtualFurhat):
    """
    A robot that answers from a recording; nobody is in its room, and it has no will of its own.

        async with Replay('session.jsonl') as robot:
            ...  # connect the program that was recorded to robot.url
            assert not robot.unmatched

    The first client to connect is played the first recorded connection, and so on, from the first again when there are
    no more. `unmatched` has the requests that are not in the recording. docs/virtual_robot.md has the rules. The page
    and the faults are those of any virtual robot. Raises RecordingFailed, with file, line and reason.
    """

    def __init__(
        self, recording: str | Path, host: str = '127.0.0.1', port: int = 0, **choices: Any
    ) -> None:
        super().__init__(host, port, **choices)
        self.unmatched: deque[Mapping[str, Any]] = deque(maxlen=MOST_REQUESTS)
        self._tape = Tape(recording)
        self._parts = parts_of(self._tape)
        self._without = [
            word for word in self._tape.header.get('without', ()) if word in bulk.FIELDS
        ]
        self._secrecy = Secrecy()
        self._plays: dict[Connection, Play] = {}

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch the robot off."""
        await super().__aexit__(kind, error, trace)
        self._tape.close()

    def receive(self, sender: Connection, frame: str) -> None:
        """Answer as the recorded robot did, or tell that it was not asked for that."""
        play = self._plays.get(sender)
        if play is None:
            return  # somebody plays with the page: nothing of that was recorded
        self.stage.wire('in', sender.number, frame)
        wire = form.wire_of(frame) or {}
        if wire:
            self._remember(wire, len(frame))
        name, request_id = wire.get('type'), wire.get('request_id')
        name = name if isinstance(name, str) else ''
        request_id = request_id if isinstance(request_id, str) else None
        # Compared as it would have been recorded: without the key.
        kept = self._secrecy.kept(frame)
        asked = None if kept is None else self._thinned(kept)
        if asked is not None and play.answer(name, meaning(asked), request_id):
            return
        self.unmatched.append(wire)
        words = complaint(name, form.wire_of(asked or '') or {}, self._recorded(name))
        logger.warning('%s', words)
        sender.send_error(words, request_id)

    def _thinned(self, frame: str | bytes) -> str | bytes:
        wire = form.wire_of(frame)
        if wire is None or not self._without:
            return frame
        return form.text_of(bulk.thinned(wire, self._without)[0])

    def _recorded(self, name: str) -> list[dict[str, Any]]:
        """Give the recorded requests of a type."""
        return [
            wire
            for part in self._parts
            for each in part.asked
            if (wire := form.wire_of(each)) is not None and wire.get('type') == name
        ]

    def _connect(
        self, write: Callable[[str], Awaitable[None]], abort: Callable[[], None]
    ) -> Connection:
        connection = super()._connect(write, abort)

        def say(text: str, is_bulk: bool) -> None:
            send = connection.send_raw_bulk if is_bulk else connection.send_raw
            send(text)

        first = (connection.number - 1) % len(self._parts) if self._parts else 0
        parts = [*self._parts[first:], *self._parts[:first]]
        play = self._plays[connection] = Play(self._tape, parts, self.clock, say)
        play.begin()
        return connection

    def _disconnect(self, connection: Connection) -> None:
        self._plays.pop(connection).close()
        super()._disconnect(connection)
