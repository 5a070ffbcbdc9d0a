"""The robot as a device."""

from ..protocol.system import SystemStatusResult
from .connection import Connection
from .strict import Asked


class System:
    """The volume, and the honest answer to whether this is a real robot."""

    def __init__(self) -> None:
        self.volume = 70

    def status(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.system.status`."""
        sender.send(
            SystemStatusResult(
                volume=self.volume if asked['volume'] else None,
                virtual=True if asked['virtual'] else None,
            ),
            asked.request_id,
        )

    def configure(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.system.config`."""
        if asked['volume'] is not None:
            self.volume = asked['volume']
