"""What becomes of a goal without a link: it ends at once, or waits for a new link."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable

from furhat_ros.client.deadline import within
from furhat_ros.client.link import LinkStatus
from furhat_ros.client.robot import Robot
from furhat_ros.errors import LinkError, LinkLost
from furhat_ros.msg import Outcome

from .goal import Goal


class Patience:
    """
    Lets goals wait for a link, up to a time in seconds from its loss or from their arrival; 0 lets none.

    A goal that the robot has begun (`goal.under_way`) never waits: what was said or played is not repeated.
    """

    def __init__(self, robot: Robot, limit: float) -> None:
        self._robot = robot
        self._limit = limit
        self._waiting: list[asyncio.Event] = []
        self._down_since = -math.inf
        self._was_connected = False
        robot.watch(self._link_changed)

    async def attempt(self, goal: Goal, perform: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Perform, and after a lost link perform again, while the goal may; raises LinkError if not."""
        while True:
            connects = self._robot.status.connects
            try:
                return await perform()
            except LinkError as error:
                if goal.under_way or goal.ending is not None or not self._limit:
                    raise
                await self._wait(goal, connects, error)

    async def _wait(self, goal: Goal, connects: int, loss: LinkError) -> None:
        """Wait for a newer link than the one that was lost; first come, first served."""
        status = self._robot.status
        if status.connected and status.connects > connects:
            return
        news = asyncio.Event()
        goal.when_ending(news.set)
        self._waiting.append(news)
        until = max(goal.since, self._down_since) + self._limit
        try:
            await within(max(until - time.monotonic(), 0.0), news.wait())
        except asyncio.TimeoutError:
            raise LinkLost(f'{loss}; waited {self._limit:g} s for the link') from None
        finally:
            self._waiting.remove(news)
            goal.forget(news.set)
        if goal.ending is not None:
            raise loss

    def _link_changed(self, status: LinkStatus) -> None:
        if self._was_connected and not status.connected:
            self._down_since = time.monotonic()
        self._was_connected = status.connected
        if status.connected:
            for news in self._waiting:
                news.set()
