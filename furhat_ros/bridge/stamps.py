"""When it happened: the time of an event of the robot on the clock of the node."""

import time
from collections.abc import Callable

from builtin_interfaces.msg import Time as TimeMsg
from rclpy.clock import ROSClock

from .transport_delay import TransportDelay

STEP = 1_000_000
"""ns; if the clock of the node differs by more from what it was, it has been set."""

READ_TIME = 50_000
"""ns; two clocks that were read within it were read at the same time."""

SECOND = 1_000_000_000


class Stamps:
    """
    Turns the time when something arrived into the time when it left the robot (I/O thread).

    `round_trip` gives that of the last ping. What the robot needs before it sends is not in it: whoever has measured
    that gives it as `own_delay`, in seconds.
    """

    def __init__(
        self, clock: ROSClock, round_trip: Callable[[], float | None], subtract: bool
    ) -> None:
        self._clock = clock
        self._round_trip = round_trip
        self._subtract = subtract
        self._delay = TransportDelay()
        self._offset: int | None = None
        self._simulated = clock.ros_time_is_active

    @property
    def transport_delay(self) -> float | None:
        """Seconds between departure and arrival, subtracted or not; None before the first ping."""
        return self._delay.value if self._delay.known else None

    def measure(self) -> None:
        """Take note of the last ping, and of which time the node has; to be called once in a while."""
        self._simulated = self._clock.ros_time_is_active
        now = time.monotonic()
        self._delay.take(self._round_trip(), now)
        self._delay.follow(now)

    def now(self, own_delay: float = 0.0) -> TimeMsg:
        """Give the time of an event that arrives now."""
        return message(self._now() - self._on_the_way(own_delay))

    def departure(self, own_delay: float = 0.0) -> int:
        """Give the time of an event that arrives now in ns of a clock that nobody sets."""
        return time.monotonic_ns() - self._on_the_way(own_delay)

    def of(self, departure: int) -> TimeMsg:
        """Give a time of that other clock on the clock of the node."""
        self._compare_clocks()
        return message(departure + (self._offset or 0))

    def _on_the_way(self, own_delay: float) -> int:
        delay = self._delay.follow(time.monotonic()) if self._subtract else 0.0
        return round(SECOND * (delay + own_delay))

    def _now(self) -> int:
        """Read the clock of the node; unless the time is simulated it is the system's, which is read faster."""
        if self._simulated:
            now: int = self._clock.now().nanoseconds
            return now
        return time.time_ns()

    def _compare_clocks(self) -> None:
        """Find out how far apart the clocks are; the time that it takes to read them is no change of that."""
        for _ in range(3):
            before = time.monotonic_ns()
            here = self._now()
            unsure = (time.monotonic_ns() - before) // 2
            if 2 * unsure <= READ_TIME:
                break
        offset = here - (before + unsure)
        if self._offset is None or abs(offset - self._offset) > STEP + unsure:
            self._offset = offset


def message(nanoseconds: int) -> TimeMsg:
    """Give a time as a message; simulated time may stand at zero, before which there is none."""
    seconds, rest = divmod(max(nanoseconds, 0), SECOND)
    return TimeMsg(sec=seconds, nanosec=rest)
