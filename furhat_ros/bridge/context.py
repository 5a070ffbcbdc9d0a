"""What every feature of the bridge works with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from builtin_interfaces.msg import Time
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from std_msgs.msg import Header

from furhat_ros.client.robot import Robot

from .body.neck import Neck
from .crossing import Crossing
from .health.report import Report
from .parameters import Settings
from .space.legal_ids import LegalIds
from .space.transforms import Transforms
from .stamps import Stamps

if TYPE_CHECKING:
    from .policies.goals import GoalServer
    from .policies.patience import Patience
    from .streams.feed import Feed

Reporter = Callable[[], Report]


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

    legal_ids: LegalIds = field(default_factory=LegalIds)
    """The names that people have in frames and topics, the same in all of them (I/O thread)."""

    dropped: Counter[str] = field(default_factory=Counter)
    """How much was left out because nobody could keep up, by name (I/O thread)."""

    reports: list[Reporter] = field(default_factory=list)
    """Who is asked about their health for `/diagnostics`, in the ROS thread; features enter themselves."""

    @cached_property
    def stamps(self) -> Stamps:
        """When what arrives now happened at the robot; first asked for by Diagnostics."""
        stamps = Stamps(
            self.node.get_clock(), lambda: self.robot.latency, self.settings.stamps_subtract_delay
        )
        self.every(1.0, lambda: self.crossing.post(stamps.measure))
        return stamps

    @cached_property
    def transforms(self) -> Transforms:
        """Where frames are published; features behind Users may ask for it."""
        return Transforms(self)

    @cached_property
    def neck(self) -> Neck:
        """How the head is held, as far as this bridge knows."""
        return Neck(self)

    def every(self, period: float, callback: Callable[[], None]) -> None:
        """Call back in the ROS thread every `period` seconds of real time, whatever the simulated time does."""
        self.node.create_timer(period, callback, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def now(self) -> Time:
        """Give the present time as a message."""
        return self.node.get_clock().now().to_msg()

    def event_time(self, own_delay: float = 0.0) -> Time:
        """Give the time as a message at which the robot saw, heard or did what arrives now (I/O thread)."""
        return self.stamps.now(own_delay)

    def header(self, frame: str, stamp: Time | None = None) -> Header:
        """Give the header of a message in one of this robot's frames, of now or of a given time."""
        return Header(
            stamp=self.now() if stamp is None else stamp,
            frame_id=self.settings.frame_prefix + frame,
        )
