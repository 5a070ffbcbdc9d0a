"""How patient the client is: every time limit and size limit of the link, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkPolicy:
    """Times in seconds. The defaults suit a robot in the same network, also over Wi-Fi."""

    open_timeout: float = 5.0
    """For the name look-up, and again for opening the socket."""

    auth_timeout: float = 5.0
    """For the answer to request.auth."""

    ping_interval: float = 5.0
    """Between two pings."""

    ping_timeout: float = 10.0
    """Without an answer to a ping, the link counts as lost."""

    close_timeout: float = 0.5
    """For the closing handshake; a robot that does not answer it is left alone."""

    retry_first: float = 0.5
    """Pause before the first new attempt; doubled after each failure, and varied by up to a fifth."""

    retry_max: float = 10.0
    """Ceiling of that pause."""

    retry_calm: float = 10.0
    """A link that has lasted so long makes the pauses start again from the first."""

    retry_refused: float = 30.0
    """Pause after the robot refused access: only a person can change that."""

    max_frame: int = 16 * 1024 * 1024
    """Bytes; a larger frame ends the connection."""

    receive_buffer: int = 256 * 1024
    """Bytes that may have arrived and not been read: enough for 2.5 MB/s over a link of 100 ms."""
