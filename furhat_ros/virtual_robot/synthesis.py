"""The synthesis of the robot's speech: what a text costs before it sounds, and how it then sounds."""

import asyncio
from collections.abc import Callable

from .espeak_voices import ROBOT_VOLUME, robot_voices
from .options import Options
from .said import Said
from .synthesizer import Synthesizer
from .voice import Voice
from .words import Wording

MOST_REMEMBERED = 1000
"""How many synthesised texts are kept."""


class Synthesis:
    """The engine of the active voice, and the cache of what the voices have said."""

    def __init__(self, options: Options, voice: Voice, synthesizer: Synthesizer) -> None:
        self.outcome = options.synthesis
        self._voice = voice
        self._synthesizer = synthesizer
        self._done: dict[tuple[str, str], None] = {}

    def seconds(self, text: str) -> float:
        """Synthesise: some time per letter for the first time that a voice says a text, then none."""
        key = (self._voice.voice_id, text)
        if key in self._done:
            return 0.0
        if len(self._done) >= MOST_REMEMBERED:
            del self._done[next(iter(self._done))]
        self._done[key] = None
        return min(0.4 + 0.02 * len(text), 1.4)

    def say(self, wording: Wording, then: Callable[[Said], None]) -> 'asyncio.Task[None] | None':
        """Call back with a text as the active voice says it; give the work, if it takes time, to cancel it."""
        active = self._voice.active
        spoken_by = robot_voices(active.language, active.gender, active.name)
        return self._synthesizer.say(wording, spoken_by, ROBOT_VOLUME, then)
