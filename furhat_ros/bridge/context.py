"""What every feature of the bridge works with."""

from dataclasses import dataclass, field
from functools import cached_property

from tf2_msgs.msg import TFMessage

from .basis import Basis
from .body.neck import Neck
from .policies.patience import Patience
from .policies.publishers import create_publisher
from .policies.qos import EVENTS
from .space.legal_ids import LegalIds
from .space.transforms import Transforms
from .streams.feed import Feed


@dataclass(frozen=True, kw_only=True)
class Context(Basis):
    """The basis, and what features share."""

    patience: Patience
    feeds: dict[str, Feed] = field(default_factory=dict)
    """What the robot streams: `camera`, `users`, `sound`. They enter themselves; who uses them comes after them in the
    catalog."""

    legal_ids: LegalIds = field(default_factory=LegalIds)
    """The names that people have in frames and topics, the same in all of them (I/O thread)."""

    @cached_property
    def transforms(self) -> Transforms:
        """Where frames are published; features behind Users may ask for it."""
        if self.settings.users_tf:  # then whoever listens wants users
            moving = self.feeds['users'].stream.publisher('users', TFMessage, '/tf', EVENTS)
        else:
            moving = create_publisher(self.node, TFMessage, '/tf', EVENTS)
        return Transforms(self, moving)

    @cached_property
    def neck(self) -> Neck:
        """How the head is held, as far as this bridge knows."""
        return Neck(self.robot)
