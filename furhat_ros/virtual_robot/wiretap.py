"""What a page shows of the wire: one line for each message, with bulk folded and without the key."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

LONGEST_TEXT = 160
"""Letters; of a longer string its beginning and its size are shown."""

LONGEST_LIST = 6
"""Items; of a longer list the first ones and their number are shown."""

DEEPEST = 4
"""What is nested deeper is not shown."""

LARGEST = 20_000
"""Letters; a message beyond this is shown by its type and its size alone."""

SECRET = '•••'

_ESCAPE = re.compile(r'\\u([0-9a-fA-F]{4})')
_TYPE = re.compile(r'"type":\s*"([^"\\]{1,80})"')


def line(direction: str, client: int, frame: str, secret: str | None = None) -> dict[str, Any]:
    """Describe a message from ('in') or to ('out') a client; nothing is shown of one that holds the secret."""
    shown = _read(frame) if len(frame) <= LARGEST else None
    name: Any = _type_in(frame)
    if secret and (secret in _unescaped(frame) or any(secret in text for text in _texts(shown))):
        shown = None
        name = 'request.auth' if name == 'request.auth' else '?'
    if isinstance(shown, dict):
        name = shown.pop('type', 'response.error' if 'error' in shown else '?')
    elif name is None:
        name = '?'
    return {
        'direction': direction,
        'client': client,
        'name': str(name)[:LONGEST_TEXT],
        'size': len(frame),
        'fields': _folded(shown),
    }


def bulk_line(direction: str, client: int, frame: str) -> dict[str, Any]:
    """Describe one piece of a stream by its type and its size; nothing is read for that."""
    name = _type_in(frame[:300]) or '?'
    return {
        'direction': direction,
        'client': client,
        'name': name,
        'size': len(frame),
        'bulk': True,
    }


def _read(frame: str) -> Any:
    try:
        return json.loads(frame)
    except (ValueError, RecursionError):
        return None if 'key' in frame else frame


def _unescaped(frame: str) -> str:
    """Give a frame with its characters as they are, right or wrong as the rest of it may be."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), frame)


def _texts(value: Any) -> Iterator[str]:
    """Give every text in a JSON value."""
    if isinstance(value, str):
        yield value
    for each in value if isinstance(value, list) else ():
        yield from _texts(each)
    for name, each in value.items() if isinstance(value, dict) else ():
        yield name
        yield from _texts(each)


def _type_in(text: str) -> str | None:
    found = _TYPE.search(text)
    return found[1] if found else None


def _folded(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f'{value[:24]}… ({len(value)} letters)'
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if depth > DEEPEST and isinstance(value, (dict, list)):
        return '…'
    if isinstance(value, list):
        folded = [_folded(each, depth + 1) for each in value[:LONGEST_LIST]]
        return (
            [*folded, f'… {len(value) - LONGEST_LIST} more']
            if len(value) > LONGEST_LIST
            else folded
        )
    if isinstance(value, dict):
        return {
            name[:LONGEST_TEXT]: SECRET if name == 'key' else _folded(each, depth + 1)
            for name, each in value.items()
        }
    return value
