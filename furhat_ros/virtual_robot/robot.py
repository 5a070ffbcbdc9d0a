"""The virtual robot: its capabilities put together, and what each request is answered by."""

import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..errors import RecordingFailed
from . import strict, waiting
from .address import in_a_url
from .attend import Attend
from .audience import Audience
from .audio import Audio
from .auth import Auth
from .camera import Camera
from .clock import Clock, RealClock
from .connection import Connection
from .dialect import Dialect
from .ears import Ears
from .face import Face
from .faults import Faults
from .gesture import Gestures
from .led import Led
from .lens import Lens
from .listen import Listen
from .loudspeaker import Loudspeaker
from .options import Options
from .origins import Hosts
from .page import EVENTS_PATH
from .server import Server
from .speak import Speak
from .stage import Stage
from .strict import Asked, Refusal
from .synthesizer import Synthesizer
from .system import System
from .tape.recorder import Recorder
from .turns import Spoken
from .users import Users
from .visitors import Visitors
from .voice import Voice
from .wav import read_file

if TYPE_CHECKING:
    from .scenario.report import Report
    from .scenario.scenario import Scenario

logger = logging.getLogger(__name__)

MOST_REQUESTS, MOST_LETTERS = 10_000, 64 * 2**20
"""So many of the latest requests are remembered, if they are no longer than this in all."""

Handler = Callable[[Connection, Asked], None]


