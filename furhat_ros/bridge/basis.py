"""What everything in the bridge stands on: the node, the robot, their threads, the settings, the time."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from builtin_interfaces.msg import Time
from rclpy.node import Node
from std_msgs.msg import Header

from furhat_ros.client.robot import Robot

from .crossing import Crossing
from .health.report import Report
from .parameters import Settings
from .stamps import Stamps

Reporter = Callable[[], Report]


class Action(Protocol):
    """What has to come to its end before the bridge does."""

    @property
    def busy(self) -> bool:
        """Whether a goal is active (ROS thread)."""

    @property
    def needed_until(self) -> float:
        """The time of the monotonic clock until which clients still have to hear of their goals (any thread)."""

    def close(self, reason: str) -> None:
        """End all goals, and take no more (I/O thread)."""

    async def drain(self, timeout: float) -> None:
        """Wait for goals that have been told to end (I/O thread)."""

    def destroy(self) -> None:
        """Take the action out of ROS (nothing spins any more)."""


@dataclass(frozen=True)
class Basis:
    """The node, the robot, the way between their threads, the settings, and what is entered there."""

    node: Node
    robot: Robot
    crossing: Crossing
    settings: Settings
    actions: list[Action] = field(default_factory=list)
    """All actions of the bridge; they enter themselves."""

    dropped: Counter[str] = field(default_factory=Counter)
    """How much was left out because nobody could keep up, by name (I/O thread)."""

    reports: list[Reporter] = field(default_factory=list)
    """Who is asked about their health for `/diagnostics`, in the I/O thread; features enter themselves."""

    @cached_property
    def stamps(self) -> Stamps:
        """When what arrives now happened at the robot; first asked for by Diagnostics."""
        stamps = Stamps(
            self.node.get_clock(), lambda: self.robot.latency, self.settings.stamps_subtract_delay
        )
        self.every(1.0, stamps.measure)
        return stamps

    def every(self, period: float, callback: Callable[[], None]) -> None:
        """
        Call back in the I/O thread every `period` seconds of real time, whatever the simulated time does.

        Not by a timer of ROS: for each call its executor looks at every entity of the node.
        """

        def call() -> None:
            asyncio.get_running_loop().call_later(period, call)
            callback()

        self.crossing.post(lambda: asyncio.get_running_loop().call_later(period, call))

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
