"""A stream of the robot that runs while somebody wants it."""

import asyncio
import copy
from collections.abc import Callable, Mapping
from typing import Any

from rclpy.publisher import Publisher
from rclpy.qos import QoSPolicyKind, QoSProfile
from rclpy.qos_overriding_options import QoSOverridingOptions

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import LinkError
from furhat_ros.protocol.message import Request

from ..basis import Basis
from ..policies.publishers import TELLS_MATCHES, create_publisher
from ..policies.qos import SENSOR

OVERRIDABLE = (
    QoSPolicyKind.HISTORY,
    QoSPolicyKind.DEPTH,
    QoSPolicyKind.RELIABILITY,
    QoSPolicyKind.DURABILITY,
)


class Stream:
    """
    Brings one or several sources, each with a mode: `on_demand` (while somebody subscribes to it), `always` or `never`.

    `start` gives the request for the sources that are wanted. After a lost link the stream starts again by itself.
    """

    def __init__(
        self,
        basis: Basis,
        modes: Mapping[str, str],
        start: Callable[[frozenset[str]], Request],
        stop: Request,
    ) -> None:
        self._basis = basis
        self._modes = modes
        self._start = start
        self._stop = stop
        self._publishers: list[tuple[str, Publisher]] = []
        self._listened: frozenset[Publisher] = frozenset()
        self._wanted = self._always = frozenset(
            source for source, mode in modes.items() if mode == 'always'
        )
        self._running: frozenset[str] = frozenset()
        self._switching = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        basis.robot.open_with(self._open)
        if not TELLS_MATCHES:
            basis.every(1.0, self.count_subscribers)

    def publisher(self, source: str, kind: Any, topic: str, qos: QoSProfile = SENSOR) -> Publisher:
        """Create a publisher whose subscribers make the stream bring a source."""
        made = create_publisher(
            self._basis.node,
            kind,
            topic,
            copy.copy(qos),  # rclpy writes the overrides of this topic into the profile
            on_match=self.count_subscribers if TELLS_MATCHES else None,
            qos_overriding_options=QoSOverridingOptions(policy_kinds=OVERRIDABLE),
        )
        self._publishers.append((source, made))
        return made

    def count(self, source: str, publisher: Publisher) -> None:
        """
        Want a source for the subscribers of a publisher that goes again (I/O thread).

        Only `count_subscribers` sees them: somebody has to call it once in a while.
        """
        self._publishers.append((source, publisher))

    def discount(self, publisher: Publisher) -> None:
        """Forget such a publisher, before it is destroyed (I/O thread)."""
        self._publishers = [each for each in self._publishers if each[1] is not publisher]

    @property
    def wanted(self) -> frozenset[str]:
        """The sources that somebody wants."""
        return self._wanted

    def listened(self, publisher: Publisher) -> bool:
        """Whether anybody subscribes to one of its publishers, as of when that last changed (I/O thread)."""
        return publisher in self._listened

    def subscribers(self) -> dict[str, int]:
        """Give the number of subscribers of each topic that shows the stream (I/O thread)."""
        return {each.topic_name: each.get_subscription_count() for _, each in self._publishers}

    @property
    def running(self) -> bool:
        """Whether the robot was asked for anything (I/O thread)."""
        return bool(self._running)

    def link_changed(self, status: LinkStatus) -> None:
        """Know that a lost link took the stream along (I/O thread)."""
        if not status.connected:
            self._running = frozenset()
        else:
            self._switch_soon()  # subscribers may have come or left while the connection began

    def _open(self) -> list[Request]:
        """Give what a new connection begins with (I/O thread)."""
        self._running = self._wanted
        return [self._start(self._running)] if self._running else []

    def count_subscribers(self) -> None:
        """Find out whether anybody subscribes (any thread)."""
        listened = frozenset(each for _, each in self._publishers if each.get_subscription_count())
        wanted = self._always.union(
            source
            for source, publisher in self._publishers
            if self._modes[source] == 'on_demand' and publisher in listened
        )
        self._basis.crossing.post(self._want, wanted, listened)

    def _want(self, wanted: frozenset[str], listened: frozenset[Publisher]) -> None:
        self._listened = listened
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
            if wanted == self._running or not self._basis.robot.status.connected:
                return
            try:
                # With other sources it starts anew: whether a running stream takes a second start is not known.
                if self._running:
                    await self._basis.robot.send(self._stop)
                self._running = frozenset()
                if wanted:
                    await self._basis.robot.send(self._start(wanted))
                self._running = wanted
            except LinkError:
                pass  # link_changed comes again
