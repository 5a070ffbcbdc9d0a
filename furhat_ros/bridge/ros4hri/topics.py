"""Topics that come and go with somebody."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile

from ..context import Context
from ..policies.publishers import create_publisher
from ..streams.stream import Stream

MOST_EARLY = 20
"""Messages that wait for their publisher."""


@dataclass(frozen=True)
class Topic:
    """A topic to be published."""

    name: str
    kind: Any
    qos: QoSProfile
    sources: tuple[tuple[str, str], ...] = ()
    """What its subscribers make the robot send: names of a feed and of a source in it."""


class Topics:
    """
    Publishers that are made and destroyed in the ROS thread, and used in the I/O thread.

    So none is destroyed while somebody publishes: the I/O thread has forgotten it by then. What is published before
    they are there waits for them.
    """

    def __init__(self, context: Context, topics: Iterable[Topic]) -> None:
        self._context = context
        self._topics = tuple(topics)
        self._publishers: dict[str, Publisher] | None = None
        self._early: deque[tuple[str, Any]] = deque(maxlen=MOST_EARLY)
        self._closed = False
        context.crossing.post_to_ros(self._make)

    def publish(self, name: str, message: Any) -> None:
        """Publish on one of the topics."""
        if self._publishers is None:
            self._early.append((name, message))
        elif name in self._publishers:
            self._publishers[name].publish(message)

    def wanted(self, name: str) -> bool:
        """Whether anybody subscribes."""
        publisher = (self._publishers or {}).get(name)
        return publisher is not None and bool(publisher.get_subscription_count())

    def close(self) -> None:
        """Take the topics away."""
        self._closed = True
        if self._publishers is not None:
            for stream, _, publisher in self._shown(self._publishers):
                stream.discount(publisher)
            self._context.crossing.post_to_ros(self._destroy, self._publishers)
        self._publishers = {}

    def _make(self) -> None:
        made = {}
        try:
            for topic in self._topics:
                made[topic.name] = create_publisher(
                    self._context.node, topic.kind, topic.name, topic.qos
                )
        except Exception as error:  # noqa: BLE001  one person's topics must not end the ROS thread
            self._context.node.get_logger().error(f'no topic for a person: {error!r}')
        self._context.crossing.post(self._take, made)

    def _take(self, made: dict[str, Publisher]) -> None:
        if self._closed:
            self._context.crossing.post_to_ros(self._destroy, made)
            return
        self._publishers = made
        for stream, source, publisher in self._shown(made):
            stream.count(source, publisher)
        while self._early:
            self.publish(*self._early.popleft())

    def _destroy(self, publishers: dict[str, Publisher]) -> None:
        for publisher in publishers.values():
            self._context.node.destroy_publisher(publisher)

    def _shown(self, publishers: dict[str, Publisher]) -> Iterator[tuple[Stream, str, Publisher]]:
        """Give the streams that the topics show, each with its source and the publisher."""
        for topic in self._topics:
            for feed, source in topic.sources:
                if topic.name in publishers:
                    yield self._context.feeds[feed].stream, source, publishers[topic.name]
