"""The key of the robot, taken out of everything before it is written down."""

import base64
import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from ...protocol.codec import EVENTS
from ..fields import REQUESTS

STAND_IN = '(the key)'

MOST_KEYS = 1000
"""So many keys are looked for in what else is said; requests for access never show theirs."""

SHORTEST_IN_TEXT, SHORTEST_IN_BULK = 4, 8
"""Letters that a key must have to be looked for inside of texts, and of long texts; shorter ones are in any text."""

BULK = 1000
"""Letters of a long text."""

_SECRET_NAME = re.compile(
    r'(key|token|password|passphrase|secret|authori[sz]ation)s?$', re.IGNORECASE
)
"""The names of fields that hold keys, whatever the message is, such as authKey or localNetworkKey."""

_SUSPICIOUS = re.compile(r'auth|key|token|passw|passphrase|secret', re.IGNORECASE)
"""What is no JSON and has such a word in it may be a request for access that went wrong."""

_ESCAPE = re.compile(r'\\(?:u([0-9a-f]{4})|(.))', re.IGNORECASE)

_WORDS = frozenset(
    [
        *REQUESTS,
        *(field for fields in REQUESTS.values() for field in fields),
        *(event.type for event in EVENTS),
        *(field.name for event in EVENTS for field in dataclasses.fields(event)),
        'type',
        'response.error',
    ]
)
"""The words of the protocol; they are no secret, even where a key is one of them."""


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with every field, those that come twice, too."""


class Secrecy:
    """
    What is to be kept secret: keys that are given, and every key that a client tells.

    A client tells one as anything in `request.auth` but its id, and in any message in a field with a telling name. From
    then on it is looked for in everything: as a whole string or number, and inside of strings, as it is, trimmed,
    URL-encoded and in base64.
    """

    def __init__(self, keys: Iterable[str | None] = ()) -> None:
        self._keys: set[str] = set()
        self._forms: list[str] = []
        self.keep(keys)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._keys)

    def keep(self, keys: Iterable[str | None]) -> bool:
        """Keep more keys secret, and tell whether any of them is new."""
        known = len(self)
        for key in keys:
            self._learn(key)
        return len(self) > known

    def kept(self, frame: str | bytes) -> str | bytes | None:
        """Give a frame without any key: unchanged if it has none, None if it may have one and cannot be taken apart."""
        if isinstance(frame, bytes):
            return None if any(form.encode() in frame for form in self._forms) else frame
        try:
            found = json.loads(frame, object_pairs_hook=_Pairs)
            for each in _objects(found):
                self._listen(each)
            clean = self._cleaned(found)
            return frame if clean == found else json.dumps(_plain(clean))
        except (ValueError, RecursionError):
            return frame if self._is_harmless(frame) else None

    def _learn(self, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return
        key = str(value)
        if key.strip() and key not in self._keys | {STAND_IN} and len(self._keys) < MOST_KEYS:
            self._keys.add(key)
            self._forms = sorted({*self._forms, *_forms(key)}, key=len, reverse=True)

    def _is_harmless(self, text: str) -> bool:
        """Tell whether there can be no key in a text that cannot be taken apart."""
        read = _ESCAPE.sub(_unescaped, text)
        return not _SUSPICIOUS.search(read) and not any(
            form in text or form in read for form in self._forms
        )

    def _listen(self, pairs: _Pairs) -> None:
        """Learn the keys that somebody tells."""
        asks = any(_asks_for_access(name, value) for name, value in pairs)
        for name, value in pairs:
            if _SECRET_NAME.search(name) or (asks and name not in {'type', 'request_id'}):
                for leaf in _leaves(value):
                    self._learn(leaf)
            else:
                for inner in _objects(value):
                    self._listen(inner)

    def _cleaned(self, value: Any, is_secret: bool = False) -> Any:
        if isinstance(value, _Pairs):
            asks = any(_asks_for_access(name, inner) for name, inner in value)
            return _Pairs(
                (self._name(name), self._field(name, inner, is_secret, asks))
                for name, inner in value
            )
        if isinstance(value, list):
            return [self._cleaned(each, is_secret) for each in value]
        if value is None or isinstance(value, bool) or value == '':
            return value
        if is_secret:
            return STAND_IN
        return self._text(value) if isinstance(value, str) else self._number(value)

    def _field(self, name: str, value: Any, is_secret: bool, asks: bool) -> Any:
        if name == 'type' and isinstance(value, str) and value in _WORDS:
            return value
        is_secret = is_secret or bool(_SECRET_NAME.search(name))
        return self._cleaned(value, is_secret or (asks and name not in {'type', 'request_id'}))

    def _name(self, name: str) -> str:
        return name if name in _WORDS else self._text(name)

    def _text(self, text: str) -> str:
        if text in self._keys:
            return STAND_IN
        shortest = SHORTEST_IN_BULK if len(text) > BULK else SHORTEST_IN_TEXT
        for form in self._forms:
            if len(form) >= shortest and form in text:
                text = text.replace(form, STAND_IN)
        return text

    def _number(self, number: float) -> Any:
        text = str(number)
        return STAND_IN if len(text) >= SHORTEST_IN_TEXT and text in self._keys else number


def _asks_for_access(name: str, value: Any) -> bool:
    """Tell whether this is the field that makes a message a request for access, also a misspelt one."""
    if not isinstance(value, str):
        return False
    value = value.lower()
    if name.lower() == 'type':
        return 'auth' in value and not value.startswith('response.')
    return name.lower() in {'name', 'event'} and value.startswith('request.auth')


def _forms(key: str) -> Iterator[str]:
    """Give the ways in which a key may be written."""
    for text in {key, key.strip()}:
        data = text.encode(errors='replace')
        yield from (text, quote(data), quote(data, safe=''), quote_plus(data))
        yield from (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
        yield base64.b64encode(data).decode('ascii')


def _unescaped(found: 're.Match[str]') -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _plain(value: Any) -> Any:
    if isinstance(value, _Pairs):
        return {name: _plain(inner) for name, inner in value}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, _Pairs):
        for name, inner in value:
            yield name
            yield from _leaves(inner)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _objects(value: Any) -> Iterator[_Pairs]:
    if isinstance(value, _Pairs):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)
