"""Choices that a person makes: fields of a dataclass, each with an explanation, bounds or the words that it can be."""

import dataclasses
import math
import typing
from typing import Any, Literal


def choice(
    default: Any, explanation: str, least: float = -math.inf, most: float = math.inf
) -> Any:
    """Give a field that explains itself."""
    return dataclasses.field(
        default=default, metadata={'help': explanation, 'least': least, 'most': most}
    )


def check(chosen: Any) -> None:
    """Raise ValueError, in words for a person, for a value that cannot be; `chosen` is an instance of a dataclass."""
    hints = typing.get_type_hints(type(chosen))
    for field in dataclasses.fields(chosen):
        value, hint = getattr(chosen, field.name), hints[field.name]
        words = choices_of(hint)
        if words and value is not None and value not in words:
            raise ValueError(f'{field.name} must be one of {", ".join(words)}, got {value}')
        if 'least' not in field.metadata or (value is None and field.default is None):
            continue
        number = number_of(hint)
        if number and not _is(number, value):
            raise ValueError(f'{field.name} must be {_WORDS[number]}, got {value}')
        least, most = field.metadata['least'], field.metadata['most']
        if number and not least <= value <= most:
            raise ValueError(f'{field.name} must be between {least} and {most}, got {value}')


def choices_of(hint: Any) -> tuple[str, ...]:
    """Give the words of a Literal or of an optional Literal, nothing for other annotations."""
    if typing.get_origin(hint) is Literal:
        return typing.get_args(hint)
    return next((found for arg in typing.get_args(hint) if (found := choices_of(arg))), ())


def number_of(hint: Any) -> type[int] | type[float] | None:
    """Give int or float for a number or an optional number, None for other annotations."""
    kinds = (hint, *typing.get_args(hint))
    return next((kind for kind in (int, float) if kind in kinds), None)


_WORDS = {int: 'a whole number', float: 'a number'}


def _is(number: type[int] | type[float], value: Any) -> bool:
    return isinstance(value, (int, number)) and not isinstance(value, bool)
