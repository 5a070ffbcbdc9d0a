"""Everybody in front of the robot as REP-155 has them: lists of faces and persons, who looks at whom, frames."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from builtin_interfaces.msg import Time
from hri_msgs.msg import Gaze, IdsList

from furhat_ros.client.link import LinkStatus
from furhat_ros.protocol.attend import AttendStatus
from furhat_ros.protocol.users import UsersData

from ..context import Context
from ..policies.qos import EVENTS, LATCHED
from .person import Person

MOST = 32
"""Persons at once, those who are remembered among them; each has a handful of topics."""

SILENCE = 1.0
"""Seconds without news of the users, after which the frames of those who are remembered are told all the same."""


class People:
    """The persons (I/O thread). Each is anonymous: the robot knows nobody again who was away."""

    def __init__(self, context: Context, root: str) -> None:
        settings = context.settings
        self.on_change: Callable[[], None] = lambda: None
        """Called when somebody may have got or lost a voice."""

        self._context = context
        self._root = root
        self._prefix = settings.humans_id_prefix
        self._frame = settings.humans_reference_frame or settings.frame_prefix + 'base_link'
        feed = context.feeds['users']
        self._stream = feed.stream
        self._lists = {
            topic: self._stream.publisher('users', IdsList, f'{root}/{topic}', LATCHED)
            for topic in ('faces/tracked', 'persons/tracked', 'persons/known')
        }
        self._gazing = self._stream.publisher('users', Gaze, f'{root}/interactions/gazing', EVENTS)
        self._persons: dict[str, Person] = {}
        """By the robot's own names for them."""

        self._listed: dict[str, list[str]] = {}
        self._attended = ''
        self._news = 0.0
        feed.lane.watch(self._see)
        context.robot.subscribe(AttendStatus, self._on_attention)

    def __iter__(self) -> Iterator[Person]:
        """Give everybody who is tracked or remembered."""
        return iter(self._persons.values())

    @property
    def with_voice(self) -> list[str]:
        """The names of those whose voice is known."""
        return [person.name for person in self if person.voice is not None]

    def find(self, id: Any) -> Person | None:
        """Give the person whom the robot calls so, if there is one."""
        return self._persons.get(id) if isinstance(id, str) else None

    def link_changed(self, status: LinkStatus) -> None:
        """Lose everybody with the link."""
        if not status.connected:
            self._attended = ''
            self._lose_all()

    def look(self) -> None:
        """Do what is due from time to time."""
        if not self._stream.running:
            self._lose_all()
        now = time.monotonic()
        stamp = self._context.now()
        self._tell(stamp, now, again=True)
        if now > self._news + SILENCE:
            self._move(stamp, now)

    def _lose_all(self) -> None:
        now = time.monotonic()
        for person in self:
            person.lose(now)

    def _on_attention(self, event: AttendStatus) -> None:
        self._attended = event.current

    def _see(self, event: UsersData, stamp: Time) -> None:
        if not self._stream.running:
            return  # somebody asked once, as a service does
        self._news = now = time.monotonic()
        present = {user.id: user for user in reversed(event.users)}
        for user in reversed(present.values()):
            person = self._persons.get(user.id) or self._enter(user.id)
            if person is None:
                self._context.dropped['persons'] += 1
            else:
                person.see(user, stamp, now)
        for name, person in self._persons.items():
            if name not in present:
                person.lose(now)
        self._tell(stamp, now, again=False)
        self._tell_gazes(stamp)
        self._move(stamp, now)

    def _enter(self, id: str) -> Person | None:
        """Let somebody in, if there is room."""
        if len(self._persons) >= MOST:
            return None
        name = self._prefix + self._context.legal_ids.name(id)
        if any(person.name == name for person in self):
            return None
        self._persons[id] = Person(self._context, self._root, name)
        return self._persons[id]

    def _tell(self, stamp: Time, now: float, again: bool) -> None:
        """Publish faces first, and what leads to a face or a voice last: pyhri follows it only to what it knows."""
        self._list('faces/tracked', [each.name for each in self if each.has_face], stamp, again)
        tracked = [each.name for each in self if each.sight.tracked]
        self._list('persons/tracked', tracked, stamp, again)
        known = [each.name for each in self if each.sight.known(now)]
        self._list('persons/known', known, stamp, again)
        for person in self:
            person.tell(stamp, now, again)
        for name in [name for name, each in self._persons.items() if each.sight.over(now)]:
            self._persons.pop(name).close()
            self.on_change()

    def _list(self, topic: str, ids: list[str], stamp: Time, again: bool) -> None:
        if again or self._listed.get(topic) != ids:
            self._listed[topic] = ids
            header = self._context.header('base_link', stamp)
            self._lists[topic].publish(IdsList(header=header, ids=ids))

    def _tell_gazes(self, stamp: Time) -> None:
        if not self._stream.listened(self._gazing):
            return
        header = self._context.header('base_link', stamp)
        for name, person in self._persons.items():
            if not person.sight.tracked:
                continue
            if person.looking.value:
                self._gazing.publish(Gaze(header=header, sender=person.name, receiver=''))
            if person.user.attended or name == self._attended:
                self._gazing.publish(Gaze(header=header, sender='', receiver=person.name))

    def _move(self, stamp: Time, now: float) -> None:
        transforms = self._context.transforms
        if transforms.wanted:
            frames = (person.transforms(self._frame, stamp, now) for person in self)
            transforms.move([frame for each in frames for frame in each])
