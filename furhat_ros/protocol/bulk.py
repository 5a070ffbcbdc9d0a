"""
Frames that are nearly all payload: an image or a long sound in base64, and a few words of JSON around it.

The payload is found by its quotes, from the middle of the frame outwards, and only the words around it are read as
JSON. It may be anything without a quote or a backslash; whether it is base64 finds out who decodes it.
"""

from collections.abc import Callable
from typing import Any

from .message import Wire

FIELDS = ('image', 'microphone', 'speaker')
"""The fields that hold base64."""

STAND_IN = 'a payload'
"""What the words around a payload have in its place."""


def read(text: str, read_json: Callable[[str], Any]) -> Wire | None:
    """Read a frame of this kind as its whole JSON would be; None if it is of another kind, or broken."""
    middle = len(text) // 2
    start, end = text.rfind('"', 0, middle) + 1, text.find('"', middle)
    if start == 0 or end < 0:
        return None
    payload = text[start:end]
    if '\\' in payload:
        return None
    try:
        wire = read_json(text[:start] + STAND_IN + text[end:])
    except (ValueError, RecursionError):
        return None
    if not isinstance(wire, dict):
        return None
    places = [name for name in FIELDS if wire.get(name) == STAND_IN]
    if len(places) != 1:
        return None
    wire[places[0]] = payload
    return wire
