"""What every feature of the bridge works with."""

from dataclasses import dataclass

from rclpy.node import Node

from furhat_ros.client.robot import Robot

from .crossing import Crossing
from .parameters import Settings


@dataclass(frozen=True)
class Context:
    """The node, the robot, the way between their threads, and the settings."""

    node: Node
    robot: Robot
    crossing: Crossing
    settings: Settings

    def frame(self, name: str) -> str:
        """Give the full name of one of this robot's frames."""
        return self.settings.frame_prefix + name
