"""How the publishers of the bridge are made."""

from collections.abc import Callable
from typing import Any

from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile

try:
    from rclpy.event_handler import PublisherEventCallbacks

    TELLS_MATCHES = True
except ImportError:  # Humble
    from rclpy.qos_event import PublisherEventCallbacks

    TELLS_MATCHES = False


def create_publisher(
    node: Node,
    kind: Any,
    topic: str,
    qos: QoSProfile,
    on_match: Callable[[], object] | None = None,
    **options: Any,
) -> Publisher:
    """
    Create a publisher that costs the executor nothing.

    It looks at each event handler in every round, and rclpy gives each publisher two, which warn of subscribers that do
    not fit: every subscriber fits ours, and hears from its own side of a wrong type. `on_match` is called in the ROS
    thread when a subscriber comes or goes, where TELLS_MATCHES.
    """
    matched = {} if on_match is None else {'matched': lambda _: on_match()}
    callbacks = PublisherEventCallbacks(use_default_callbacks=False, **matched)
    return node.create_publisher(kind, topic, qos, event_callbacks=callbacks, **options)
