"""
What the robot accepts, checked on the raw JSON before anything is done.

Fields that no table names are tolerated.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import REQUESTS, REQUIRED, TEXT, Field

logger = logging.getLogger(__name__)

MISSING_TYPE = "Polymorphic serializer was not found for missing class discriminator ('null')"


class Refusal(Exception):
    """The robot does not do what it was asked; the message is its answer."""


@dataclass(frozen=True)
class Asked:
    """A request that makes sense: its fields, with the robot's own defaults for those left out."""

    type: str
    request_id: str | None
    fields: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Give a field."""
        return self.fields[name]


_ENVELOPE = ('type', 'request_id')


def parse(frame: str) -> dict[str, Any]:
    """Read a frame as a JSON object, or refuse it."""
    try:
        raw = json.loads(frame, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(f'Not JSON: {error}') from None
    if not isinstance(raw, dict):
        raise Refusal('Not a JSON object')
    return raw


def request_id(raw: Mapping[str, Any]) -> str | None:
    """Give the id of a request if it has a usable one."""
    found = raw.get('request_id')
    return found if isinstance(found, str) else None


def type_of(raw: Mapping[str, Any]) -> str:
    """Give the name of a request, or refuse one that has none."""
    if 'type' not in raw:
        raise Refusal(MISSING_TYPE)
    return str(_checked('type', Field(TEXT), raw))


def check(name: str, raw: Mapping[str, Any]) -> Asked:
    """Check every field of a known request and fill in what was left out, or refuse it in words."""
    table = REQUESTS[name]
    fields = {field: _checked(field, rule, raw, name) for field, rule in table.items()}
    _checked('request_id', Field(TEXT, None), raw, name)
    for extra in raw.keys() - table.keys() - set(_ENVELOPE):
        logger.info('%s: ignoring the unknown field %s', name, extra)
    return Asked(name, request_id(raw), fields)


def _checked(name: str, field: Field, raw: Mapping[str, Any], request: str = 'a request') -> Any:
    value = raw.get(name, field.default)
    if value is REQUIRED:
        raise Refusal(f"Field '{name}' of {request} is required, but it was missing")
    if value is None and field.default is None:
        return None
    if not field.kind.holds(value):
        raise Refusal(
            f"Field '{name}' of {request} must be {field.kind.words}, got {_shown(value)}"
        )
    return value


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:37] + '...'


def _refuse_constant(name: str) -> None:
    raise ValueError(f'{name} is no JSON number')
