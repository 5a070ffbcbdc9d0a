"""The bases of all messages, and how their fields travel: dataclass on this side, JSON object on the wire."""

import contextlib
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
    def from_wire(cls: type[V], wire: Any) -> V:
        """Read a JSON object; raise ProtocolViolation that says which field is wrong and how."""
        try:
            return cls._read(wire)
        except _Wrong as wrong:
            where = getattr(cls, 'type', cls.__name__)
            raise ProtocolViolation(wrong.kind, f'{where}{wrong.path} {wrong.problem}') from None

    @classmethod
    def _read(cls: type[V], wire: Any) -> V:
        if not isinstance(wire, dict):
            raise _unexpected('an object', wire)
        plan = _plan(cls)
        values = plan.defaults.copy()
        name = ''
        try:
            for name, read, required in plan.fields:
                found = wire.get(name)
                if found is not None:
                    values[name] = read(found)
                elif required:
                    raise _Wrong('missing field', 'is missing')
        except _Wrong as wrong:
            wrong.path = f'.{name}{wrong.path}'
            raise
        values['extra'] = (
            {}
            if plan.known.issuperset(wire)
            else {each: wire[each] for each in wire if each not in plan.known}
        )
        # Not cls(**values): a frozen dataclass sets its fields one by one, which takes as long as to read them.
        done = object.__new__(cls)
        done.__dict__.update(values)
        return done

    def to_wire(self) -> Wire:
        """Give the JSON object, with every field that is not None."""
        wire: Wire = dict(self.extra)
        for name, _, _ in _plan(type(self)).fields:
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


class _Wrong(Exception):
    """Something is wrong with a field; its path grows on the way out, so that whatever is right needs none."""

    def __init__(self, kind: str, problem: str) -> None:
        super().__init__(kind, problem)
        self.kind = kind
        self.problem = problem
        self.path = ''


@dataclass(frozen=True)
class _Plan:
    """
    How a class is read from the wire.

    Each field with its reader and whether it is required; all known names; what fields are that are absent.
    """

    fields: tuple[tuple[str, Callable[[Any], Any], bool], ...]
    known: frozenset[str]
    defaults: dict[str, Any]


_PLANS: dict[type[Value], _Plan] = {}


def _plan(cls: type[Value]) -> _Plan:
    if cls not in _PLANS:
        _PLANS[cls] = _make_plan(cls)
    return _PLANS[cls]


def _make_plan(cls: type[Value]) -> _Plan:
    hints = typing.get_type_hints(cls)
    known = [each for each in dataclasses.fields(cls) if each.name != 'extra']
    required = {each.name for each in known if each.default is dataclasses.MISSING}
    return _Plan(
        tuple((each.name, _reader_of(hints[each.name]), each.name in required) for each in known),
        frozenset([*(each.name for each in known), *(['type'] if hasattr(cls, 'type') else [])]),
        {each.name: each.default for each in known if each.name not in required},
    )


def _reader_of(hint: Any) -> Callable[[Any], Any]:
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
        return hint._read  # from_wire is for whole messages
    return _SCALARS[hint]


def _read_str(value: Any) -> str:
    if isinstance(value, str):
        return whole(value)
    raise _unexpected('a string', value)


def whole(text: str) -> str:
    """Replace halves of characters (surrogates), which JSON can say and UTF-8 cannot, so that the rest is not lost."""
    if text.isascii():
        return text
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


def _read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _unexpected('true or false', value)


def _read_int(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise _unexpected('an integer', value)


def _read_float(value: Any) -> float:
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):
            return float(value)
    raise _unexpected('a finite number', value)


def _read_anything(value: Any) -> Any:
    return value


_SCALARS: dict[Any, Callable[[Any], Any]] = {
    Any: _read_anything,
    str: _read_str,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
}


def _read_list(item: Callable[[Any], Any], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _unexpected('a list', value)
    done: list[Any] = []
    try:
        done.extend(map(item, value))
    except _Wrong as wrong:
        wrong.path = f'[{len(done)}]{wrong.path}'
        raise
    return tuple(done)


def _read_mapping(item: Callable[[Any], Any], value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _unexpected('an object', value)
    name = ''
    done = {}
    try:
        for name, each in value.items():
            done[name] = item(each)
    except _Wrong as wrong:
        wrong.path = f'.{name}{wrong.path}'
        raise
    return done


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.to_wire()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value


def _unexpected(wanted: str, value: Any) -> _Wrong:
    shown = repr(value)
    if len(shown) > 40:
        shown = shown[:37] + '...'
    return _Wrong('wrong type', f'must be {wanted}, got {shown}')
