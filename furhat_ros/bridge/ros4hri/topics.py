"""Topics that come and go with somebody."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile

from ..context import Context

try:
    from rclpy.event_handler import PublisherEventCallbacks
except ImportError:  # Humble
    from rclpy.qos_event import PublisherEventCallbacks

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
    they are there waits for them. They have no event handlers: each would cost the executor time in every round.
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
            self._context.crossing.post_to_ros(self._destroy, self._publishers)
        self._publishers = {}

    def _make(self) -> None:
        made = {}
        try:
            for topic in self._topics:
                made[topic.name] = _publisher(self._context.node, topic)
                for feed, source in topic.sources:
                    self._context.feeds[feed].stream.count(source, made[topic.name])
        except Exception as error:  # noqa: BLE001  one person's topics must not end the ROS thread
            self._context.node.get_logger().error(f'no topic for a person: {error!r}')
        self._context.crossing.post(self._take, made)

    def _take(self, made: dict[str, Publisher]) -> None:
        if self._closed:
            self._context.crossing.post_to_ros(self._destroy, made)
            return
        self._publishers = made
        while self._early:
            self.publish(*self._early.popleft())

    def _destroy(self, publishers: dict[str, Publisher]) -> None:
        for topic in self._topics:
            for feed, _ in topic.sources:
                if topic.name in publishers:
                    self._context.feeds[feed].stream.discount(publishers[topic.name])
        for publisher in publishers.values():
            self._context.node.destroy_publisher(publisher)


def _publisher(node: Node, topic: Topic) -> Publisher:
    none = PublisherEventCallbacks(use_default_callbacks=False)
    return node.create_publisher(topic.kind, topic.name, topic.qos, event_callbacks=none)
