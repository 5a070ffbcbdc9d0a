"""The life of the link to the robot: its states, and when to try again."""

import enum
import random
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import AccessRefused, FurhatError
from .policy import LinkPolicy


class LinkState(enum.Enum):
    """Where the link stands; the numbers are those of furhat_ros/msg/RobotState."""

    RESOLVING = 0
    """Looking up the host name."""

    CONNECTING = 1
    """Opening the socket."""

    AUTHENTICATING = 2
    """The socket is open; asked for access."""

    CONNECTED = 3
    """The robot takes requests."""

    WAITING = 4
    """Not connected; the next attempt comes after a pause."""

    REFUSED = 5
    """The robot refuses access; tried again slowly."""

    CLOSED = 6
    """Not connected, and nobody tries."""


@dataclass(frozen=True)
class LinkStatus:
    """The state of the link, and why."""

    state: LinkState = LinkState.CLOSED
    reason: str = ''
    """Why the link is not connected, in one sentence."""

    scope: str = ''
    """What the robot granted."""

    connects: int = 0
    """How many times the link has come up."""

    @property
    def connected(self) -> bool:
        """Whether the robot takes requests."""
        return self.state is LinkState.CONNECTED


class Backoff:
    """How long to wait before the next attempt: longer after each failure, and never in step with other robots."""

    def __init__(self, policy: LinkPolicy, jitter: Callable[[], float] = random.random) -> None:
        self._policy = policy
        self._jitter = jitter
        self._failures = 0

    def succeed(self) -> None:
        """Start again from the shortest pause: a link has lasted."""
        self._failures = 0

    def pause(self, error: FurhatError) -> float:
        """Give the seconds to wait after this failure."""
        if isinstance(error, AccessRefused):
            return self._policy.retry_refused
        pause = min(self._policy.retry_first * 2.0**self._failures, self._policy.retry_max)
        self._failures = min(self._failures + 1, 30)
        return pause * (0.8 + 0.4 * self._jitter())
