"""A scenario as it stands in a file: every mistake in it is found, each with its line."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from .. import fault_names
from ..stage_commands import MOST_PEOPLE
from . import kinds, language
from .deeds import (
    Condition,
    Deed,
    EndFault,
    Enter,
    Expect,
    Fault,
    Leave,
    Look,
    Say,
    Step,
    Wait,
    Walk,
)
from .kinds import shown, unknown
from .sounds import Sounds
from .tree import Fields, List, Node, Note, Text, tree


class Reading:
    """Reads one text; `mistakes` are the lines and what is wrong there. Paths in it begin in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.mistakes: list[tuple[int, str]] = []
        self.steps: list[Step] = []
        self.loop = False
        self.seed = 0
        self._room = _Room()
        self._sounds = Sounds(folder)
        self._latest_at = 0.0

    def read(self, text: str) -> None:
        """Read it all."""
        root = tree(text, self.note)
        if root is None or (isinstance(root, Text) and not root.text):
            self.note(1, "there is nothing in it; it takes 'steps', a list of steps")
            return
        found = kinds.fields(root, language.SCENARIO, self.note, 'steps: [...]')
        if found is None:
            return
        self.loop, self.seed = bool(found['loop']), found['seed'] or 0
        steps = found['steps']
        if isinstance(steps, List) and steps.items:
            for node in steps.items:
                self._step(node)
        elif steps is not None:
            self.note(steps.line, "'steps' takes a list of steps, each with a - before it")

    def note(self, line: int, words: str) -> None:
        """Hear of a mistake."""
        self.mistakes.append((line, words))

    def _step(self, node: Node) -> None:
        if not isinstance(node, Fields):
            self.note(node.line, f'a step takes a word, such as walk: {language.EXAMPLES["walk"]}')
            return
        known = dict(kinds.entries(node, {'at': None, **language.WORDS}, self.note))
        moment = known.pop('at', None)
        at = self._moment(moment) if moment else None
        if not known:
            if len(node.entries) == (1 if moment else 0):
                self.note(node.line, f'a step takes one of {", ".join(language.WORDS)}')
            return
        if len(known) > 1:
            self.note(node.line, f'{" and ".join(known)} are two steps, each with a - of its own')
        for word, value in known.items():
            line = next(key.line for key, each in node.entries if each is value)
            deed = self._deed(word, value, line)
            if deed:
                self.steps.append(Step(len(self.steps) + 1, line, word, deed, at))
            if word in {'wait', 'expect'}:
                self._latest_at = 0.0

    def _moment(self, node: Node) -> float | None:
        at: float | None = kinds.SECONDS.read(
            node, lambda line, words: self.note(line, f"'at' {words}")
        )
        if at is not None:
            if at < self._latest_at:
                self.note(node.line, f"'at' goes back from {self._latest_at:g} to {at:g} s")
            self._latest_at = max(at, self._latest_at)
        return at

    def _deed(self, word: str, node: Node, line: int) -> Deed | None:
        """Read what a step does; None if something is wrong with it."""
        count = len(self.mistakes)

        def note(at_line: int, words: str) -> None:
            self.note(at_line, f'{word}: {words}')

        # What is missing is missing where the step begins.
        if isinstance(node, Fields):
            node = Fields(line, node.entries)
        if word == 'fault':
            return self._fault(node, note)
        found = kinds.fields(node, language.WORDS[word], note, language.EXAMPLES[word])
        if found and found.get('sound'):
            found['sound'] = self._sounds.read(found['sound'], note)
        if found is None or (len(self.mistakes) > count and not _has_condition(word, found)):
            return None
        deed = _MAKERS[word](self._room, found, line, note)
        return deed if len(self.mistakes) == count else None

    def _fault(self, node: Node, note: Note) -> Deed | None:
        if not isinstance(node, Fields):
            note(node.line, f'it takes fields, such as {language.EXAMPLES["fault"]}')
            return None
        count = len(self.mistakes)
        [*names] = [v for k, v in node.entries if isinstance(k, Text) and k.text == 'name']
        if not names:
            note(node.line, f"'name' is missing; it takes one of {', '.join(fault_names.FAULTS)}")
            return None
        name = _known_fault(names[0], note)
        if name is None:
            return None
        known = {'name': None, **dict.fromkeys(fault_names.fields_of(name))}
        values, lines = {}, {}
        for field, value in kinds.entries(node, known, note):
            if field == 'name':
                continue
            if isinstance(value, Text):
                values[field] = fault_names.value_of(name, field, value.text)
                lines[field] = value.line
            else:
                note(value.line, f'{field!r} takes a number or a word')
        sound = dict(values)
        while (reason := _complaint(name, sound)) is not None:
            # One field after the other, so that all that is wrong is told.
            field = reason.removeprefix(f'{name}: ').split()[0]
            note(lines.get(field, node.line), reason)
            if sound.pop(field, None) is None:
                break
        return Fault(name, values) if len(self.mistakes) == count else None


