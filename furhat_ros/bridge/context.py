"""What every feature of the bridge works with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builtin_interfaces.msg import Time
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

from furhat_ros.client.robot import Robot

from .crossing import Crossing
from .parameters import Settings

if TYPE_CHECKING:
    from .feed import Feed
    from .goals import GoalServer
    from .patience import Patience


@dataclass(frozen=True)
class Context:
    """The node, the robot, the way between their threads, the settings, and what all features share."""

    node: Node
    robot: Robot
    crossing: Crossing
    settings: Settings
    patience: 'Patience'
    goal_servers: 'list[GoalServer]' = field(default_factory=list)
    """All actions of the bridge; they enter themselves."""

    feeds: 'dict[str, Feed]' = field(default_factory=dict)
    """What the robot streams: `camera`, `users`, `sound`. They enter themselves; who uses them comes after them in the
    catalog."""

    dropped: Counter[str] = field(default_factory=Counter)
    """How much was left out because nobody could keep up, by name (I/O thread)."""

    def every(self, period: float, callback: Callable[[], None]) -> None:
        """Call back in the ROS thread every `period` seconds of real time, whatever the simulated time does."""
        self.node.create_timer(period, callback, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def now(self) -> Time:
        """Give the present time as a message."""
        return self.node.get_clock().now().to_msg()

    def header(self, frame: str, stamp: Time | None = None) -> Header:
        """Give the header of a message in one of this robot's frames, of now or of a given time."""
        return Header(
            stamp=self.now() if stamp is None else stamp,
            frame_id=self.settings.frame_prefix + frame,
        )
