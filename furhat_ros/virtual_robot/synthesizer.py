"""What makes sound of texts, for the robot and for the people around it: eSpeak NG, or tones that last as long."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence

from .clock import Clock
from .espeak import Espeak, NoEspeakError
from .espeak_voices import language_of
from .options import Options
from .said import Said, estimate
from .words import Wording

logger = logging.getLogger(__name__)

LONGEST_TEXT = 10_000
"""Characters that eSpeak NG is given."""

MOST_KEPT = 32 * 2**20
"""Bytes of sound that are kept."""

PATIENCE = 10.0
"""Seconds that eSpeak NG has to start."""

Key = tuple[str, tuple[str, ...], int]


class Synthesizer:
    """The engine that was chosen, and what it has said lately. Until it is open, and if there is none, it estimates."""

    def __init__(
        self, clock: Clock, options: Options, engine: Callable[[], Espeak] = Espeak
    ) -> None:
        self._clock = clock
        self._choice = options.synthesizer
        self._engine = engine
        self._espeak: Espeak | None = None
        self._reason = ''
        self._kept: OrderedDict[Key, Said] = OrderedDict()
        self._size = 0
        self._work: set[asyncio.Task[None]] = set()
        self._unknown: set[str] = set()

    @property
    def description(self) -> str:
        """What speaks, in words for a person."""
        if self._espeak:
            return f'eSpeak NG {self._espeak.version}'
        return f'tones; {self._reason}' if self._reason else 'tones'

    async def open(self) -> None:
        """Start the engine; raise NoEspeakError if it must be eSpeak NG and is not there."""
        if self._choice == 'estimate':
            return
        espeak = self._engine()
        try:
            await asyncio.wait_for(asyncio.wrap_future(espeak.open()), PATIENCE)
            self._espeak = espeak
        except (NoEspeakError, OSError, asyncio.TimeoutError) as error:
            await asyncio.wrap_future(espeak.close())
            self._reason = str(error) or 'eSpeak NG does not start'
            if self._choice == 'espeak':
                raise NoEspeakError(self._reason) from None
            logger.info('no voices: %s', self._reason)

    async def close(self) -> None:
        """End the engine, and whatever it has not finished."""
        for work in self._work:
            work.cancel()
        espeak, self._espeak = self._espeak, None
        if espeak:
            await asyncio.wrap_future(espeak.close())

    def say(
        self, wording: Wording, voices: Sequence[str], volume: int, then: Callable[[Said], None]
    ) -> 'asyncio.Task[None] | None':
        """Call back with a text as it is said, at once if that is known; else give the work, which can be canceled."""
        key = (wording.text, tuple(voices), volume)
        if key in self._kept:
            self._kept.move_to_end(key)
            then(self._kept[key])
            return None
        if not self._espeak or not wording.words or self._is_too_long(wording.text):
            then(estimate(wording))
            return None
        work = asyncio.get_running_loop().create_task(self._make(self._espeak, wording, key, then))
        self._work.add(work)
        work.add_done_callback(self._work.discard)
        self._clock.stand_still_for(work)
        return work

    async def _make(
        self, espeak: Espeak, wording: Wording, key: Key, then: Callable[[Said], None]
    ) -> None:
        _, voices, volume = key
        try:
            said = await asyncio.wrap_future(espeak.say(wording, voices, volume))
            self._keep(key, said)
            self._check_language(voices[0], said.voice)
        except (OSError, ValueError) as error:
            logger.warning('%s; tones instead', error)
            said = estimate(wording)
        then(said)

    def _keep(self, key: Key, said: Said) -> None:
        self._kept[key] = said
        self._size += _bytes(said)
        while self._size > MOST_KEPT:
            self._size -= _bytes(self._kept.popitem(last=False)[1])

    def _is_too_long(self, text: str) -> bool:
        if len(text) <= LONGEST_TEXT:
            return False
        logger.warning(
            'a text of %d characters is too long for eSpeak NG; tones instead', len(text)
        )
        return True

    def _check_language(self, wanted: str, had: str) -> None:
        language = language_of(wanted)
        if language_of(had) != language and language not in self._unknown:
            self._unknown.add(language)
            logger.warning('eSpeak NG does not speak %s; English instead', language)


def _bytes(said: Said) -> int:
    return len(said.sound.samples) * said.sound.samples.itemsize if said.sound else 0
