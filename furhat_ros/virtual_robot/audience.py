"""Everybody who is connected, and who of them is told what."""

from collections.abc import Callable, Sequence

from ..protocol.message import Event
from .connection import Connection
from .options import Options
from .strict import Asked


class Cause:
    """The request behind some events: who sent it, and the id by which its events are known."""

    def __init__(self, sender: Connection, asked: Asked) -> None:
        self.sender = sender
        self.request_id = asked.request_id


class Audience:
    """The clients of the robot."""

    def __init__(self, options: Options) -> None:
        self.on_tell: Callable[[], None] = lambda: None
        self.on_unheard: Callable[[Event, str | None], None] = lambda event, request_id: None
        self._options = options
        self._present: list[Connection] = []

    def __len__(self) -> int:
        """Count the clients."""
        return len(self._present)

    def join(self, connection: Connection) -> None:
        """Take in a client."""
        self._present.append(connection)

    def leave(self, connection: Connection) -> None:
        """Let a client go; one who came before the robot restarted is not here any more."""
        if connection in self._present:
            self._present.remove(connection)

    def tell(self, event: Event, cause: Cause) -> None:
        """Send an event to whom it concerns, by the options: to everybody with access, or to who caused it."""
        everybody = self._options.events_to == 'all'
        concerned = [
            connection
            for connection in self._present
            if connection is cause.sender or (everybody and connection.authorised)
        ]
        self._send(concerned, event, cause.request_id)

    def tell_everybody(self, event: Event, request_id: str | None = None) -> None:
        """Send news to everybody with access, whatever the options say about other people's requests."""
        self._send([each for each in self._present if each.authorised], event, request_id)

    def tell_raw(self, frame: str) -> None:
        """Send a frame to everybody as it is."""
        for connection in list(self._present):
            connection.send_raw(frame)

    def _send(self, concerned: Sequence[Connection], event: Event, request_id: str | None) -> None:
        for connection in concerned:
            connection.send(event, request_id)
        if not concerned:
            self.on_unheard(event, request_id)
        self.on_tell()