class _Room:
    """Who is there, as far as the file says."""

    def __init__(self) -> None:
        self.here: list[str] = []
        self.is_known = True

    def find(self, name: str | None, line: int, note: Note, besides: Collection[str] = ()) -> None:
        """Note if somebody is not there."""
        if name is None or name in besides or name in self.here or not self.is_known:
            return
        known = dict.fromkeys([*self.here, *besides])
        if known:
            note(line, f'{unknown(name, known)}')
        else:
            note(line, f'{shown(name)} is not there; nobody is')


def _enter(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    name = found['id']
    if name is None:
        room.is_known = False
        return None
    if name in language.RESERVED:
        note(line, f'nobody can be called {name}')
    elif name in room.here:
        note(line, f'{shown(name)} is there already')
    else:
        room.here.append(name)
        if len(room.here) == MOST_PEOPLE + 1:
            note(line, f'there is no room for more than {MOST_PEOPLE} people')
    return Enter(**found)


def _walk(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    room.find(found['id'], line, note)
    if found['seconds'] is not None and found['speed'] is not None:
        note(line, "'seconds' and 'speed' are two ways to say it; it takes one")
    speed = found['speed'] or language.USUAL_SPEED
    return Walk(found['id'], found['to'], found['seconds'], speed)


def _look(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    room.find(found['id'], line, note)
    room.find(found['at'], line, note, (language.ROBOT, language.AWAY))
    if found['id'] is not None and found['id'] == found['at']:
        note(line, f'{shown(found["id"])} cannot look at themselves')
    return Look(**found)


def _say(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    room.find(found['id'], line, note)
    if found['sound'] and len(found['text']) > 1:
        note(line, "'sound' is the recording of one text; it cannot go with a list of texts")
    return Say(found['id'], found['text'], found['sound'])


def _leave(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    room.find(found['id'], line, note)
    if found['id'] in room.here:
        room.here.remove(found['id'])
    return Leave(**found)


def _end_fault(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    name = found['name']
    if name is not None and name not in fault_names.FAULTS:
        note(line, unknown(name, fault_names.FAULTS))
    return EndFault(**found)


def _wait(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    condition = _condition(room, found, line, note)
    return Wait(condition, found['within']) if condition else None


def _expect(room: _Room, found: dict[str, Any], line: int, note: Note) -> Deed | None:
    condition = _condition(room, found, line, note)
    return Expect(condition, found['within']) if condition else None


def _condition(room: _Room, found: dict[str, Any], line: int, note: Note) -> Condition | None:
    known = [word for word in found if word in language.WAITABLE]
    given = [Condition(word, found[word]) for word in known if found[word] is not language.ABSENT]
    for word, value in ((each.word, each.value) for each in given):
        if word == 'attends':
            room.find(value, line, note, (language.NOBODY, language.LOCATION))
        if word == 'done':
            room.find(value, line, note)
    if len(given) != 1:
        note(line, f'it takes exactly one of {", ".join(known)}')
        return None
    return given[0]


_MAKERS: dict[str, Callable[[_Room, dict[str, Any], int, Note], Deed | None]] = {
    'enter': _enter,
    'walk': _walk,
    'look': _look,
    'say': _say,
    'leave': _leave,
    'end_fault': _end_fault,
    'wait': _wait,
    'expect': _expect,
}


def _has_condition(word: str, found: dict[str, Any]) -> bool:
    """Tell whether there is one, or need be none; else what was meant for one has been noted already."""
    wanted = [each for each in language.WORDS[word] if each in language.WAITABLE]
    return not wanted or any(found[each] is not language.ABSENT for each in wanted)


def _known_fault(node: Node, note: Note) -> str | None:
    name: str | None = kinds.NAME.read(node, lambda line, words: note(line, f"'name' {words}"))
    if name is not None and name not in fault_names.FAULTS:
        note(node.line, unknown(name, fault_names.FAULTS))
        return None
    return name


def _complaint(name: str, values: dict[str, Any]) -> str | None:
    try:
        fault_names.fault(name, **values)
    except ValueError as error:
        return str(error)
    return None
