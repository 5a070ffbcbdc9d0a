"""What is played to one client: what it asks for is found in the recording, and answered as it was then."""

import heapq
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..clock import Clock, Timer
from . import form
from .part import STREAMS, Asked, Cue, Part, is_stop, kind_of
from .tape import Entry, Tape

LONGEST_SHOWN = 60
"""Letters of a value in a sentence."""

EXACT = 1e-6
"""Seconds; so exactly were the moments recorded."""


@dataclass(frozen=True)
class _Planned:
    """Something that the robot is about to say, in answer to a request or by itself."""

    entry: Entry
    part: int
    asked: Asked | None
    request_id: str | None


class Play:
    """
    The robot for one client; `parts` are the recorded connections, that which is played to this client first.

    `say` is given what to send, and whether it is bulk.
    """

    def __init__(
        self, tape: Tape, parts: Sequence[Part], clock: Clock, say: Callable[[str, bool], None]
    ) -> None:
        self._tape = tape
        self._parts = parts
        self._clock = clock
        self._say = say
        self._used: set[int] = set()
        self._ids: dict[tuple[int, str], str | None] = {}
        self._planned: list[tuple[float, int, int, _Planned]] = []
        self._order = itertools.count()
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Say what is said by itself, from now on."""
        for part in self._parts[:1]:
            for cue in part.cues:
                self._plan(cue, _Planned(cue.entry, cue.entry.connection, None, None))
        self._wait()

    def answer(self, name: str, meaning: str, request_id: str | None) -> bool:
        """Answer a request of a type as it was answered then; give False if nobody asked for that."""
        if is_stop(name):
            self._forget(lambda planned: _is_about(planned, kind_of(name)))
        asked = self._find(meaning)
        if asked is None:
            return False
        if asked.entry.number in self._used and asked.starts_stream:
            self._forget(lambda planned: planned.asked is asked)
        self._used.add(asked.entry.number)
        if asked.entry.request_id is not None:
            self._ids[asked.part, asked.entry.request_id] = request_id
        for cue in asked.cues:
            self._plan(cue, _Planned(cue.entry, asked.part, asked, request_id))
        self._wait()
        return True

    def close(self) -> None:
        """Say no more."""
        self._planned.clear()
        self._wait()

    def _find(self, meaning: str) -> Asked | None:
        """Find the first request of its kind that was not played yet, or else the last one."""
        same = [asked for part in self._parts for asked in part.asked.get(meaning, ())]
        fresh = next((each for each in same if each.entry.number not in self._used), None)
        if fresh or not same:
            return fresh
        return next(part.asked[meaning][-1] for part in self._parts if meaning in part.asked)

    def _plan(self, cue: Cue, planned: _Planned) -> None:
        # What was said in one moment stays in its order, however the moment is computed.
        due = round(self._clock.now() + cue.delay, 6)
        heapq.heappush(self._planned, (due, cue.entry.number, next(self._order), planned))

    def _forget(self, is_over: Callable[[_Planned], bool]) -> None:
        self._planned = [each for each in self._planned if not is_over(each[-1])]
        heapq.heapify(self._planned)

    def _wait(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._planned:
            wait = self._planned[0][0] - self._clock.now()
            self._timer = self._clock.call_later(wait if wait > EXACT else 0.0, self._go_on)

    def _go_on(self) -> None:
        while self._planned and self._planned[0][0] <= self._clock.now() + EXACT:
            planned = heapq.heappop(self._planned)[-1]
            text = self._text(planned)
            if text is not None:
                self._say(text, planned.entry.type in STREAMS)
        self._wait()

    def _text(self, planned: _Planned) -> str | None:
        """Give what to say, with the ids of this client; nothing of what is no text, which no robot says."""
        fields = self._tape.fields(planned.entry)
        if 'json' not in fields:
            frame = form.frame_of(fields)
            return frame if isinstance(frame, str) else None
        recorded = planned.entry.request_id
        wire: dict[str, Any] = fields['json']
        if recorded is not None and (planned.part, recorded) in self._ids:
            wire['request_id'] = self._ids[planned.part, recorded]
        elif _adopts(planned):
            wire['request_id'] = planned.request_id
        if wire.get('request_id', '') is None:
            del wire['request_id']
        frame = form.frame_of(fields)
        return frame if isinstance(frame, str) else None


def complaint(name: str, wanted: dict[str, Any], recorded: list[dict[str, Any]]) -> str:
    """Say in which way a request differs from all that were recorded, of which those of its type are given."""
    if not recorded:
        return f'{name or "What was asked"} is not in the recording'
    nearest = min(recorded, key=lambda each: len(_differing(wanted, each)))
    differences = [
        f'{field} {_shown(wanted, field)} instead of {_shown(nearest, field)}'
        for field in _differing(wanted, nearest)
    ]
    return f'{name} is in the recording, but not like this: {", ".join(differences)}'


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    names = sorted({*one, *other} - {'request_id'})
    return [name for name in names if one.get(name) != other.get(name)]


def _shown(wire: dict[str, Any], field: str) -> str:
    if field not in wire:
        return 'nothing'
    text = json.dumps(wire[field])
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + '...'


def _is_about(planned: _Planned, kind: str) -> bool:
    return planned.asked is not None and kind_of(planned.entry.type) == kind


def _adopts(planned: _Planned) -> bool:
    """Tell whether an answer to a request without an id gets that of a client that has one."""
    return (
        planned.asked is not None
        and planned.asked.entry.request_id is None
        and planned.entry.request_id is None
        and planned.entry.type not in STREAMS
    )