class VirtualFurhat:
    """
    A Furhat that is not there, on a real socket.

        async with VirtualFurhat(port=0, visitors=2) as robot:
            ...  # connect a program to robot.url
            await robot.hear('hello there')
            assert robot.spoken[-1].text == 'hello to you'

    The keywords are the fields of `Options`, and a clock; with a `ManualClock` nothing happens unless a test moves it.
    The state of the robot belongs to the robot, whoever is connected; only access and streams belong to a connection.
    `faults` makes things go wrong.
    """

    def __init__(
        self,
        host: str = '127.0.0.1',
        port: int = 0,
        *,
        clock: Clock | None = None,
        record: str | Path | None = None,
        record_without: tuple[str, ...] = (),
        **choices: Any,
    ) -> None:
        options = Options(**choices)
        clock = clock or RealClock(options.speed)
        self.requests: deque[Mapping[str, Any]] = deque()
        self._lengths: deque[int] = deque()
        self._letters = 0
        self.clock = clock
        self._host = host
        self._port = port
        self._options = options
        self._dialect = Dialect(options)
        self._lens = Lens(options.field_of_view)
        self._people_voices = Loudspeaker()
        self._client_numbers = itertools.count(1)
        self.newest_client = 0
        self.on_change: list[Callable[[], None]] = []

        self.stage = Stage(self, clock, options, self._dialect)
        self.synthesizer = Synthesizer(clock, options)
        self.auth = Auth(options)
        self.users = Users(clock, options, self._lens)
        self._wake_up()
        self._visitors.come(options.visitors)
        self._server = Server(
            self._connect,
            self.receive,
            self._disconnect,
            clock,
            self.stage,
            Hosts((host, *options.allow_host), options.allow_origin),
            compression=options.compression,
        )
        if record is not None:
            self._server.recorder = Recorder(
                record, clock.now, without=record_without, keys=(options.auth_key,)
            )
        self.faults = Faults(clock, self._server, self._restart)

    async def __aenter__(self) -> 'VirtualFurhat':
        """Switch the robot on; NoEspeakError, a ValueError, says why it cannot have the voice that was asked for."""
        await self.synthesizer.open()
        try:
            await self._server.open(self._host, self._port)
            if self._server.recorder:
                self._server.recorder.open(self.url)
        except (OSError, RecordingFailed):
            await self._server.close()
            await self.synthesizer.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch the robot off."""
        self.attend.close()
        self.speak.downloads.close()
        self.stage.speaker.close()
        self.faults.clear()
        await self._server.close()
        if self._server.recorder:
            self._server.recorder.close()
        await self.synthesizer.close()

    @property
    def port(self) -> int:
        """The port that is open."""
        return self._server.port

    @property
    def url(self) -> str:
        """Where programs connect."""
        return f'ws://{in_a_url(self._host, self.port)}{EVENTS_PATH}'

    @property
    def page_url(self) -> str:
        """Where a browser on this machine finds the page."""
        host = {'0.0.0.0': '127.0.0.1', '::': '::1'}.get(self._host, self._host)
        return f'http://{in_a_url(host, self.port)}/'

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._audience)

    @property
    def spoken(self) -> list[Spoken]:
        """What was really said, the latest last."""
        return list(self.speak.spoken)

    @property
    def is_speaking(self) -> bool:
        """Whether the robot can be heard now."""
        return self.speak.is_speaking

    @property
    def is_listening(self) -> bool:
        """Whether a listen session is open and not paused."""
        return self.listen.is_listening

    async def hear(
        self, text: str, user_id: str | None = None, sound: str | Path | None = None
    ) -> None:
        """
        Let a user say something, by default the nearest or somebody unseen, and wait until they have finished.

        `sound` is a WAV file with their voice; ValueError says what is wrong with it.
        """
        await self.ears.hear(text, user_id, read_file(sound) if sound else None)

    async def play(self, scenario: 'Scenario') -> 'Report':
        """Play a scenario to its end, and tell what has become of what it expects; a loop has no end."""
        from .scenario.play import Play

        return await Play(self, scenario).run()

    async def wait_until(
        self, condition: Callable[['VirtualFurhat'], object], timeout: float = 10.0
    ) -> None:
        """Wait until something is true of the robot; raise TimeoutError if that takes longer, in real seconds."""
        await waiting.until(lambda: condition(self), timeout)

    def send_raw(self, frame: str) -> None:
        """Send a frame to everybody as it is, right or wrong, to see what a client makes of it."""
        self._audience.tell_raw(frame)

    def refuse_access(self) -> None:
        """Refuse access from now on to everybody who does not have it yet."""
        self.auth.access = 'disabled'

    def receive(self, sender: Connection, frame: str) -> None:
        """Do what a client asks, or tell it why not."""
        raw: dict[str, Any] = {}
        self.stage.wire('in', sender.number, frame)
        try:
            raw = strict.parse(frame)
            self._remember(raw, len(frame))
            self._answer(sender, raw)
        except Refusal as refusal:
            sender.send_error(str(refusal), strict.request_id(raw))
        except Exception:
            logger.exception('a request failed')
        self._touch()

    def _wake_up(self) -> None:
        """Be as the robot is when it has been switched on. The room, who is in it and the settings stay."""
        clock, options, loudspeaker = self.clock, self._options, Loudspeaker()
        self._audience = Audience(options)
        self.system = System()
        self.face = Face(options)
        self.gestures = Gestures(clock, options, self._audience)
        self.led = Led(options)
        self.attend = Attend(clock, options, self._audience, self.users, self.face)
        self.listen = Listen(clock, options, self._audience)
        self.voice = Voice(options, self.listen)
        self.speak = Speak(
            clock,
            options,
            self._audience,
            self.voice,
            loudspeaker,
            self.listen,
            self.synthesizer,
        )
        self.ears = Ears(clock, self.users, self.listen, self._people_voices, self.synthesizer)
        self.camera = Camera(clock, options, self._lens, self.users, self.ears)
        self.audio = Audio(clock, options, self._people_voices, loudspeaker)
        self.handlers = self._handlers()
        self._visitors = Visitors(clock, self.users, self.ears, self.listen)
        if options.visitors and not options.silent_visitors:
            self.listen.on_open = self._visitors.answer
        self._let_the_stage_watch(loudspeaker)

    def _let_the_stage_watch(self, loudspeaker: Loudspeaker) -> None:
        """Tell the pages what changes without a request, too."""
        self._audience.on_tell = self.ears.on_voice = self._touch
        self._audience.on_unheard = self.stage.unheard
        self.users.on_change = self._people_change
        loudspeaker.on_tone = self.stage.speaker.tone
        loudspeaker.on_clip = self.stage.speaker.clip
        loudspeaker.on_cut = self.stage.speaker.cut
        self._touch()

    def _touch(self) -> None:
        """Tell who watches that something may have changed."""
        self.stage.touch()
        for hear in list(self.on_change):
            hear()

    def _people_change(self) -> None:
        self.attend.look()
        self._touch()

    def _restart(self) -> None:
        """Lose the state. What the robot did before is still known to who looks at it from outside."""
        self.attend.close()
        self.speak.fall_silent()
        spoken, played = self.speak.spoken, self.gestures.played
        self._wake_up()
        self.speak.spoken.extend(spoken)
        self.gestures.played.extend(played)

    def _handlers(self) -> Mapping[str, Handler]:
        """Say what each request is answered by."""
        return {
            'request.auth': self.auth.answer,
            'request.system.status': self.system.status,
            'request.system.config': self.system.configure,
            'request.speak.text': self.speak.say,
            'request.speak.stop': self.speak.stop,
            'request.speak.audio': self.speak.play,
            'request.speak.audio.start': self.speak.streaming.start,
            'request.speak.audio.data': self.speak.streaming.add,
            'request.speak.audio.end': self.speak.streaming.end,
            'request.listen.config': self.listen.configure,
            'request.listen.start': self.listen.start,
            'request.listen.stop': self.listen.stop,
            'request.voice.status': self.voice.status,
            'request.voice.config': self.voice.configure,
            'request.attend.user': self.attend.user,
            'request.attend.location': self.attend.place,
            'request.attend.nobody': self.attend.nobody,
            'request.gesture.start': self.gestures.start,
            'request.face.status': self.face.status,
            'request.face.params': self.face.set_params,
            'request.face.headpose': self.face.turn_head,
            'request.face.config': self.face.configure,
            'request.face.reset': self.face.reset,
            'request.led.set': self.led.set,
            'request.led.set.individual': self.led.set_individual,
            'request.users.once': self.users.once,
            'request.users.start': self.users.start,
            'request.users.stop': self.users.stop,
            'request.camera.once': self.camera.once,
            'request.camera.start': self.camera.start,
            'request.camera.stop': self.camera.stop,
            'request.audio.start': self.audio.start,
            'request.audio.stop': self.audio.stop,
        }

    def _remember(self, raw: Mapping[str, Any], length: int) -> None:
        self.requests.append(raw)
        self._lengths.append(length)
        self._letters += length
        while len(self.requests) > MOST_REQUESTS or self._letters > MOST_LETTERS:
            self.requests.popleft()
            self._letters -= self._lengths.popleft()

    def _answer(self, sender: Connection, raw: Mapping[str, Any]) -> None:
        name = strict.type_of(raw)
        if not sender.authorised and name != 'request.auth':
            raise Refusal('Access denied')
        handler = self.handlers.get(name)
        if handler is None:
            logger.info('ignoring an unknown request: %s', name)
            return
        handler(sender, strict.check(name, raw))

    def _connect(
        self, write: Callable[[str], Awaitable[None]], abort: Callable[[], None]
    ) -> Connection:
        connection = Connection(self._dialect, write, abort, authorised=self.auth.is_open)
        connection.number = self.newest_client = next(self._client_numbers)
        connection.on_send = partial(self.stage.wire, 'out', connection.number)
        self._audience.join(connection)
        self._touch()
        return connection

    def _disconnect(self, connection: Connection) -> None:
        self._audience.leave(connection)
        self.speak.streaming.leave(connection)
        connection.close()
        self._touch()
