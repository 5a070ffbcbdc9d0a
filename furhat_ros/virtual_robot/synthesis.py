"""The synthesis of speech: what a text costs before it sounds."""

from .options import Options
from .voice import Voice

MOST_REMEMBERED = 1000
"""How many synthesised texts are kept."""


class Synthesis:
    """The engine of the active voice, and the cache of what the voices have said."""

    def __init__(self, options: Options, voice: Voice) -> None:
        self.outcome = options.synthesis
        self._voice = voice
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
