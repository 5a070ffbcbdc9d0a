"""How the topics of the bridge are offered."""

from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

LATCHED = QoSProfile(
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""States: whoever comes late gets the last one."""

EVENTS = QoSProfile(depth=100, reliability=ReliabilityPolicy.RELIABLE)
"""What must not be missed and comes in bursts."""

SENSOR = QoSProfile(depth=10, reliability=ReliabilityPolicy.RELIABLE)
"""Streams. Reliable, because a best-effort publisher is invisible to reliable subscribers such as rqt and rviz."""
