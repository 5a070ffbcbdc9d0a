"""Standing in line: goals that take the robot's voice one after the other."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

from ..policies.goal import Goal


class Line:
    """First come, first served. Who has to end leaves the line, wherever it stands, and nobody else notices."""

    def __init__(self) -> None:
        self._places: deque[tuple[Goal, asyncio.Event]] = deque()

    def __iter__(self) -> Iterator[Goal]:
        """Give the goals in line, the one whose turn it is first."""
        return iter([goal for goal, _ in self._places])

    @asynccontextmanager
    async def turn(self, goal: Goal) -> Any:
        """Wait until it is this goal's turn or the goal has to end; leave the line at the end."""
        place = (goal, asyncio.Event())
        self._places.append(place)
        goal.when_ending(place[1].set)
        self._call_next()
        try:
            await place[1].wait()
            yield
        finally:
            self._places.remove(place)
            self._call_next()

    def _call_next(self) -> None:
        if self._places:
            self._places[0][1].set()
