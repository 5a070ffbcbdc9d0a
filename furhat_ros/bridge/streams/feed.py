"""What the robot streams, for every feature that shows it in a way of its own."""

from dataclasses import dataclass

from .lane import Lane
from .stream import Stream


@dataclass(frozen=True)
class Feed:
    """
    A bulky source of the robot: the stream that brings it while somebody wants it, and the lane that hands it out.

    A feature that shows it, too, creates its publishers with `stream.publisher` and watches the lane: each piece has
    been checked then, and has the stamp that all messages of it share. `camera` gives (JPEG, stamp), `users` (event,
    stamp), `sound` (source, PCM, stamp).
    """

    stream: Stream
    lane: Lane
