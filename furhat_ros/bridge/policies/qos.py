"""How the topics of the bridge are offered: so that every subscriber matches, see docs/decisions."""

from rclpy.duration import Duration
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

LATCHED = QoSProfile(
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""States: whoever comes late gets the last one."""

EVENTS = QoSProfile(
    depth=100,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
    lifespan=Duration(seconds=10),
)
"""What must not be missed and comes in bursts; old news is sent to nobody."""

SENSOR = QoSProfile(
    depth=10,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
    lifespan=Duration(seconds=2),
)
"""Streams of which the newest counts; what is older than a moment is sent to nobody."""

SERIES = QoSProfile(
    depth=200,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
    lifespan=Duration(seconds=2),
)
"""Streams of which each message counts: after a stall they come in bursts, which a smaller depth would cut."""

TEXTS = QoSProfile(depth=100, reliability=ReliabilityPolicy.RELIABLE)
"""A subscription for what comes in bursts; volatile, to match every reliable publisher."""
