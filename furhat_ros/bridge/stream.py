"""A stream of the robot that runs while somebody wants it."""

import asyncio
import copy
from typing import Any

from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile
from rclpy.qos_overriding_options import QoSOverridingOptions

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import LinkError
from furhat_ros.protocol.message import Request

from .context import Context
from .qos import SENSOR

try:
    from rclpy.event_handler import PublisherEventCallbacks
except ImportError:  # Humble
    PublisherEventCallbacks = None


class Stream:
    """
    Starts with the first subscriber and stops after the last (`on_demand`), or runs `always` or `never`.

    After a lost link it starts again by itself.
    """

    def __init__(self, context: Context, mode: str, start: Request, stop: Request) -> None:
        self._context = context
        self._mode = mode
        self._start = start
        self._stop = stop
        self._publishers: list[Publisher] = []
        self._wanted = mode == 'always'
        self._running = False
        self._switching = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        if mode == 'on_demand' and PublisherEventCallbacks is None:
            context.node.create_timer(1.0, self._count_subscribers)

    def publisher(self, kind: Any, topic: str, qos: QoSProfile = SENSOR) -> Publisher:
        """Create a publisher whose subscribers make the stream run."""
        options: dict[str, Any] = {}
        if self._mode == 'on_demand' and PublisherEventCallbacks is not None:
            options['event_callbacks'] = PublisherEventCallbacks(
                matched=lambda _: self._count_subscribers()
            )
        publisher = self._context.node.create_publisher(
            kind,
            topic,
            copy.copy(qos),  # rclpy writes the overrides of this topic into the profile
            qos_overriding_options=QoSOverridingOptions.with_default_policies(),
            **options,
        )
        self._publishers.append(publisher)
        return publisher

    def link_changed(self, status: LinkStatus) -> None:
        """Start again on a new link (I/O thread)."""
        if not status.connected:
            self._running = False
        else:
            self._switch_soon()

    def _count_subscribers(self) -> None:
        """Find out in the ROS thread whether anybody subscribes."""
        wanted = any(each.get_subscription_count() for each in self._publishers)
        self._context.crossing.post(self._want, wanted)

    def _want(self, wanted: bool) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._switch_soon()

    def _switch_soon(self) -> None:
        task = asyncio.create_task(self._switch())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _switch(self) -> None:
        async with self._switching:
            wanted = self._wanted
            if wanted == self._running or not self._context.robot.status.connected:
                return
            try:
                await self._context.robot.send(self._start if wanted else self._stop)
                self._running = wanted
            except LinkError:
                pass  # link_changed comes again
