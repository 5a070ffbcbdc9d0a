"""Who said what, and when: intervals made from the events of a recording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from .axis import stamp
from .bag import Message
from .clean_text import clean

ROBOT, WORDS, USER, LISTENING, ATTENTION = TIERS = (
    'robot',
    'words',
    'user',
    'listening',
    'attention',
)
"""Kinds of intervals. Those of one kind follow each other and never overlap."""

ROBOT_START, ROBOT_WORD, ROBOT_END = 0, 1, 2
USER_START, USER_PARTIAL, USER_FINAL = 3, 4, 5
LISTEN_START, LISTEN_END = 6, 7
"""The kinds of furhat_ros/msg/TurnEvent."""

SPEECH = {ROBOT_START, ROBOT_WORD, ROBOT_END}

KIND_OF_HEARING = {0: USER_START, 1: USER_PARTIAL, 2: USER_FINAL, 3: LISTEN_END}
"""The same by the kinds of furhat_ros/msg/Hearing."""

NO_END = 'the recording has no end of it'
NO_START = 'the recording has no start of it'


@dataclass(frozen=True)
class Interval:
    """Something that lasts, from one time in ns to another."""

    tier: str
    start: int
    end: int
    text: str
    note: str = ''


@dataclass(frozen=True)
class _Event:
    time: int
    kind: int
    text: str
    note: str


@dataclass
class _Open:
    """An interval that has not ended yet."""

    start: int
    text: str = ''
    note: str = ''


class Dialogue:
    """Takes events, gives intervals."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._turns: list[_Event] = []
        self._heard: list[_Event] = []
        self._attention: list[tuple[int, str]] = []

    @property
    def takes(self) -> Mapping[str, Callable[[Message], None]]:
        """What is done with the messages of a topic."""
        return {
            'turns': self._take_turn,
            'hearing': self._take_hearing,
            'attention': self._take_attention,
        }

    def intervals(self, end: int) -> list[Interval]:
        """Give everything up to the end of the recording, in the order of its start."""
        events = sorted(self._turns or self._heard, key=lambda event: event.time)
        found = [
            *self._speech(events, end),
            *self._hearing(events, end),
            *self._listening(events, end),
            *self._attended(end),
        ]
        found = [each for tier in TIERS for each in _apart([i for i in found if i.tier == tier])]
        return sorted(found, key=lambda each: (each.start, TIERS.index(each.tier)))

    def _take_turn(self, message: Message) -> None:
        """Take a message of `turns`."""
        event = message.content
        note = 'aborted' if event.aborted else event.cause
        self._turns.append(_Event(stamp(event), event.kind, clean(event.text), clean(note)))

    def _take_hearing(self, message: Message) -> None:
        """Take a message of `hearing`; it counts only without `turns`, which tells the same and more."""
        event = message.content
        kind = KIND_OF_HEARING.get(event.kind, -1)
        self._heard.append(_Event(stamp(event), kind, clean(event.text), clean(event.cause)))

    def _take_attention(self, message: Message) -> None:
        """Take a message of `attention`; the first one may be older than the recording."""
        time = max(stamp(message.content), self._start)
        self._attention.append((time, clean(message.content.current)))

    def _speech(self, events: list[_Event], end: int) -> Iterator[Interval]:
        said: _Open | None = None
        word: _Open | None = None
        first = True
        for event in (each for each in events if each.kind in SPEECH):
            if word is not None:
                yield Interval(WORDS, word.start, event.time, word.text)
                word = None
            if event.kind == ROBOT_START:
                if said is not None:
                    yield Interval(ROBOT, said.start, event.time, said.text, NO_END)
                said = _Open(event.time, event.text)
            elif said is None and (event.text or event.kind == ROBOT_WORD):
                # An end without a text and a start is that of a text that was dropped from the queue.
                said = _Open(self._start if first else event.time, note=NO_START)
            if event.kind == ROBOT_WORD:
                word = _Open(event.time, event.text)
            elif event.kind == ROBOT_END and said is not None:
                yield Interval(ROBOT, said.start, event.time, event.text, event.note or said.note)
                said = None
            first = False
        if word is not None:
            yield Interval(WORDS, word.start, end, word.text, NO_END)
        if said is not None:
            yield Interval(ROBOT, said.start, end, said.text, NO_END)

    @staticmethod
    def _hearing(events: list[_Event], end: int) -> Iterator[Interval]:
        heard: _Open | None = None
        for event in events:
            if event.kind == USER_START:
                if heard is not None:
                    yield Interval(USER, heard.start, event.time, heard.text, NO_END)
                heard = _Open(event.time)
            elif event.kind == USER_PARTIAL:
                heard = heard or _Open(event.time, note=NO_START)
                heard.text = event.text
            elif event.kind == USER_FINAL:
                heard = heard or _Open(event.time, note=NO_START)
                note = heard.note if event.text else 'nothing recognised'
                yield Interval(USER, heard.start, event.time, event.text, note)
                heard = None
        if heard is not None:
            yield Interval(USER, heard.start, end, heard.text, NO_END)

    def _listening(self, events: list[_Event], end: int) -> Iterator[Interval]:
        since: int | None = None
        first = True
        for event in events:
            if event.kind == LISTEN_START:
                since = event.time if since is None else since
                first = False
            elif event.kind == LISTEN_END:
                since = self._start if first else since
                if since is not None:
                    yield Interval(LISTENING, since, event.time, 'listening', event.note)
                since, first = None, False
        if since is not None:
            yield Interval(LISTENING, since, end, 'listening', NO_END)

    def _attended(self, end: int) -> Iterator[Interval]:
        changes = [*sorted(self._attention), (end, '')]
        for (begin, target), (until, _) in pairwise(changes):
            if target:
                yield Interval(ATTENTION, begin, until, target)


def _apart(intervals: list[Interval]) -> list[Interval]:
    """Let no interval reach into the next one."""
    ordered = sorted(intervals, key=lambda each: (each.start, each.end))
    cut = [replace(each, end=min(each.end, after.start)) for each, after in pairwise(ordered)]
    return [*cut, *ordered[-1:]]
