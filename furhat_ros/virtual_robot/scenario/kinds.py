"""What a word takes: each kind reads a node, and notes what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any

from .. import colours
from ..gesture import NATURAL
from ..stage_commands import LONGEST_SENTENCE
from .tree import Fields, List, Node, Note, Text

LONGEST_NAME = 50
"""Letters."""

LONGEST_SHOWN = 40

MOST_LISTED = 12
"""Words; of more, only the closest is told."""

FURTHEST = 20.0
"""Metres, along each axis."""

LONGEST = 86400.0
"""Seconds."""

AXES = ('x', 'y', 'z')

_NUMBER = re.compile(r'[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)')

_WHOLE = re.compile(r'[0-9]{1,18}')


@dataclass(frozen=True)
class Kind:
    """A kind of value: what it is in words, and how it is read; `read` gives None for what it has noted as wrong."""

    takes: str
    read: Callable[[Node, Note], Any]


@dataclass(frozen=True)
class Field:
    """What belongs to a word; `default` is REQUIRED if it must be there."""

    kind: Kind
    default: Any


REQUIRED = object()


def fields(
    node: Node, table: Mapping[str, Field], note: Note, example: str
) -> dict[str, Any] | None:
    """Read all that belongs to a word; None for what is no fields, and a None in it for each that is wrong."""
    if not isinstance(node, Fields):
        note(node.line, f'it takes fields, such as {example}')
        return None
    found: dict[str, Any] = {}
    for name, value in entries(node, table, note):
        found[name] = table[name].kind.read(value, partial(_note_of, note, name))
    for name, field in table.items():
        if name not in found and field.default is REQUIRED:
            note(node.line, f'{name!r} is missing; it takes {field.kind.takes}')
    return {name: found.get(name, _default(field)) for name, field in table.items()}


def entries(node: Fields, known: Mapping[str, Any], note: Note) -> list[tuple[str, Node]]:
    """Give the words that are known, with what is said of each; note those that are unknown or come twice."""
    found: dict[str, Node] = {}
    for key, value in node.entries:
        if not isinstance(key, Text):
            note(key.line, 'this is no word')
        elif key.text not in known:
            note(key.line, unknown(key.text, known))
        elif key.text in found:
            note(key.line, f'{key.text!r} comes twice')
        else:
            found[key.text] = value
    return list(found.items())


def unknown(word: str, known: Mapping[str, Any]) -> str:
    """Say that there is no such word, and which ones there are, the closest first."""
    close = get_close_matches(word[:LONGEST_NAME], known, 1, 0.6)
    if close and len(known) > MOST_LISTED:
        return f'there is no {shown(word)} here; did you mean {close[0]!r}?'
    guess = f'did you mean {close[0]!r}? ' if close else ''
    are = 'are' if len(known) > 1 else 'is'
    return f'there is no {shown(word)} here; {guess}there {are} {", ".join(known)}'


def shown(text: str) -> str:
    """Give a text as it can stand in a sentence."""
    return repr(text if len(text) <= LONGEST_SHOWN else f'{text[: LONGEST_SHOWN - 3]}...')


def number(least: float, most: float, unit: str = '') -> Kind:
    """Give the numbers within bounds."""

    def parsed(node: Node) -> float | None:
        if not isinstance(node, Text) or node.quoted or not _NUMBER.fullmatch(node.text):
            return None
        value = float(node.text)
        return value if least <= value <= most else None

    of_what = f' of {unit}' if unit else ''
    return _simple(f'a number{of_what} from {least:g} to {most:g}', parsed)


def _simple(takes: str, parsed: Callable[[Node], Any]) -> Kind:
    """Give a kind of a single value; `parsed` gives it, or None if it is none."""

    def read(node: Node, note: Note) -> Any:
        value = parsed(node)
        if value is None:
            _refuse(node, note, takes)
        return value

    return Kind(takes, read)


def _several(takes: str, kind: Kind) -> Kind:
    """Give a kind of one value or a list of them."""

    def read(node: Node, note: Note) -> tuple[Any, ...] | None:
        nodes = node.items if isinstance(node, List) else [node]
        if not nodes:
            _refuse(node, note, takes)
            return None
        values = tuple(kind.read(each, note) for each in nodes)
        return None if None in values else values

    return Kind(takes, read)


def _whole(node: Node) -> int | None:
    is_whole = isinstance(node, Text) and not node.quoted and _WHOLE.fullmatch(node.text)
    return int(node.text) if isinstance(node, Text) and is_whole else None


def _switch(node: Node) -> bool | None:
    word = node.text if isinstance(node, Text) and not node.quoted else ''
    return {'true': True, 'false': False}.get(word)


def _name(node: Node) -> str | None:
    name = node.text if isinstance(node, Text) else ''
    is_name = 0 < len(name.strip()) == len(name) <= LONGEST_NAME and name.isprintable()
    return name if is_name else None


def _text(node: Node) -> str | None:
    text = ' '.join(node.text.split()) if isinstance(node, Text) else ''
    return text if 0 < len(text) <= LONGEST_SENTENCE and text.isprintable() else None


def _colour(node: Node) -> str | None:
    return colours.rgb(node.text) if isinstance(node, Text) else None


def _place(node: Node, note: Note) -> dict[str, float] | None:
    if not isinstance(node, Fields) or not node.entries:
        _refuse(node, note, PLACE.takes)
        return None
    place: dict[str, float | None] = {}
    for axis, value in entries(node, dict.fromkeys(AXES), note):
        place[axis] = METRES.read(value, partial(_note_of, note, axis))
    metres = {axis: value for axis, value in place.items() if value is not None}
    return metres if metres and len(metres) == len(node.entries) else None


def _file(node: Node) -> Text | None:
    return node if isinstance(node, Text) and node.text.isprintable() and node.text else None


def _gesture(node: Node, note: Note) -> str | None:
    if not isinstance(node, Text):
        _refuse(node, note, GESTURE.takes)
    elif node.text not in NATURAL:
        note(node.line, unknown(node.text, NATURAL))
    else:
        return node.text
    return None


def _note_of(note: Note, name: str, line: int, words: str) -> None:
    """Note what is wrong with a field."""
    note(line, f'{name!r} {words}' if words.startswith('takes') else f'{name!r}: {words}')


def _default(field: Field) -> Any:
    return None if field.default is REQUIRED else field.default


def _refuse(node: Node, note: Note, takes: str) -> None:
    got = 'a list'
    if isinstance(node, Text):
        got = shown(node.text) if node.text else 'nothing'
    elif isinstance(node, Fields):
        got = 'fields'
    note(node.line, f'takes {takes}, not {got}')


SECONDS = number(0, LONGEST, 'seconds')
METRES = number(-FURTHEST, FURTHEST, 'metres')
SHARE = number(0, 1)
WHOLE = _simple('a whole number', _whole)
SWITCH = _simple('true or false', _switch)
NAME = _simple(f'a name of at most {LONGEST_NAME} letters', _name)
TEXT = _simple(f'a text of at most {LONGEST_SENTENCE} letters', _text)
TEXTS = _several('a text, or a list of texts of which one is taken by chance', TEXT)
PLACE = Kind('x, y, z in metres', _place)
PLACES = _several('x, y, z in metres, or a list of such places', PLACE)
COLOUR = _simple("a colour, by its name or as '#rrggbb' in quotes", _colour)
FILE = _simple('the path of a WAV file', _file)
"""Its value is the node itself: what is wrong with the file is told at its line."""

GESTURE = Kind('the name of a gesture', _gesture)
