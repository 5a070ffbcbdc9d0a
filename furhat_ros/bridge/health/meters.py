"""What becomes of a count: how fast it grows, and whether it has grown lately."""

from collections import deque

SPAN = 5.0
"""Seconds over which a rate is measured."""

SHORTEST = 1.0
"""Seconds; over less no rate is told."""

LATELY = 10.0
"""Seconds."""


class RateMeter:
    """How fast a count has grown in the last SPAN."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def clear(self) -> None:
        """Begin anew."""
        self._seen.clear()

    def take(self, count: int, now: float) -> float | None:
        """Take the present count; give its growth per second, None if it has not been watched for long enough."""
        self._seen.append((now, count))
        while len(self._seen) > 1 and self._seen[1][0] <= now - SPAN:
            self._seen.popleft()
        then, before = self._seen[0]
        return (count - before) / (now - then) if now - then >= SHORTEST else None


class Growth:
    """How much a count that should stay as it is has grown, until it has been at rest for a while."""

    def __init__(self) -> None:
        self._count = self._before = 0
        self._grown_at = 0.0

    def take(self, count: int, now: float) -> int:
        """Take the present count; give its growth."""
        if now - self._grown_at > LATELY:
            self._before = self._count
        if count != self._count:
            self._count, self._grown_at = count, now
        return self._count - self._before
