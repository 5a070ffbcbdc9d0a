"""The robot's attention: whom or what it looks at."""

from dataclasses import dataclass

from ..protocol.attend import CLOSEST, AttendStatus
from .audience import Audience
from .clock import Clock, Timer
from .connection import Connection
from .face import Face
from .options import Options
from .strict import Asked
from .users import Position, Users

NOBODY = 'nobody'
LOCATION = 'location'

GLANCE = 0.1
"""Seconds after which the robot looks again who is closest, while people walk about."""


@dataclass(frozen=True)
class Movement:
    """How the eyes and the head follow: slack in degrees, its timeout in ms, -1 for never."""

    speed: str
    slack_pitch: float
    slack_yaw: float
    slack_timeout: int


class Attend:
    """
    The attention.

    `target` is what was asked for: nobody, location, closest or the id of somebody; `current` is what is attended:
    nobody, location or the id of somebody who is really there. `location` and `movement` are those of the latest
    request, or None.
    """

    def __init__(
        self, clock: Clock, options: Options, audience: Audience, users: Users, face: Face
    ) -> None:
        self.target = NOBODY
        self.current = NOBODY
        self.location: Position | None = None
        self.movement: Movement | None = None
        self._clock = clock
        self._options = options
        self._audience = audience
        self._users = users
        self._face = face
        self._glance: Timer | None = None
        users.on_change = self.look

    def user(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.attend.user`."""
        self._turn(asked, asked['user_id'], movement=_movement(asked))

    def place(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.attend.location`."""
        place = (asked['x'], asked['y'], asked['z'])
        self._turn(asked, LOCATION, place, _movement(asked))

    def nobody(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.attend.nobody`."""
        self._turn(asked, NOBODY)

    def look(self) -> None:
        """Look who is there now, and tell everybody if that changes who is attended."""
        if self._see():
            self._tell()
        self._plan_glance()

    def close(self) -> None:
        """Look no more."""
        if self._glance:
            self._glance.cancel()
            self._glance = None

    def _turn(
        self,
        asked: Asked,
        target: str,
        location: Position | None = None,
        movement: Movement | None = None,
    ) -> None:
        changes = (target, location) != (self.target, self.location)
        self.target, self.location, self.movement = target, location, movement
        self._face.release_head()
        if self._see() or changes or self._options.attend_repeats:
            self._tell(asked.request_id)
        self._plan_glance()

    def _see(self) -> bool:
        """Find who is attended, and tell whether that is somebody else than before."""
        before, self.current = self.current, self._found()
        self._users.attend(self.current)
        return self.current != before

    def _found(self) -> str:
        if self.target in {NOBODY, LOCATION}:
            return self.target
        present = [person.id for person in self._users]
        if self.target == CLOSEST:
            return present[0] if present else NOBODY
        return self.target if self.target in present else NOBODY

    def _plan_glance(self) -> None:
        """Look again soon if that may show somebody else without anybody coming or going."""
        self.close()
        if self.target == CLOSEST and self._users.anybody_walks:
            self._glance = self._clock.call_later(GLANCE, self.look)

    def _tell(self, request_id: str | None = None) -> None:
        status = AttendStatus(target=self.target, current=self.current)
        self._audience.tell_everybody(status, request_id)


def _movement(asked: Asked) -> Movement:
    return Movement(
        asked['speed'], asked['slack_pitch'], asked['slack_yaw'], asked['slack_timeout']
    )
