"""Spoiled messages, by the name of what is wrong with them."""

import base64
import json
import typing
from collections.abc import Callable
from random import Random
from typing import Any, Literal

from .frames import TEXT, Frame, Raw, header, wire_of

Kind = Literal[
    'any',
    'not-json', 'not-an-object', 'no-type', 'unknown-event', 'wrong-types', 'missing-fields', 'deep-nesting',
    'huge-numbers', 'nan', 'strange-text', 'bad-base64', 'cut-off-jpeg', 'jpeg-bomb', 'odd-pcm', 'binary',
    'bad-utf8', 'bad-frame', 'oversize',
]  # fmt: skip

FATAL = ('bad-utf8', 'bad-frame', 'oversize')
"""The kinds after which a client has to hang up."""

DEPTH = 100_000

OVERSIZE = 16 * 2**20 + 1
"""Bytes in a frame that nobody should take."""

Wire = dict[str, Any]


def fitting(frame: Frame, kind: Kind) -> list[str]:
    """Give the kinds by which a message can be spoiled, of those asked for: without numbers there is no NaN."""
    wire = wire_of(frame)
    if wire is None:
        return []
    if kind == 'any':
        return [name for name in KINDS if name not in FATAL and _fits(name, wire)]
    return [kind] if _fits(kind, wire) else []


def spoiled(frame: Frame, kind: str, dice: Random) -> Frame:
    """Spoil a message in a way that fits it."""
    wire = wire_of(frame) or {}
    return _RECIPES[kind](_text(wire), wire, dice)


def _not_json(frame: str, wire: Wire, dice: Random) -> Frame:
    return frame[: dice.randrange(len(frame))]


def _not_an_object(frame: str, wire: Wire, dice: Random) -> Frame:
    return dice.choice((f'[{frame}]', 'null', '42', '"response"', '[]'))


def _no_type(frame: str, wire: Wire, dice: Random) -> Frame:
    return _text({name: value for name, value in wire.items() if name != 'type'})


def _unknown_event(frame: str, wire: Wire, dice: Random) -> Frame:
    return _text({**wire, 'type': f'response.of.tomorrow.{dice.randrange(10)}'})


def _wrong_types(frame: str, wire: Wire, dice: Random) -> Frame:
    return _text({name: _otherwise(value, dice) for name, value in wire.items()})


def _missing_fields(frame: str, wire: Wire, dice: Random) -> Frame:
    left_out = dice.choice(_fields(wire))
    return _text({name: value for name, value in wire.items() if name != left_out})


def _deep_nesting(frame: str, wire: Wire, dice: Random) -> Frame:
    nested = dice.choice([*_fields(wire), 'extra'])
    shallow = _text({name: value for name, value in wire.items() if name != nested})
    return f'{shallow[:-1]},"{nested}":{"[" * DEPTH}{"]" * DEPTH}}}'


def _huge_numbers(frame: str, wire: Wire, dice: Random) -> Frame:
    return _text(_renumbered(wire, (10**400, -(10**400), 1.7e308, -1.7e308, 2**63), dice))


def _nan(frame: str, wire: Wire, dice: Random) -> Frame:
    return _text(_renumbered(wire, (float('nan'), float('inf'), float('-inf')), dice))


def _strange_text(frame: str, wire: Wire, dice: Random) -> Frame:
    strange = ('\ud800', '\0', '\x1b[2J', '\u202e', '../../', '\n', '')
    return _text(
        {
            name: value + dice.choice(strange) if isinstance(value, str) else value
            for name, value in wire.items()
        }
    )


def _bad_base64(frame: str, wire: Wire, dice: Random) -> Frame:
    return _replaced(wire, 'image', 'microphone', 'speaker', by=lambda text: text[:-3] + '!')


def _cut_off_jpeg(frame: str, wire: Wire, dice: Random) -> Frame:
    return _replaced(wire, 'image', by=lambda text: _cut(text, dice.randrange))


def _jpeg_bomb(frame: str, wire: Wire, dice: Random) -> Frame:
    return _replaced(wire, 'image', by=_enlarged)


