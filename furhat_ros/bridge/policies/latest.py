"""A subscribed topic that steers the robot: the newest message wins, at a rate that the robot takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from furhat_ros.errors import FurhatError, InvalidRequest, LinkError
from furhat_ros.protocol.message import Request

from ..context import Context

Later = Callable[[], Awaitable[Request]]
"""What gives a request in the I/O thread; it may raise FurhatError."""


class Latest:
    """
    Sends the newest message of a topic as a request, at most `rate` times a second.

    Older ones are dropped: a pose of a moment ago is of no use. What makes no sense is dropped with a warning, which is
    repeated once in a while. `convert` gives the request, or what finds it when its turn has come. `before` is called
    before each request, in the I/O thread.
    """

    def __init__(
        self,
        context: Context,
        kind: Any,
        topic: str,
        rate: float,
        convert: Callable[[Any], Request | Later],
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._context = context
        self._topic = topic
        self._period = 1.0 / rate
        self._convert = convert
        self._before = before
        self._newest: Any = None
        self._sending: asyncio.Task[None] | None = None
        context.node.create_subscription(kind, topic, self._take, 1)

    def _take(self, message: Any) -> None:
        """Take a message (ROS thread)."""
        try:
            request = self._convert(message)
        except InvalidRequest as error:
            self._warn(error)
            return
        self._context.crossing.post(self._replace, request)

    def _warn(self, error: FurhatError) -> None:
        self._context.node.get_logger().warning(
            f'{self._topic}: message dropped: {error}', throttle_duration_sec=5.0
        )

    def _replace(self, request: Request | Later) -> None:
        self._newest = request
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        """Send what is newest until nothing new has come for one period."""
        while self._newest is not None:
            newest, self._newest = self._newest, None
            try:
                request = newest if isinstance(newest, Request) else await newest()
                self._before()
                await self._context.robot.send(request)
            except LinkError:
                return  # whoever streams will say it again
            except FurhatError as error:
                self._warn(error)
            await asyncio.sleep(self._period)
