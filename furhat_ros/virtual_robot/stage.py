"""
The stage: the second WebSocket, on which a page sees the robot and moves the people around it.

Nothing is done here while no page is open. What may have changed is looked at once in a turn of the event loop, and
only what has changed is told.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..protocol.message import Event
from . import wiretap
from .clock import Beat, Clock
from .connection import Connection
from .dialect import Dialect
from .options import Options
from .speaker_feed import SpeakerFeed
from .stage_commands import Commands, Mistake
from .stage_microphone import PageMicrophone
from .stage_view import people, sections

if TYPE_CHECKING:
    from .robot import VirtualFurhat

logger = logging.getLogger(__name__)

MOST_PAGES = 20
"""More may not be open at a time."""

LONGEST_COMMAND = 4096
"""Letters; a page that sends more is cut off."""

LONGEST_NAME = 40
"""Letters of the name of a command that are said again."""

STEPS = 5.0
"""Times per second that pages hear where those are who walk."""

PENALTY = 1.0
"""Real seconds that a page waits after a wrong key."""


class Page:
    """A page that is open: its connection, and what it wants to be told besides the state."""

    def __init__(self, connection: Connection, locked: bool) -> None:
        self.connection = connection
        self.locked = locked
        self.wants_wire = False
        self.wants_sound = False


class Stage:
    """All pages that are open."""

    def __init__(
        self, robot: 'VirtualFurhat', clock: Clock, options: Options, dialect: Dialect
    ) -> None:
        self._robot = robot
        self._clock = clock
        self._options = options
        self._dialect = dialect
        self._pages: dict[Connection, Page] = {}
        self._told: dict[str, Any] = {}
        self._is_touched = False
        self._walk: asyncio.Task[None] | None = None
        self._commands = Commands(robot)
        self._microphone = PageMicrophone(robot)
        self.speaker = SpeakerFeed(clock, self._tell_sound)

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._pages)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is done for anybody."""
        return self._walk is None and not self._is_touched

    def join(
        self, write: Callable[[str], Awaitable[None]], abort: Callable[[], None], *, is_near: bool
    ) -> Connection | None:
        """Let a page in, or nobody if there are too many; without the key, only one on this machine sees anything."""
        if len(self._pages) >= MOST_PAGES:
            return None
        connection = Connection(self._dialect, write, abort, authorised=True)
        page = Page(connection, locked=True)
        self._pages[connection] = page
        if is_near or self._robot.auth.is_open:
            self._welcome(page)
        else:
            self._tell(page, {'type': 'locked'})
        return connection

    def leave(self, connection: Connection) -> None:
        """Let a page go."""
        del self._pages[connection]
        self._microphone.leave(connection)
        connection.close()
        if not self._pages:
            self._told = {}
            if self._walk:
                self._walk.cancel()
                self._walk = None
        self._watch_speaker()

    async def receive(self, connection: Connection, frame: str) -> None:
        """Do what a page asks."""
        page = self._pages[connection]
        if len(frame) > LONGEST_COMMAND:
            logger.warning('a page sends too much: closing its connection')
            connection.abort()
            return
        command: dict[str, Any] = {}
        try:
            command = _command(frame)
            await self._do(page, command)
        except Mistake as mistake:
            name = str(command.get('do'))[:LONGEST_NAME]
            self._tell(page, {'type': 'mistake', 'do': name, 'text': str(mistake)})

    def touch(self) -> None:
        """Hear that something may have changed."""
        if self._pages and not self._is_touched:
            self._is_touched = True
            asyncio.get_running_loop().call_soon(self._look)

    def wire(self, direction: str, client: int, frame: str, bulk: bool = False) -> None:
        """Hear a message to or from a client."""
        watching = self._watching()
        if watching:
            describe = wiretap.bulk_line if bulk else self._line
            text = _text(
                {'type': 'wire', 'now': self._now(), **describe(direction, client, frame)}
            )
            for page in watching:
                page.connection.send_raw_bulk(text)

    def unheard(self, event: Event, request_id: str | None) -> None:
        """Hear an event that no program is there for; who tries out the robot sees what it would tell one."""
        if self._watching():
            self.wire('out', 0, self._dialect.frame(event, request_id))

    def _watching(self) -> list[Page]:
        return [page for page in self._pages.values() if page.wants_wire and not page.locked]

    def _line(self, direction: str, client: int, frame: str) -> dict[str, Any]:
        return wiretap.line(direction, client, frame, self._options.auth_key)

    def _look(self) -> None:
        """Tell what has changed since the last time."""
        self._is_touched = False
        if not self._pages:
            return
        found = sections(self._robot)
        changed = {name: each for name, each in found.items() if each != self._told.get(name)}
        self._told = found
        self._tell_change(changed)
        if self._robot.users.anybody_walks and self._walk is None:
            self._walk = asyncio.get_running_loop().create_task(self._follow_walkers())

    def _tell_change(self, changed: Mapping[str, Any]) -> None:
        if not changed:
            return
        text = _text({'type': 'change', 'now': self._now(), **changed})
        for page in self._pages.values():
            if not page.locked:
                page.connection.send_raw(text)

    async def _follow_walkers(self) -> None:
        beat = Beat(self._clock, STEPS)
        while self._robot.users.anybody_walks:
            await beat.next()
            seen = people(self._robot)
            if seen != self._told.get('users'):
                self._told['users'] = seen
                text = _text({'type': 'change', 'now': self._now(), 'users': seen})
                for page in self._pages.values():
                    if not page.locked:
                        page.connection.send_raw_bulk(text)
        self._walk = None

    def _welcome(self, page: Page) -> None:
        """Tell a page everything; from now on it hears, as the others do, what changes."""
        self._look()
        page.locked = False
        self._watch_speaker()
        hello = {
            'type': 'snapshot',
            'now': self._now(),
            'speed': self._options.speed,
            'head_limit': self._options.head_limit,
            **self._told,
        }
        self._tell(page, hello)

    async def _do(self, page: Page, command: Mapping[str, Any]) -> None:
        name = command.get('do')
        if name == 'unlock':
            await self._unlock(page, command)
        elif page.locked:
            raise Mistake('this page needs the key first')
        elif name == 'watch':
            page.wants_wire = command.get('wire', page.wants_wire) is True
            page.wants_sound = command.get('sound', page.wants_sound) is True
        elif name == 'microphone':
            self._microphone.take(page.connection, command)
        else:
            self._commands.do(page.connection, command)
            self.touch()

    async def _unlock(self, page: Page, command: Mapping[str, Any]) -> None:
        key = command.get('key')
        if page.locked and not (isinstance(key, str) and self._robot.auth.is_key(key)):
            await asyncio.sleep(PENALTY)
            self._tell(page, {'type': 'locked', 'wrong': True})
        elif page.locked:
            self._welcome(page)

    def _tell(self, page: Page, message: Mapping[str, Any]) -> None:
        page.connection.send_raw(_text(message))

    def _tell_sound(
        self, loudness: Mapping[str, Any], sound: Callable[[], Mapping[str, Any]]
    ) -> None:
        """Tell how loud the speaker is, and what sounds to those who want to hear it."""
        short = long = None
        for page in self._pages.values():
            if page.locked:
                continue
            if page.wants_sound:
                long = long or _text({'type': 'sound', 'now': self._now(), **loudness, **sound()})
            else:
                short = short or _text({'type': 'sound', 'now': self._now(), **loudness})
            page.connection.send_raw_bulk((long if page.wants_sound else short) or '')

    def _watch_speaker(self) -> None:
        self.speaker.is_on = any(not page.locked for page in self._pages.values())

    def _now(self) -> float:
        return round(self._clock.now(), 4)


def _command(frame: str) -> dict[str, Any]:
    try:
        command = json.loads(frame)
    except (ValueError, RecursionError):
        raise Mistake('that is not JSON') from None
    if not isinstance(command, dict):
        raise Mistake('a command is a JSON object')
    return command


def _text(message: Mapping[str, Any]) -> str:
    return json.dumps(message, separators=(',', ':'))
