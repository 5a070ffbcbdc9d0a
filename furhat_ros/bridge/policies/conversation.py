"""An exchange with the robot on behalf of a goal: when the goal has to end, the robot is told to stop."""

import asyncio
from types import TracebackType

from furhat_ros.client.exchange import Exchange
from furhat_ros.client.robot import Robot
from furhat_ros.errors import LinkError, RequestTimeout
from furhat_ros.protocol.message import Event, Request

from .goal import Goal

CONFIRM_TIMEOUT = 2.0
"""Seconds for the robot's last event after it was told to stop."""


class Conversation:
    """
    An async context manager around an Exchange.

    Ending the goal sends the stop request; the robot then has a moment to confirm, after which `next` raises
    RequestTimeout. Leaving it by an error sends the stop request as well, after a lost link as soon as there is a new
    one: a robot must not go on with what nobody waits for.
    """

    def __init__(self, robot: Robot, goal: Goal, exchange: Exchange, stop: Request) -> None:
        self._robot = robot
        self._goal = goal
        self._exchange = exchange
        self._stop = stop
        self._stopping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> 'Conversation':
        self._exchange.__enter__()
        try:
            await self._exchange.send()
        except BaseException:
            self._exchange.__exit__(None, None, None)
            raise
        self._goal.when_ending(self._begin_stopping)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._exchange.__exit__(kind, value, traceback)
        self._goal.forget(self._begin_stopping)
        if self._stopping is not None:
            self._stopping.cancel()
        if isinstance(value, LinkError):
            self._robot.owe(self._stop)
        elif value is not None and self._stopping is None:
            await self._robot.send_or_owe(self._stop)

    async def next(self, timeout: float | None = None) -> Event:
        """Wait for the robot's next event."""
        return await self._exchange.next(timeout)

    def _begin_stopping(self) -> None:
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._stop_and_give_up())

    async def _stop_and_give_up(self) -> None:
        await self._robot.send_or_owe(self._stop)
        await asyncio.sleep(CONFIRM_TIMEOUT)
        self._exchange.fail(
            RequestTimeout(f'the robot did not confirm the stop within {CONFIRM_TIMEOUT:g} s')
        )
