"""A text that the robot says."""

import asyncio
from collections.abc import Callable
from functools import partial

from ..protocol.speak import SpeakWord
from .audience import Cause
from .clock import Clock, Timer
from .loudspeaker import Loudspeaker
from .said import Said
from .synthesis import Synthesis
from .turns import Speech, Turns
from .words import Wording

ROBOT_PITCH = 130.0
"""Hz."""


class Utterance(Speech):
    """One text: synthesised when its turn comes, then said word by word."""

    def __init__(
        self,
        wording: Wording,
        cause: Cause,
        monitor_words: bool,
        clock: Clock,
        turns: Turns,
        synthesis: Synthesis,
        loudspeaker: Loudspeaker,
    ) -> None:
        super().__init__(wording.text, cause)
        self._wording = wording
        self.words = wording.words
        self._monitor_words = monitor_words
        self._clock = clock
        self._turns = turns
        self._synthesis = synthesis
        self._loudspeaker = loudspeaker
        self._begun_at = 0.0
        self._said: Said | None = None
        self._is_due = False
        self._work: asyncio.Task[None] | None = None
        self._timer: Timer | None = None

    def begin(self) -> None:
        """
        Synthesise, and start with the first word; nothing comes of it if the synthesis hangs.

        It takes as long as on the robot, or longer if the sound is not there by then.
        """
        seconds = self._synthesis.seconds(self.text)
        if self._synthesis.outcome == 'works':
            self._begun_at = self._clock.now()
            self._work = self._synthesis.say(self._wording, self._take)
            self._timer = self._clock.call_later(seconds, partial(self._become_due, seconds))
        if self._synthesis.outcome == 'fails':
            self._timer = self._clock.call_later(seconds, partial(self._turns.fail, self))

    def cut(self) -> None:
        """Say no more."""
        if self._timer:
            self._timer.cancel()
        if self._work:
            self._work.cancel()
        if self.started_at is not None:
            self._loudspeaker.cut(self._clock.now())

    def said_after(self, seconds: float) -> str:
        """Give the words that have begun."""
        return self._wording.said_after(seconds)

    def _take(self, said: Said) -> None:
        self._said = said
        if self._is_due:
            self._start(said, self._clock.now() - self._begun_at)

    def _become_due(self, seconds: float) -> None:
        self._is_due = True
        if self._said:
            self._start(self._said, seconds)

    def _start(self, said: Said, gen_time: float) -> None:
        now = self._clock.now()
        self._wording = said.wording
        self.words, self.visemes = said.wording.words, said.mouth
        self._turns.start(self, gen_time)
        if said.sound:
            self._loudspeaker.play(now, said.sound.rate, said.sound.samples)
        self._say_word(now, 0)

    def _say_word(self, start: float, index: int) -> None:
        """Say the word that is due, if any is left, and plan what comes after it."""
        words = self._wording.words
        following: Callable[[], None] = partial(self._turns.finish, self)
        then = start + self._wording.duration
        if index < len(words):
            word = words[index]
            if not self._said or not self._said.sound:
                self._loudspeaker.hum(start + word.start, start + word.end, ROBOT_PITCH)
            if self._monitor_words:
                self._turns.tell(SpeakWord(word=word.text, index=index), self)
        if index + 1 < len(words):
            following = partial(self._say_word, start, index + 1)
            then = start + words[index + 1].start
        self._timer = self._clock.call_later(then - self._clock.now(), following)
