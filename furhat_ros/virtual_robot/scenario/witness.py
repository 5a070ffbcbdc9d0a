"""What the robot is seen to do, and whether that is what somebody waits for."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .deeds import Condition
from .kinds import shown

if TYPE_CHECKING:
    from ..robot import VirtualFurhat

T = TypeVar('T')

MOST_TOLD = 3
"""So many of the latest things that were said or played are told."""


class Witness:
    """
    Looks at a robot.

    What it says and its gestures count if they end, or begin, after the latest step in which anybody did something;
    and each counts once, in its order.
    """

    def __init__(self, robot: 'VirtualFurhat') -> None:
        self._robot = robot
        self._heard: Any = None
        self._seen: Any = None
        self._known_clients = 0
        self._is: Mapping[str, Callable[[Any], bool]] = {
            'says': self._says,
            'gesture': self._plays,
            'listens': lambda value: robot.is_listening == value,
            'attends': lambda value: robot.attend.current == value,
            'led': lambda value: set(robot.led.colors) == {value},
            'connected': lambda value: self._is_connected() == value,
        }

    def look_away(self) -> None:
        """Let what has been said and played so far count no more."""
        said, played = self._robot.speak.spoken, self._robot.gestures.played
        self._heard = said[-1] if said else None
        self._seen = played[-1] if played else None

    def lose_clients(self) -> None:
        """Let those count no more who are connected now."""
        self._known_clients = self._robot.newest_client

    def sees(self, condition: Condition) -> bool:
        """Tell whether something is true now, or has happened."""
        return self._is[condition.word](condition.value)

    def tells(self, condition: Condition) -> str:
        """Say how things are that somebody has waited for in vain."""
        robot = self._robot
        if condition.word == 'says':
            return f'it said {_listed(_after(robot.speak.spoken, self._heard))}'
        if condition.word == 'gesture':
            names = [each.name for each in _after(robot.gestures.played, self._seen)]
            return f'its gestures were {_listed(names)}'
        if condition.word == 'attends':
            return f'it attends {robot.attend.current}'
        if condition.word == 'led':
            return f'its LEDs are {", ".join(dict.fromkeys(robot.led.colors))}'
        if condition.word == 'listens':
            return 'it listens' if robot.is_listening else 'it does not listen'
        return 'somebody is' if self._is_connected() else 'nobody is'

    def _says(self, pattern: str) -> bool:
        for said in _after(self._robot.speak.spoken, self._heard):
            if fits(pattern, said):
                self._heard = said
                return True
        return False

    def _plays(self, name: str) -> bool:
        for played in _after(self._robot.gestures.played, self._seen):
            if played.name == name:
                self._seen = played
                return True
        return False

    def _is_connected(self) -> bool:
        robot = self._robot
        return robot.connections > 0 and robot.newest_client > self._known_clients


def fits(pattern: str, text: str) -> bool:
    """Tell whether a text contains a pattern; a * in it is anything, and case does not matter."""
    text, place = _plain(text), 0
    for piece in _plain(pattern).split('*'):
        place = text.find(piece.strip(), place)
        if place < 0:
            return False
        place += len(piece.strip())
    return True


def expected(condition: Condition) -> str:
    """Say what is waited for."""
    word, value = condition.word, condition.value
    if word == 'says':
        return f'the robot says {shown(value)}'
    if word == 'gesture':
        return f'the robot plays {value}'
    if word == 'attends':
        return f'the robot attends {value}'
    if word == 'led':
        return f'the LEDs are {value}'
    if word == 'listens':
        return 'the robot listens' if value else 'the robot does not listen'
    return 'a program is connected' if value else 'no program is connected'


def _after(things: Sequence[T], latest: T | None) -> list[T]:
    """Give what came after something; all, if that is long forgotten."""
    found = list(things)
    for place in range(len(found) - 1, -1, -1):
        if found[place] is latest:
            return found[place + 1 :]
    return found


def _listed(names: Sequence[str]) -> str:
    left_out = '..., ' if len(names) > MOST_TOLD else ''
    return left_out + ', '.join(shown(str(name)) for name in names[-MOST_TOLD:]) or 'nothing'


def _plain(text: str) -> str:
    return ' '.join(text.casefold().split())
