"""The robot's speech: one queue for all clients, first in, first out."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..protocol.speak import SpeakEnd, SpeakStart, SpeakWord
from .audience import Audience, Cause
from .clock import Clock, Timer
from .connection import Connection
from .listen import Listen
from .options import Options
from .sound import Tones
from .strict import Asked
from .voice import Voice
from .words import Wording, wording

ROBOT_PITCH = 130.0
"""Hz."""

MOST_REMEMBERED = 1000
"""How many finished utterances, and how many synthesised texts, are kept."""


@dataclass(frozen=True)
class Spoken:
    """What the robot has really said of one request."""

    text: str
    aborted: bool
    request_id: str | None


@dataclass
class Utterance:
    """One text on its way through the queue."""

    wording: Wording
    cause: Cause
    monitor_words: bool
    timer: Timer | None = None
    started_at: float | None = None


class Speak:
    """The speech queue, and the synthesis and the sound of what is at its head."""

    def __init__(
        self,
        clock: Clock,
        options: Options,
        audience: Audience,
        voice: Voice,
        tones: Tones,
        listen: Listen,
    ) -> None:
        self.spoken: deque[Spoken] = deque(maxlen=MOST_REMEMBERED)
        self._clock = clock
        self._options = options
        self._audience = audience
        self._voice = voice
        self._tones = tones
        self._listen = listen
        self._queue: deque[Utterance] = deque()
        self._current: Utterance | None = None
        self._synthesised: dict[tuple[str, str], None] = {}

    @property
    def is_speaking(self) -> bool:
        """Whether the robot can be heard now."""
        return self._current is not None and self._current.started_at is not None

    def say(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.text`."""
        if asked['abort']:
            self._drop_everything()
        self._queue.append(
            Utterance(wording(asked['text']), Cause(sender, asked), asked['monitor_words'])
        )
        self._go_on()

    def stop(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.stop`."""
        self._drop_everything()
        self._go_on()

    def _drop_everything(self) -> None:
        dropped = list(self._queue)
        self._queue.clear()
        if self._current:
            self._end(self._current, aborted=True)
        for utterance in dropped:
            self._end(utterance, aborted=True)

    def _go_on(self) -> None:
        if self._current:
            return
        if not self._queue:
            self._listen.robot_falls_silent()
            return
        utterance = self._current = self._queue.popleft()
        gen_time = self._synthesis_time(utterance.wording.text)
        if self._options.synthesis == 'hangs':
            return
        synthesised = partial(self._start, utterance, gen_time)
        if self._options.synthesis == 'fails':
            synthesised = partial(self._fail, utterance)
        utterance.timer = self._clock.call_later(gen_time, synthesised)

    def _synthesis_time(self, text: str) -> float:
        """Some time per letter for the first time that a voice says a text; then it is in the cache."""
        key = (self._voice.voice_id, text)
        if key in self._synthesised:
            return 0.0
        if len(self._synthesised) >= MOST_REMEMBERED:
            del self._synthesised[next(iter(self._synthesised))]
        self._synthesised[key] = None
        return min(0.4 + 0.02 * len(text), 1.4)

    def _start(self, utterance: Utterance, gen_time: float) -> None:
        utterance.started_at = self._clock.now()
        self._listen.robot_starts()
        start = SpeakStart(text=utterance.wording.text, gen_time=round(gen_time * 1000))
        self._audience.tell(start, utterance.cause)
        self._say_word(utterance, utterance.started_at, 0)

    def _say_word(self, utterance: Utterance, start: float, index: int) -> None:
        """Say the word that is due, if any is left, and plan what comes after it."""
        words = utterance.wording.words
        following: Callable[[], None] = partial(self._finish, utterance)
        then = start + utterance.wording.duration
        if index < len(words):
            word = words[index]
            self._tones.add(start + word.start, start + word.end, ROBOT_PITCH)
            if utterance.monitor_words:
                self._audience.tell(SpeakWord(word=word.text, index=index), utterance.cause)
        if index + 1 < len(words):
            following = partial(self._say_word, utterance, start, index + 1)
            then = start + words[index + 1].start
        utterance.timer = self._clock.call_later(then - self._clock.now(), following)

    def _fail(self, utterance: Utterance) -> None:
        self._current = None
        self._audience.tell(SpeakEnd(failed=True), utterance.cause)
        self._go_on()

    def _finish(self, utterance: Utterance) -> None:
        self._end(utterance, aborted=False)
        self._go_on()

    def _end(self, utterance: Utterance, aborted: bool) -> None:
        if utterance.timer:
            utterance.timer.cancel()
        if self._current is utterance:
            self._current = None
        if utterance.started_at is None:
            if self._options.end_unstarted:
                self._audience.tell(SpeakEnd(aborted=True), utterance.cause)
            return
        now, wording = self._clock.now(), utterance.wording
        self._tones.cut(now)
        text = wording.said_after(now - utterance.started_at) if aborted else wording.text
        self.spoken.append(Spoken(text, aborted, utterance.cause.request_id))
        self._audience.tell(SpeakEnd(text=text, aborted=aborted), utterance.cause)
