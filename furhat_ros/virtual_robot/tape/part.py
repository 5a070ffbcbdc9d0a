"""What a robot said in a recorded connection, and in answer to what."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from . import form
from .tape import Entry, Tape

STREAMS = frozenset(('response.users.data', 'response.camera.data', 'response.audio.data'))
"""Events that a client does not look for by an id."""


@dataclass(frozen=True)
class Cue:
    """Something that the robot says, so many seconds after what it is timed by."""

    delay: float
    entry: Entry


@dataclass
class Asked:
    """A recorded request, and what is timed by it."""

    entry: Entry
    part: int
    cues: list[Cue] = field(default_factory=list)

    @property
    def starts_stream(self) -> bool:
        """Whether the robot goes on answering it, until something stops that."""
        name = self.entry.type
        return name.endswith('.start') and kind_of(name) in {'users', 'camera', 'audio'}


@dataclass
class Part:
    """
    One recorded connection.

    `asked` has its requests by their meaning, `cues` what the robot says by itself, timed by the opening.
    """

    asked: dict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))
    cues: list[Cue] = field(default_factory=list)


class _Writer:
    """Writes a part from the lines of a connection."""

    def __init__(self, tape: Tape, number: int) -> None:
        self.part = Part()
        self.is_refused = False
        self._tape = tape
        self._number = number
        self._opened: float | None = None
        self._latest: Asked | None = None
        self._by_id: dict[str, Asked] = {}
        self._by_kind: dict[str, Asked] = {}
        self._stops: dict[str, Asked] = {}

    def add(self, entry: Entry) -> None:
        """Take the next line."""
        if self._opened is None:
            self._opened = entry.time
        if entry.side == 'client':
            self._add_request(entry)
        elif entry.side == 'robot':
            cause = self._cause(entry)
            start = self._opened if cause is None else cause.entry.time
            cues = self.part.cues if cause is None else cause.cues
            cues.append(Cue(max(0.0, entry.time - start), entry))
        elif entry.event == 'refused':
            self.is_refused = True

    def _add_request(self, entry: Entry) -> None:
        asked, kind = Asked(entry, self._number), kind_of(entry.type)
        fields = self._tape.fields(entry)
        frame = form.frame_of({**fields, 'without': {}})
        if frame is not None:
            self.part.asked[meaning(frame)].append(asked)
        self._latest = self._by_kind[kind] = asked
        if entry.request_id is not None:
            self._by_id[entry.request_id] = asked
        if is_stop(entry.type):
            self._stops[kind] = asked

    def _cause(self, entry: Entry) -> Asked | None:
        """
        Find the request that something the robot said is timed by.

        That is the one with its id, and without an id the latest of its kind; or a later one that stopped what is of
        its kind. None if there is no such request: it is news, or about another program.
        """
        kind = kind_of(entry.type)
        if entry.request_id is not None:
            asked, stop = self._by_id.get(entry.request_id), self._stops.get(kind)
            is_later = asked and stop and stop.entry.number > asked.entry.number
            return stop if is_later else asked
        return self._latest if kind in {'', 'error'} else self._by_kind.get(kind)


def parts_of(tape: Tape) -> list[Part]:
    """Give the parts of a recording, in the order in which the connections were opened."""
    writers: dict[int, _Writer] = {}
    for entry in tape.entries:
        if entry.connection not in writers:
            writers[entry.connection] = _Writer(tape, entry.connection)
        writers[entry.connection].add(entry)
    return [writer.part for writer in writers.values() if not writer.is_refused]


def kind_of(name: str) -> str:
    """Give what a type of messages is about; what is heard is about listening."""
    words = name.split('.')
    kind = words[1] if len(words) > 1 else ''
    return 'listen' if kind == 'hear' else kind


def is_stop(name: str) -> bool:
    """Tell whether a request ends what the robot does."""
    return name.startswith('request.') and name.endswith('.stop')


def meaning(frame: str | bytes) -> str:
    """Give what a frame asks for; it is the same for all that ask for the same, whatever their ids."""
    wire = form.wire_of(frame)
    if wire is None:
        return repr(frame)
    fields = {name: _plain(wire[name]) for name in wire if name != 'request_id'}
    return json.dumps(fields, sort_keys=True)


def _plain(value: Any) -> Any:
    """Give numbers one form: 1.0 is 1."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
