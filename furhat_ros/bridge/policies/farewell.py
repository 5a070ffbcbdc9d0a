"""What the clients of an action still have to hear before the action may go."""

import math
import time
from collections.abc import Callable

ASKING = 3.5
"""
Seconds after its acceptance in which a client asks for the result of its goal.

Clients ask at once. But what is sent to a server that has just been found can be lost, and DDS says it again after 3 s.
"""

HEARING = 0.2
"""
Seconds that a result may take to its client.

ROS does not tell when it has come. If the server goes first, the client throws away what it has not looked at yet.
"""


class Farewell:
    """
    Knows the goals whose result nobody has asked for, and when the last result left.

    It is told in the ROS thread; `until` may be asked in any.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._unasked: dict[bytes, float] = {}
        self._told_at = -math.inf

    def accepted(self, key: bytes) -> None:
        """Expect to be asked for the result of a goal."""
        now = self._clock()
        for other in [each for each, at in self._unasked.items() if at + ASKING <= now]:
            del self._unasked[other]  # there are clients that never ask
        self._unasked[key] = now

    def asked(self, key: bytes) -> None:
        """Note that the client asked; if the goal has ended, the result leaves now."""
        self._unasked.pop(key, None)
        self._told_at = self._clock()

    def ended(self) -> None:
        """Note that a goal has ended: who asked for its result gets it now."""
        self._told_at = self._clock()

    @property
    def until(self) -> float:
        """The time of the monotonic clock until which the action has to stay."""
        asking = max(tuple(self._unasked.values()), default=-math.inf) + ASKING
        return max(asking, self._told_at + HEARING)
