"""The LED ring."""

from dataclasses import dataclass
from typing import Any, ClassVar

from .message import Request


@dataclass(frozen=True)
class LedSet(Request):
    """Give the whole ring one colour: a CSS name or #RRGGBB; #000000 is off."""

    type: ClassVar[str] = 'request.led.set'
    color: str


@dataclass(frozen=True)
class LedSetIndividual(Request):
    """Give single LEDs their colours, all others `fill`. The form of `leds` is not known: it is sent as it is."""

    type: ClassVar[str] = 'request.led.set.individual'
    leds: Any
    fill: str = '#000000'
