"""The microphone of whoever looks at a page, as the robot's: piece by piece, of one page at a time."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .connection import Connection
from .stage_commands import Mistake

if TYPE_CHECKING:
    from .robot import VirtualFurhat

MOST_PIECES = 100
"""In a second of sound; shorter ones would be more than the robot has time to mix."""

FREE_AFTER = 1.0
"""Seconds without a piece, and another page may send."""


class PageMicrophone:
    """Hands on what pages hear. How much of it may wait is the business of the robot's own microphone."""

    def __init__(self, robot: 'VirtualFurhat') -> None:
        self._robot = robot
        self._sender: Connection | None = None
        self._latest = 0.0

    def take(self, sender: Connection, command: Mapping[str, Any]) -> None:
        """Take a piece of sound, or raise Mistake; one that comes faster than it sounds is dropped."""
        now = self._robot.clock.now()
        if self._sender not in {None, sender} and now - self._latest < FREE_AFTER:
            raise Mistake('the microphone of another page is on')
        rate, data = command.get('rate'), _bytes(command.get('pcm'))
        if isinstance(rate, bool) or not isinstance(rate, int):
            raise Mistake('rate must be a whole number')
        if len(data) // 2 * MOST_PIECES < rate:
            raise Mistake(f'a piece of sound has at least {1 / MOST_PIECES:g} s')
        try:
            self._robot.audio.microphone_input(rate, data)
        except ValueError as error:
            raise Mistake(f'the microphone takes {error}') from None
        self._sender, self._latest = sender, now

    def leave(self, sender: Connection) -> None:
        """Let a page go."""
        if self._sender is sender:
            self._sender = None


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise Mistake('pcm must be sound in base64') from None
