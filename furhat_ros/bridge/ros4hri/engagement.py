"""How engaged somebody is with the robot: a heuristic, from how near they are and whether they look at it."""

import math

from hri_msgs.msg import EngagementLevel

NEAR, FAR = 1.5, 1.8
"""Metres: nearer than the first is near enough for a conversation, farther than the second is not."""

TO_ENGAGE, TO_DISENGAGE = 1.0, 2.0
"""Seconds near and looking until somebody counts as engaged; and not so, until they count as disengaged."""


class Engagement:
    """One person's level; times are seconds of any steady clock."""

    def __init__(self) -> None:
        self.level: int = EngagementLevel.UNKNOWN
        self._near = False
        self._since = -math.inf

    def update(self, distance: float, looking: bool | None, now: float) -> int:
        """Take what is known now (NaN and None: nothing), and give the level."""
        if looking is None or math.isnan(distance):
            self.level = EngagementLevel.UNKNOWN
            return self.level
        self._near = distance <= (FAR if self._near else NEAR)
        return self._step(self._near and looking, now)

    def out_of_sight(self, now: float) -> int:
        """Take that nobody is there to be engaged, and give the level."""
        if self.level != EngagementLevel.UNKNOWN:
            self._near = False
            self._step(False, now)
        return self.level

    def _step(self, interested: bool, now: float) -> int:
        waited = now - self._since
        if self.level in {EngagementLevel.UNKNOWN, EngagementLevel.DISENGAGED}:
            self._enter(
                EngagementLevel.ENGAGING if interested else EngagementLevel.DISENGAGED, now
            )
        elif self.level == EngagementLevel.ENGAGING:
            if not interested:
                self._enter(EngagementLevel.DISENGAGED, now)
            elif waited >= TO_ENGAGE:
                self._enter(EngagementLevel.ENGAGED, now)
        elif self.level == EngagementLevel.ENGAGED:
            if not interested:
                self._enter(EngagementLevel.DISENGAGING, now)
        elif interested:
            self._enter(EngagementLevel.ENGAGED, now)
        elif waited >= TO_DISENGAGE:
            self._enter(EngagementLevel.DISENGAGED, now)
        return self.level

    def _enter(self, level: int, now: float) -> None:
        self.level, self._since = level, now
