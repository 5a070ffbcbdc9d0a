"""The people around the robot, as its eyes see them."""

import itertools
import math
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ..protocol.users import User, UsersData, Vector
from .clock import Beat, Clock
from .connection import Connection
from .lens import Lens
from .options import Options
from .strict import Asked

Position = tuple[float, float, float]

LOOKING_AWAY = 60.0
"""Degrees by which somebody turns the face away whose `attending` is 0."""


@dataclass(frozen=True)
class Person:
    """
    Somebody in the room, at one moment.

    x to the robot's left, y up, z forward, in metres from the robot's head to theirs; `attending` from 0 to 1 is how
    much they look at the robot, `attended` whether it looks at them.
    """

    id: str
    x: float
    y: float
    z: float
    attending: float = 1.0
    attended: bool = False

    @property
    def distance(self) -> float:
        """Metres from the robot."""
        return math.hypot(self.x, self.y, self.z)

    @property
    def rotation(self) -> Vector:
        """Degrees about the axes of the robot's frame; 0 is a face turned straight against the robot's gaze."""
        pitch = -math.degrees(math.atan2(self.y, math.hypot(self.x, self.z)))
        yaw = math.degrees(math.atan2(self.x, self.z)) + LOOKING_AWAY * (1 - self.attending)
        return Vector(x=round(pitch, 1), y=round(yaw, 1), z=0.0)


Path = Callable[[float], Position]
"""Where somebody is at a time of the robot."""


class Users:
    """Everybody in the room; a test adds, moves and removes them, and iterates over them, nearest first."""

    def __init__(self, clock: Clock, options: Options, lens: Lens) -> None:
        self._clock = clock
        self._options = options
        self._lens = lens
        self._people: dict[str, tuple[Person, Path | None]] = {}
        self._numbers = itertools.count(1)
        self.on_change: Callable[[], None] = lambda: None
        self._looked_at = ''

    def __iter__(self) -> Iterator[Person]:
        """Give everybody as they are now, nearest first."""
        now = self._clock.now()
        people = [self._at(now, person, path) for person, path in self._people.values()]
        return iter(sorted(people, key=lambda person: person.distance))

    def __len__(self) -> int:
        """Count the people."""
        return len(self._people)

    @property
    def anybody_walks(self) -> bool:
        """Whether somebody moves without being moved."""
        return any(path for _, path in self._people.values())

    def add(
        self,
        id: str | None = None,
        x: float = 0.0,
        y: float = 0.1,
        z: float = 1.2,
        *,
        attending: float = 1.0,
        attended: bool = False,
        path: Path | None = None,
    ) -> str:
        """Let somebody in, to stand at a place or walk along a path; give their id, a new one unless it is given."""
        name = self._new_id() if id is None else id
        if name in self._people:
            raise ValueError(f'{name} is already here')
        self._people[name] = (Person(name, x, y, z, attending, attended), path)
        self.on_change()
        return name

    def move(self, id: str, **changes: Any) -> None:
        """Change where somebody is (x, y, z), or `attending` or `attended`; one who walked stops at a new place."""
        person, path = self._people[id]
        if changes.keys() & {'x', 'y', 'z'}:
            x, y, z = path(self._clock.now()) if path else (person.x, person.y, person.z)
            person, path = replace(person, x=x, y=y, z=z), None
        self._people[id] = (replace(person, **changes), path)
        self.on_change()

    def walk(self, id: str, path: Path, seconds: float) -> None:
        """Let somebody walk along a path that ends after so many seconds; there they stand."""
        person, _ = self._people[id]
        self._people[id] = (person, path)
        self._clock.call_later(seconds, partial(self._arrive, id, path))
        self.on_change()

    def is_walking(self, id: str) -> bool:
        """Tell whether somebody moves without being moved; who is not here does not."""
        return id in self._people and self._people[id][1] is not None

    def remove(self, id: str) -> None:
        """Let somebody go."""
        del self._people[id]
        self.on_change()

    def clear(self) -> None:
        """Let everybody go."""
        self._people.clear()
        self.on_change()

    def attend(self, id: str) -> None:
        """Mark whom the robot looks at, and nobody else; the id of nobody here marks nobody."""
        self._looked_at = id

    def once(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.users.once`."""
        sender.send(self._seen(), asked.request_id)

    def start(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.users.start`."""
        sender.start_stream('users', lambda: self._stream(sender, asked))

    def stop(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.users.stop`."""
        sender.stop_stream('users')

    async def _stream(self, client: Connection, asked: Asked) -> None:
        beat = Beat(self._clock, self._options.users_rate)
        while True:
            client.send_bulk(self._seen(), asked.request_id)
            await beat.next()

    def _seen(self) -> UsersData:
        return UsersData(users=tuple(self._described(person) for person in self))

    def _described(self, person: Person) -> User:
        options = self._options
        return User(
            id=person.id,
            location=Vector(x=round(person.x, 3), y=round(person.y, 3), z=round(person.z, 3)),
            distance=round(person.distance, 3),
            attended=person.attended,
            camera=self._lens.face(person.x, person.y, person.z) if options.users_camera else None,
            attending=round(person.attending, 2) if options.users_attending else None,
            rotation=person.rotation if options.users_rotation else None,
        )

    def _arrive(self, id: str, path: Path) -> None:
        """End a walk, unless somebody has gone or goes elsewhere by now."""
        if id in self._people and self._people[id][1] is path:
            x, y, z = path(math.inf)
            self.move(id, x=x, y=y, z=z)

    def _at(self, now: float, person: Person, path: Path | None) -> Person:
        attended = person.attended or person.id == self._looked_at
        x, y, z = path(now) if path else (person.x, person.y, person.z)
        return replace(person, x=x, y=y, z=z, attended=attended)

    def _new_id(self) -> str:
        if self._options.user_ids == 'uuid':
            return str(uuid.uuid4())
        fresh = (f'{self._options.user_ids}-{number}' for number in self._numbers)
        return next(name for name in fresh if name not in self._people)
