"""The bases of all messages, and how their fields travel: dataclass on this side, JSON object on the wire."""

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar, Union

from ..errors import ProtocolViolation

Wire = dict[str, Any]
"""A JSON object as `json.loads` gives it."""

V = TypeVar('V', bound='Value')


@dataclass(frozen=True, kw_only=True)
class Value:
    """
    A JSON object with known fields.

    Fields that the class does not know are kept in `extra` and travel on untouched. A field without a default must be
    present; one that is absent or null has its default. None is never sent.
    """

    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def from_wire(cls: type[V], wire: Any, where: str = '') -> V:
        """Read a JSON object; raise ProtocolViolation that says which field is wrong and how."""
        where = where or getattr(cls, 'type', cls.__name__)
        if not isinstance(wire, Mapping):
            raise _wrong(where, 'an object', wire)
        known = _readers(cls)
        values = {}
        for name, reader in known.items():
            found = wire.get(name)
            if found is not None:
                values[name] = reader.read(found, f'{where}.{name}')
            elif reader.required:
                raise ProtocolViolation('missing field', f'{where}.{name} is missing')
        extra = {name: wire[name] for name in wire if name not in known}
        if hasattr(cls, 'type'):
            extra.pop('type', None)
        return cls(**values, extra=extra)

    def to_wire(self) -> Wire:
        """Give the JSON object, with every field that is not None."""
        wire: Wire = dict(self.extra)
        for name in _readers(type(self)):
            value = getattr(self, name)
            if value is not None:
                wire[name] = _plain(value)
        return wire


@dataclass(frozen=True, kw_only=True)
class Message(Value):
    """One message in either direction; `type` is its name on the wire."""

    type: ClassVar[str]
    request_id: str | None = None

    def to_wire(self) -> Wire:
        """Give the JSON object, its type first."""
        return {'type': self.type, **super().to_wire()}


class Request(Message):
    """A message from a program to the robot."""


class Event(Message):
    """A message from the robot: an answer to a request, or news that nobody asked for."""


@dataclass(frozen=True)
class _Reader:
    """How one field is read from the wire."""

    read: Callable[[Any, str], Any]
    required: bool


_READERS: dict[type[Value], dict[str, _Reader]] = {}


def _readers(cls: type[Value]) -> dict[str, _Reader]:
    if cls not in _READERS:
        _READERS[cls] = _make_readers(cls)
    return _READERS[cls]


def _make_readers(cls: type[Value]) -> dict[str, _Reader]:
    hints = typing.get_type_hints(cls)
    return {
        f.name: _Reader(
            _reader_of(hints[f.name]),
            f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING,
        )
        for f in dataclasses.fields(cls)
        if f.name != 'extra'
    }


def _reader_of(hint: Any) -> Callable[[Any, str], Any]:
    """Find the reader of a type annotation: str, bool, int, float, X | None, tuple[X, ...], Mapping[str, X], Value."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        return _reader_of(inner)
    if origin is tuple:
        return functools.partial(_read_list, _reader_of(args[0]))
    if origin is Mapping:
        return functools.partial(_read_mapping, _reader_of(args[1]))
    if isinstance(hint, type) and issubclass(hint, Value):
        return hint.from_wire
    return _SCALARS[hint]


def _read_str(value: Any, where: str) -> str:
    if isinstance(value, str):
        return whole(value)
    raise _wrong(where, 'a string', value)


def whole(text: str) -> str:
    """Replace halves of characters (surrogates), which JSON can say and UTF-8 cannot, so that the rest is not lost."""
    if text.isascii():
        return text
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


def _read_bool(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong(where, 'true or false', value)


def _read_int(value: Any, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise _wrong(where, 'an integer', value)


def _read_float(value: Any, where: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise _wrong(where, 'a finite number', value)


def _read_anything(value: Any, _where: str) -> Any:
    return value


_SCALARS: dict[Any, Callable[[Any, str], Any]] = {
    Any: _read_anything,
    str: _read_str,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
}


def _read_list(item: Callable[[Any, str], Any], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(where, 'a list', value)
    return tuple(item(each, f'{where}[{index}]') for index, each in enumerate(value))


def _read_mapping(item: Callable[[Any, str], Any], value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(where, 'an object', value)
    return {name: item(each, f'{where}.{name}') for name, each in value.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.to_wire()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value


def _wrong(where: str, expected: str, value: Any) -> ProtocolViolation:
    shown = repr(value)
    if len(shown) > 40:
        shown = shown[:37] + '...'
    return ProtocolViolation('wrong type', f'{where} must be {expected}, got {shown}')
