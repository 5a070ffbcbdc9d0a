"""
The form of a recording: JSON Lines, a header and then one line for each thing that happened.

    {"furhat_recording": 1, "time": "2025-01-31T12:00:00Z", "robot": "ws://robot:9000/v1/events", "program": "..."}
    {"time": 0.0, "connection": 1, "event": "open"}
    {"time": 0.2, "connection": 1, "from": "client", "json": {"type": "request.users.once"}}
    {"time": 0.3, "connection": 1, "from": "robot", "json": {"type": "response.users.data", "users": []}}
    {"time": 9.0, "connection": 1, "event": "close", "by": "client", "code": 1000, "reason": ""}
"""

import base64
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from . import bulk

VERSION = 1

SIDES = ('client', 'robot')
"""Who can say something."""

EVENTS = ('open', 'close', 'refused', 'lost')
"""
What can happen to a connection.

refused: the robot did not let the client in; lost: what is said can no longer be followed, although it goes on.
"""

CONTENTS = ('json', 'text', 'base64', 'left_out')
"""
How the content of a frame is written.

json: an object; text: text that is none, or would not come out exactly as it went in; base64: a binary frame; left_out:
nothing, and why.
"""

STYLES: Mapping[str, Mapping[str, Any]] = {
    'compact': {'separators': (',', ':')},
    'spaced': {},
    'compact unicode': {'separators': (',', ':'), 'ensure_ascii': False},
    'spaced unicode': {'ensure_ascii': False},
}
"""The ways in which programs write JSON; from the object and its style the exact text can be restored."""

DEEPEST = 100
"""Objects in objects beyond this are kept as text."""


@dataclass(frozen=True)
class Line:
    """One line after the header, as far as everybody needs it; `fields` has the rest."""

    time: float
    connection: int
    side: str | None
    """Who said something; None if this is an event of the connection."""

    fields: Mapping[str, Any]


def written(line: Mapping[str, Any]) -> str:
    """Give a line as it stands in the file."""
    return json.dumps(line, separators=(',', ':'), allow_nan=False) + '\n'


def content(frame: str | bytes, without: bulk.Without = ()) -> dict[str, Any]:
    """Give the fields of a line that hold a frame; `without` says what of it is left out."""
    if isinstance(frame, bytes):
        return {'base64': base64.b64encode(frame).decode('ascii')}
    wire = wire_of(frame)
    style = None if wire is None else _style_of(wire, frame)
    if wire is None:
        return {'text': frame}
    thin, lengths = bulk.thinned(wire, without)
    if style is None and not lengths:
        return {'text': frame}
    kept: dict[str, Any] = {'json': thin}
    if style not in {None, 'compact'}:
        kept['style'] = style
    if lengths:
        kept['without'] = lengths
    return kept


def frame_of(fields: Mapping[str, Any]) -> str | bytes | None:
    """Give the frame that a line holds, with something harmless for what was left out; None if there is nothing."""
    if 'json' in fields:
        wire = bulk.filled(fields['json'], fields.get('without', {}))
        return text_of(wire, fields.get('style', 'compact'))
    if 'text' in fields:
        return str(fields['text'])
    return base64.b64decode(fields['base64']) if 'base64' in fields else None


def text_of(wire: Mapping[str, Any], style: str = 'compact') -> str:
    """Write an object in a style."""
    return json.dumps(wire, **STYLES[style])


def wire_of(frame: str | bytes) -> dict[str, Any] | None:
    """Give the object in a frame, None if there is none, or one that nobody means seriously."""
    if isinstance(frame, bytes):
        return None
    try:
        found = json.loads(frame, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and not _is_deep(found) else None


def header_in(raw: Any) -> Mapping[str, Any]:
    """Check the first line; raise ValueError with the reason."""
    if not isinstance(raw, dict) or 'furhat_recording' not in raw:
        raise ValueError('this is no recording: the first line has no "furhat_recording"')
    version = raw['furhat_recording']
    if version != VERSION:
        raise ValueError(f'the format is {version!r}; this program reads {VERSION}')
    return raw


def line_in(raw: Any) -> Line:
    """Check another line; raise ValueError with the reason."""
    if not isinstance(raw, dict):
        raise ValueError('not an object')
    time, connection, side = raw.get('time'), raw.get('connection'), raw.get('from')
    if not _is_number(time) or time < 0:
        raise ValueError('"time" must be seconds since the start')
    if not isinstance(connection, int) or isinstance(connection, bool) or connection < 1:
        raise ValueError('"connection" must be a whole number from 1')
    if 'event' in raw:
        if raw['event'] not in EVENTS:
            raise ValueError(f'"event" must be one of {", ".join(EVENTS)}')
        return Line(time, connection, None, raw)
    if side not in SIDES:
        raise ValueError('"from" must be client or robot, or there must be an "event"')
    _check_content(raw)
    return Line(time, connection, side, raw)


def _check_content(raw: Mapping[str, Any]) -> None:
    names = [name for name in CONTENTS if name in raw]
    if len(names) != 1:
        raise ValueError(f'there must be one of {", ".join(CONTENTS)}')
    (name,) = names
    if name == 'json' and not isinstance(raw['json'], dict):
        raise ValueError('"json" must be an object')
    if name in {'text', 'base64'} and not isinstance(raw[name], str):
        raise ValueError(f'"{name}" must be a string')
    if name == 'base64':
        try:
            base64.b64decode(raw['base64'], validate=True)
        except ValueError as error:
            raise ValueError(f'"base64" is none: {error}') from None
    if raw.get('style', 'compact') not in STYLES:
        raise ValueError(f'"style" must be one of {", ".join(STYLES)}')
    without = raw.get('without', {})
    if not isinstance(without, dict) or not all(map(_is_length, without.values())):
        raise ValueError('"without" must be an object of names and lengths')


def _style_of(wire: Mapping[str, Any], frame: str) -> str | None:
    return next((style for style in STYLES if text_of(wire, style) == frame), None)


def _is_deep(wire: Mapping[str, Any]) -> bool:
    level: list[Any] = [wire]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterator[Any]:
    inside = value.values() if isinstance(value, dict) else value
    return (each for each in inside if isinstance(each, (dict, list)))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_length(value: Any) -> bool:
    return isinstance(value, int) and 0 <= value <= bulk.LONGEST


def _refuse(name: str) -> None:
    raise ValueError(f'{name} is no JSON number')
