"""A virtual robot as it looks from another thread."""

import inspect
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any, Protocol

from .robot import VirtualFurhat


class Home(Protocol):
    """The thread of a robot."""

    def run(self, function: Callable[[VirtualFurhat], Coroutine[Any, Any, Any]]) -> Any:
        """Run a coroutine of the robot there."""


class Remote:
    """
    A robot, or a part of it such as its users: used from here, and everything is done in its thread.

    What has values gives them as they are in that moment; what takes time returns when it is done.
    """

    def __init__(self, home: Home, find: Callable[[VirtualFurhat], Any]) -> None:
        self._home = home
        self._find = find

    def __getattr__(self, name: str) -> Any:
        """Give a value, a part or a method."""
        if name.startswith('_'):
            raise AttributeError(name)
        kind, value = self._do(lambda part: _described(getattr(part, name)))
        if kind == 'part':
            # Found again each time: a robot that restarts has new ones.
            return Remote(self._home, lambda robot: getattr(self._find(robot), name))
        return partial(self._call, name) if kind == 'method' else value

    def __iter__(self) -> Iterator[Any]:
        """Give what is in a part."""
        return iter(self._do(list))

    def __len__(self) -> int:
        """Count what is in a part."""
        return int(self._do(len))

    def __repr__(self) -> str:
        """Give what the part says of itself."""
        return f'<{self._do(repr)} in its thread>'

    def _call(self, name: str, *values: Any, **named: Any) -> Any:
        return self._do(lambda part: getattr(part, name)(*values, **named))

    def _do(self, function: Callable[[Any], Any]) -> Any:
        async def done(robot: VirtualFurhat) -> Any:
            result = function(self._find(robot))
            return await result if inspect.isawaitable(result) else result

        return self._home.run(done)


def _described(value: Any) -> tuple[str, Any]:
    """Tell what an attribute is, with a copy of its value if that is what it is."""
    if callable(value):
        return 'method', None
    module = type(value).__module__
    if module.startswith(__name__.partition('.')[0]) and not _is_data(value):
        return 'part', None
    # What goes on in the robot must not change it any more.
    if isinstance(value, (str, bytes, tuple)) or not hasattr(value, '__iter__'):
        return 'value', value
    return 'value', dict(value) if hasattr(value, 'keys') else list(value)


def _is_data(value: Any) -> bool:
    return isinstance(value, str) or hasattr(value, '__dataclass_fields__')
