"""Whether somebody is in sight, was so a moment ago, or has gone."""

import math

FAREWELL = 2.0
"""Seconds from the moment somebody counts as gone until their topics go, too: the last messages must arrive."""


class Sight:
    """One person as the robot has them in sight; times are seconds of any steady clock."""

    def __init__(self, memory: float) -> None:
        self.tracked = False
        self._placed = False
        self._ever_placed = False
        self._memory = memory
        self._lost_at = -math.inf

    def see(self, placed: bool) -> None:
        """Have them in sight, and perhaps know where they are."""
        self.tracked = True
        self._placed = placed
        self._ever_placed = self._ever_placed or placed

    def lose(self, now: float) -> None:
        """Not have them in sight."""
        if self.tracked:
            self.tracked = self._placed = False
            self._lost_at = now

    def known(self, now: float) -> bool:
        """Whether they are in sight or remembered."""
        return self.tracked or now < self._lost_at + self._memory

    def over(self, now: float) -> bool:
        """Whether nothing more has to be said of them."""
        return not self.tracked and now >= self._lost_at + self._memory + FAREWELL

    def confidence(self, now: float) -> float:
        """Tell how sure their place is: 1 told now, 0.5 remembered, 0 unknown."""
        if not self._ever_placed or not self.known(now):
            return 0.0
        return 1.0 if self._placed else 0.5
