"""A topic that always holds the present value."""

from typing import Any

from rclpy.node import Node
from std_msgs.msg import Bool

from .publishers import create_publisher
from .qos import LATCHED


class Latch:
    """Publishes a value when it changes; late subscribers get the last one."""

    def __init__(self, node: Node, kind: Any, topic: str) -> None:
        self.value: Any = None
        self._publisher = create_publisher(node, kind, topic, LATCHED)

    def set(self, value: Any) -> None:
        """Take the present value."""
        if value != self.value:
            self.value = value
            self._publisher.publish(value)


class Flag:
    """A latched std_msgs/Bool; false at first."""

    def __init__(self, node: Node, topic: str) -> None:
        self._latch = Latch(node, Bool, topic)
        self.set(False)

    @property
    def value(self) -> bool:
        """The present value."""
        return bool(self._latch.value.data)

    def set(self, value: bool) -> None:
        """Take the present value."""
        self._latch.set(Bool(data=value))
