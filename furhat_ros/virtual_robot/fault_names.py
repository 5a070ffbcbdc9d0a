"""The faults by name, and how they are written in one line: `garble:share=0.01,seed=7`."""

import dataclasses
import typing
from typing import Any

from . import disturbances, outages
from .choices import choices_of, number_of
from .fault import Fault, LineFault

FAULTS: dict[str, type[Fault]] = {
    'refuse': outages.Refuse,
    'disable': outages.Disable,
    'restart': outages.Restart,
    'drop': outages.Drop,
    'stall': outages.Stall,
    'delay': disturbances.Delay,
    'slow': disturbances.Slow,
    'late': disturbances.Late,
    'lose': disturbances.Lose,
    'duplicate': disturbances.Duplicate,
    'reorder': disturbances.Reorder,
    'stray': disturbances.Stray,
    'garble': disturbances.Garble,
    'flood': disturbances.Flood,
}


COMMON = tuple(field.name for field in dataclasses.fields(LineFault))
"""The fields that all faults of connections have."""


def fault(name: str, **fields: Any) -> Fault:
    """Give a fault by its name; raise ValueError that says what is wrong and what is allowed."""
    kind = FAULTS.get(name)
    if kind is None:
        raise ValueError(f'there is no fault {name!r}; there are {", ".join(FAULTS)}')
    allowed = [field.name for field in dataclasses.fields(kind)]
    for field in fields.keys() - set(allowed):
        raise ValueError(f'{name} has no field {field!r}; it has {", ".join(allowed)}')
    try:
        return kind(**fields)
    except ValueError as error:
        raise ValueError(f'{name}: {error}') from None


def parse(text: str) -> tuple[str, dict[str, Any]]:
    """Read a fault in one line, and give its name and its fields; raise ValueError as `fault` does."""
    name, _, rest = text.partition(':')
    fields: dict[str, Any] = {}
    for part in filter(None, rest.split(',')):
        field, equals, value = part.partition('=')
        if not equals:
            raise ValueError(f'{name}: {part} is not of the form field=value')
        fields[field] = value_of(name, field, value)
    fault(name, **fields)
    return name, fields


def described() -> str:
    """Give what a person has to know who wants to start a fault, a paragraph for each."""
    common = _fields(LineFault, ())
    paragraphs = [_paragraph(name, kind) for name, kind in FAULTS.items()]
    return '\n\n'.join([*paragraphs, f'  All but refuse, disable and restart:\n{common}'])


def fields_of(name: str) -> tuple[str, ...]:
    """Give the names of the fields of a fault."""
    return tuple(field.name for field in dataclasses.fields(FAULTS[name]))


def _paragraph(name: str, kind: type[Fault]) -> str:
    return f'  {name}: {kind.__doc__}\n{_fields(kind, COMMON)}'.rstrip()


def _fields(kind: type[Fault], left_out: tuple[str, ...]) -> str:
    hints = typing.get_type_hints(kind)
    lines = []
    for field in dataclasses.fields(kind):
        if field.name not in left_out:
            default = '' if field.default is None else f' (default: {field.default})'
            words = f' [{", ".join(found)}]' if (found := choices_of(hints[field.name])) else ''
            lines.append(f'    {field.name}: {field.metadata["help"]}{default}{words}')
    return '\n'.join(lines)


def value_of(name: str, field: str, text: str) -> Any:
    """Read a value as what its field holds; what cannot be read is left to the check of the fault."""
    kind = FAULTS.get(name)
    number = number_of(typing.get_type_hints(kind).get(field)) if kind else None
    if number is None:
        return text
    try:
        return number(text)
    except ValueError:
        return text
