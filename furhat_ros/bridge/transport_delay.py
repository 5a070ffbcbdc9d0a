"""How long what the robot tells is on its way."""

from collections import deque

WINDOW = 60.0
"""Seconds of pings that count."""

SLEW = 0.001
"""Seconds by which the estimate may change in one second: stamps that it is subtracted from never run backwards."""


class TransportDelay:
    """
    Half of the shortest round trip of the last minute.

    The shortest, since whatever makes a round trip longer makes it only now and then: so no stamp becomes earlier than
    the event, if the ways there and back are alike. Times are seconds of any clock that never runs backwards.
    """

    def __init__(self) -> None:
        self._trips: deque[tuple[float, float]] = deque()
        self.value = 0.0
        """The estimate in seconds; 0 before the first ping."""

        self._at = 0.0

    @property
    def known(self) -> bool:
        """Whether a ping was ever answered."""
        return bool(self._trips)

    def take(self, round_trip: float | None, now: float) -> None:
        """Take the round trip of the last ping; the same one may be taken again, and none changes nothing."""
        if round_trip is None:
            return
        if not self.known:
            self._at = now
        while self._trips and self._trips[-1][1] >= round_trip:
            self._trips.pop()
        self._trips.append((now, round_trip))
        while self._trips[0][0] < now - WINDOW:
            self._trips.popleft()

    def follow(self, now: float) -> float:
        """Let the estimate follow what was measured; give it."""
        if self.known and now > self._at:
            most = SLEW * (now - self._at)
            self.value += max(-most, min(most, self._trips[0][1] / 2 - self.value))
            self._at = now
        return self.value
