"""What a page may do: bring people in, move them, let them speak, and try out the robot."""

import json
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .connection import Connection

if TYPE_CHECKING:
    from .robot import VirtualFurhat

MOST_PEOPLE = 20

FURTHEST = 6.0
"""Metres from the robot, along each axis."""

LONGEST_SENTENCE = 500
"""Letters that somebody says at a time."""

MOST_TALKING = 10
"""So many may talk at a time."""

REQUESTS = frozenset(
    f'request.{name}'
    for name in (
        'speak.text', 'speak.stop', 'gesture.start', 'attend.user', 'attend.nobody', 'attend.location', 'face.params',
        'face.headpose', 'face.config', 'face.reset', 'led.set', 'listen.start', 'listen.stop',
    )
)  # fmt: skip
"""The requests that a page may send as if it were a program, to try out the robot."""


class Mistake(Exception):
    """A command that makes no sense; the message says why."""


class Commands:
    """The commands of pages."""

    def __init__(self, robot: 'VirtualFurhat') -> None:
        self._robot = robot
        self._by_name: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
            'add': self._add,
            'move': self._move,
            'look': self._look,
            'remove': self._remove,
            'say': self._say,
        }

    def do(self, sender: Connection, command: Mapping[str, Any]) -> None:
        """Do what a page asks, or raise Mistake."""
        name = command.get('do')
        if name == 'request':
            self._request(sender, command)
        elif isinstance(name, str) and name in self._by_name:
            self._by_name[name](command)
        else:
            raise Mistake(f'there is no command {str(name)[:40]!r}')

    def _add(self, command: Mapping[str, Any]) -> None:
        users = self._robot.users
        if len(users) >= MOST_PEOPLE:
            raise Mistake(f'there is no room for more than {MOST_PEOPLE} people')
        users.add(x=_metres(command, 'x'), z=_metres(command, 'z'))

    def _move(self, command: Mapping[str, Any]) -> None:
        self._robot.users.move(
            self._somebody(command), x=_metres(command, 'x'), z=_metres(command, 'z')
        )

    def _look(self, command: Mapping[str, Any]) -> None:
        attending = _number(command, 'attending')
        self._robot.users.move(self._somebody(command), attending=max(0.0, min(1.0, attending)))

    def _remove(self, command: Mapping[str, Any]) -> None:
        self._robot.users.remove(self._somebody(command))

    def _say(self, command: Mapping[str, Any]) -> None:
        text = command.get('text')
        if not isinstance(text, str) or not text.strip():
            raise Mistake('there is nothing to say')
        if len(text) > LONGEST_SENTENCE:
            raise Mistake(f'that is longer than {LONGEST_SENTENCE} letters')
        if len(self._robot.ears.voices) + self._robot.ears.about_to_talk >= MOST_TALKING:
            raise Mistake('too many talk at once')
        self._robot.ears.voice(
            text.strip(), self._somebody(command) if command.get('id') else None
        )

    def _request(self, sender: Connection, command: Mapping[str, Any]) -> None:
        request = command.get('request')
        if not isinstance(request, dict) or request.get('type') not in REQUESTS:
            raise Mistake('a page cannot ask for that')
        self._robot.receive(sender, json.dumps(request))

    def _somebody(self, command: Mapping[str, Any]) -> str:
        name = command.get('id')
        if not isinstance(name, str) or all(person.id != name for person in self._robot.users):
            raise Mistake(f'nobody here is called {str(name)[:40]}')
        return name


def _metres(command: Mapping[str, Any], axis: str) -> float:
    return max(-FURTHEST, min(FURTHEST, _number(command, axis)))


def _number(command: Mapping[str, Any], name: str) -> float:
    value = command.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Mistake(f'{name} must be a number')
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Mistake(f'{name} must be a number')
    return number