def _odd_pcm(frame: str, wire: Wire, dice: Random) -> Frame:
    return _replaced(wire, 'microphone', 'speaker', by=lambda text: _cut(text, lambda n: n - 1))


def _binary(frame: str, wire: Wire, dice: Random) -> Frame:
    return frame.encode()


def _bad_utf8(frame: str, wire: Wire, dice: Random) -> Frame:
    payload = frame.encode()
    place = dice.randrange(len(payload))
    payload = payload[:place] + b'\xff' + payload[place:]
    return Raw(header(TEXT, len(payload)) + payload)


def _bad_frame(frame: str, wire: Wire, dice: Random) -> Frame:
    reserved = dice.choice((0x3, 0x4, 0x7, 0xB, 0xF))
    return Raw(header(reserved, len(payload := frame.encode()[:100])) + payload)


def _oversize(frame: str, wire: Wire, dice: Random) -> Frame:
    return f'{frame[:-1]},"extra":"{"x" * (OVERSIZE - len(frame))}"}}'


_RECIPES: dict[str, Callable[[str, Wire, Random], Frame]] = {
    'not-json': _not_json,
    'not-an-object': _not_an_object,
    'no-type': _no_type,
    'unknown-event': _unknown_event,
    'wrong-types': _wrong_types,
    'missing-fields': _missing_fields,
    'deep-nesting': _deep_nesting,
    'huge-numbers': _huge_numbers,
    'nan': _nan,
    'strange-text': _strange_text,
    'bad-base64': _bad_base64,
    'cut-off-jpeg': _cut_off_jpeg,
    'jpeg-bomb': _jpeg_bomb,
    'odd-pcm': _odd_pcm,
    'binary': _binary,
    'bad-utf8': _bad_utf8,
    'bad-frame': _bad_frame,
    'oversize': _oversize,
}

KINDS = tuple(name for name in typing.get_args(Kind) if name in _RECIPES)


def _fits(kind: str, wire: Wire) -> bool:
    """Tell whether a message has what a kind spoils."""
    if kind in {'huge-numbers', 'nan'}:
        return _has_number(wire)
    if kind == 'missing-fields':
        return bool(_fields(wire))
    needed = {
        'bad-base64': ('image', 'microphone', 'speaker'),
        'cut-off-jpeg': ('image',),
        'jpeg-bomb': ('image',),
        'odd-pcm': ('microphone', 'speaker'),
        'strange-text': tuple(wire),
    }.get(kind)
    return needed is None or any(isinstance(wire.get(name), str) for name in needed)


def _fields(wire: Wire) -> list[str]:
    return [name for name in wire if name != 'type']


def _text(wire: Wire) -> str:
    return json.dumps(wire, separators=(',', ':'))


def _otherwise(value: Any, dice: Random) -> Any:
    others: tuple[Any, ...] = (None, True, 17, 'seventeen', [], {}, [[{}]])
    return dice.choice([other for other in others if type(other) is not type(value)])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _has_number(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_has_number, value.values() if isinstance(value, dict) else value))
    return _is_number(value)


def _renumbered(value: Any, numbers: tuple[float, ...], dice: Random) -> Any:
    if isinstance(value, dict):
        return {name: _renumbered(each, numbers, dice) for name, each in value.items()}
    if isinstance(value, list):
        return [_renumbered(each, numbers, dice) for each in value]
    return dice.choice(numbers) if _is_number(value) else value


def _replaced(wire: Wire, *names: str, by: Callable[[str], str]) -> str:
    return _text(
        {
            name: by(value) if name in names and isinstance(value, str) else value
            for name, value in wire.items()
        }
    )


def _cut(text: str, length: Callable[[int], int]) -> str:
    data = base64.b64decode(text)
    return base64.b64encode(data[: length(len(data)) if data else 0]).decode()


def _enlarged(text: str) -> str:
    """Let the frame header of a JPEG say that there are 65500 rows of 65500 pixels."""
    data = base64.b64decode(text)
    place = data.find(b'\xff\xc0') + 5  # marker, length, precision; then height and width
    side = (65500).to_bytes(2, 'big')
    return base64.b64encode(data[:place] + side + side + data[place + 4 :]).decode()
