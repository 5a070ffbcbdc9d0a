"""Whose turn it is to sound: one queue for all that the robot says, first in, first out, whoever asked for it."""

from abc import ABC, abstractmethod
from collections import deque

from ..protocol.message import Event
from ..protocol.speak import SpeakEnd, SpeakStart
from .audience import Audience, Cause
from .clock import Clock
from .listen import Listen
from .options import Options
from .words import Word

MOST_REMEMBERED = 1000
"""How much of what was said is kept."""


class Spoken(str):
    """
    What the robot has really said of one request: a text that also knows how it came about.

    So a list of these equals a list of texts, which is what a test wants to compare.
    """

    aborted: bool
    request_id: str | None

    def __new__(cls, text: str, aborted: bool = False, request_id: str | None = None) -> 'Spoken':
        """Make a text, `aborted` if there was more to be said."""
        spoken = super().__new__(cls, text)
        spoken.aborted, spoken.request_id = aborted, request_id
        return spoken

    @property
    def text(self) -> str:
        """The text alone."""
        return str(self)


class Speech(ABC):
    """
    Something on its way through the queue; `text` stands for it in events.

    `words` and `visemes` are known of what was synthesised: shapes of the mouth, each from so many seconds after the
    start on, until the next one.
    """

    def __init__(self, text: str, cause: Cause) -> None:
        self.text = text
        self.cause = cause
        self.started_at: float | None = None
        self.words: tuple[Word, ...] = ()
        self.visemes: tuple[tuple[float, str], ...] = ()

    @abstractmethod
    def begin(self) -> None:
        """Make a sound, now or as soon as there is one: the turn has come."""

    @abstractmethod
    def cut(self) -> None:
        """Be silent: the turn is over, or will never come."""

    def said_after(self, seconds: float) -> str:
        """Give what can be heard of it after a while."""
        return self.text


class Turns:
    """The queue. A speech that has the turn says here when it starts, and when it has finished or failed."""

    def __init__(self, clock: Clock, options: Options, audience: Audience, listen: Listen) -> None:
        self.spoken: deque[Spoken] = deque(maxlen=MOST_REMEMBERED)
        self._clock = clock
        self._options = options
        self._audience = audience
        self._listen = listen
        self._queue: deque[Speech] = deque()
        self._current: Speech | None = None

    @property
    def is_speaking(self) -> bool:
        """Whether the robot can be heard now."""
        return self._current is not None and self._current.started_at is not None

    @property
    def current(self) -> Speech | None:
        """What has the turn."""
        return self._current

    def take(self, speech: Speech, abort: bool = False) -> None:
        """Let something wait for its turn, or have it at once in place of everything else."""
        if abort:
            self._drop_everything()
        self._queue.append(speech)
        self._go_on()

    def stop(self) -> None:
        """End what sounds, and drop what waits."""
        self._drop_everything()
        self._go_on()

    def has(self, speech: Speech) -> bool:
        """Tell whether it is the turn of something."""
        return self._current is speech

    def start(self, speech: Speech, gen_time: float = 0.0, announce: bool = True) -> None:
        """Hear that a speech begins to sound, after so many seconds of preparation."""
        speech.started_at = self._clock.now()
        self._listen.robot_starts()
        if announce:
            self.tell(SpeakStart(text=speech.text, gen_time=round(gen_time * 1000)), speech)

    def finish(self, speech: Speech) -> None:
        """Hear that a speech has ended by itself."""
        self._end(speech, aborted=False)
        self._go_on()

    def fail(self, speech: Speech) -> None:
        """Hear that there is no sound for a speech."""
        self._current = None
        self.tell(SpeakEnd(failed=True), speech)
        self._go_on()

    def tell(self, event: Event, speech: Speech) -> None:
        """Tell what happens to a speech."""
        self._audience.tell(event, speech.cause)

    def _drop_everything(self) -> None:
        dropped = list(self._queue)
        self._queue.clear()
        if self._current:
            self._end(self._current, aborted=True)
        for speech in dropped:
            self._end(speech, aborted=True)

    def _go_on(self) -> None:
        if self._current:
            return
        if not self._queue:
            self._listen.robot_falls_silent()
            return
        self._current = self._queue.popleft()
        self._current.begin()

    def _end(self, speech: Speech, aborted: bool) -> None:
        speech.cut()
        if self._current is speech:
            self._current = None
        if speech.started_at is None:
            if self._options.end_unstarted:
                self.tell(SpeakEnd(aborted=True), speech)
            return
        text = speech.text
        if aborted:
            text = speech.said_after(self._clock.now() - speech.started_at)
        self.spoken.append(Spoken(text, aborted, speech.cause.request_id))
        self.tell(SpeakEnd(text=text, aborted=aborted), speech)
