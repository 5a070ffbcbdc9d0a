"""A goal of an action, while the robot is busy with it."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from rclpy.action.server import ServerGoalHandle

from furhat_ros.msg import Outcome


class Goal:
    """One accepted goal, in the I/O thread: its request, its result so far, and whether it has to end."""

    def __init__(self, handle: 'ServerGoalHandle | SimpleNamespace', result: Any) -> None:
        self.request = handle.request
        self.result = result
        self.ending: Outcome | None = None
        """Why the goal has to end before the robot is done; None while it may go on."""

        self.since = time.monotonic()
        """When the goal came, on the monotonic clock."""

        self.under_way = False
        """Whether the robot has begun with what must not be done twice."""

        self._handle = handle
        self._callbacks: list[Callable[[], object]] = []

    def feedback(self, feedback: Any) -> None:
        """Tell the client how it goes."""
        self._handle.publish_feedback(feedback)

    def end(self, code: int, reason: str) -> None:
        """Make the goal end; the first reason counts."""
        if self.ending is None:
            self.ending = Outcome(code=code, message=reason)
            for callback in self._callbacks:
                callback()

    def when_ending(self, callback: Callable[[], object]) -> None:
        """Call back when the goal has to end, at once if it already has."""
        self._callbacks.append(callback)
        if self.ending is not None:
            callback()

    def forget(self, callback: Callable[[], object]) -> None:
        """Take back what `when_ending` was given."""
        self._callbacks.remove(callback)
