"""The voices of people: what they say takes time, sounds in the microphone and reaches the recogniser word by word."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from .clock import Clock
from .espeak_voices import PERSON_VOLUME, people_voices
from .listen import Listen
from .loudspeaker import Loudspeaker
from .said import Said, with_sound
from .synthesizer import Synthesizer
from .users import Users
from .wav import Wav
from .words import Wording, wording

PITCHES = (210.0, 165.0, 240.0, 185.0)
"""Hz; people differ."""


@dataclass(frozen=True, eq=False)
class Talking:
    """Somebody who talks: who, if that is known, what they say, and since when."""

    user_id: str | None
    said: Wording
    start: float


class Ears:
    """Where the voices of the people arrive."""

    def __init__(
        self,
        clock: Clock,
        users: Users,
        listen: Listen,
        room: Loudspeaker,
        synthesizer: Synthesizer,
    ) -> None:
        self._clock = clock
        self._users = users
        self._listen = listen
        self._room = room
        self._synthesizer = synthesizer
        self.about_to_talk = 0  # whose voices are still being made
        self.voices: list[Talking] = []
        self.on_voice: Callable[[], None] = lambda: None

    @property
    def talking(self) -> frozenset[str]:
        """The ids of those who talk now."""
        return frozenset(voice.user_id for voice in self.voices if voice.user_id)

    def is_anybody_talking(self) -> bool:
        """Tell whether there is any voice in the room, also one of somebody unseen."""
        return bool(self.voices or self.about_to_talk)

    def voice(
        self, text: str, user_id: str | None = None, sound: Wav | None = None
    ) -> 'asyncio.Future[None]':
        """
        Let somebody, by default the nearest, start to say something; give what is done when they have finished.

        Their voice is their own, in the language that the robot listens for; with a sound, it is that instead, and the
        words are spread over it.
        """
        people = [person.id for person in self._users]
        if user_id is None:
            user_id = people[0] if people else None
        elif user_id not in people:
            raise LookupError(f'nobody here is called {user_id}')
        pitch = PITCHES[sorted(people).index(user_id) % len(PITCHES) if user_id else 0]
        finished = asyncio.get_running_loop().create_future()
        then = partial(self._begin, user_id, pitch, finished)
        self.about_to_talk += 1
        if sound:
            then(with_sound(wording(text), sound))
        else:
            language = next(iter(self._listen.languages), '')
            spoken_by = people_voices(language, user_id or '')
            work = self._synthesizer.say(wording(text), spoken_by, PERSON_VOLUME, then)
            if work:
                work.add_done_callback(partial(self._give_up, finished))
        return finished

    async def hear(self, text: str, user_id: str | None = None, sound: Wav | None = None) -> None:
        """Let somebody say something, and wait until they have finished."""
        await self.voice(text, user_id, sound)

    def _begin(
        self, user_id: str | None, pitch: float, finished: 'asyncio.Future[None]', said: Said
    ) -> None:
        now = self._clock.now()
        talking = Talking(user_id, said.wording, now)
        self.about_to_talk -= 1
        self.voices.append(talking)
        self._listen.voice_starts()
        if said.sound:
            self._room.play(now, said.sound.rate, said.sound.samples)
        for word in said.wording.words:
            if not said.sound:
                self._room.hum(now + word.start, now + word.end, pitch)
            self._clock.call_later(word.end, partial(self._listen.hear_word, word.written))
        self._clock.call_later(
            said.wording.duration, partial(self._fall_silent, talking, finished)
        )
        self.on_voice()

    def _give_up(self, finished: 'asyncio.Future[None]', work: 'asyncio.Task[None]') -> None:
        """Let nobody wait for a voice that never came: the robot was switched off."""
        if work.cancelled():
            self.about_to_talk -= 1
            _set(finished)

    def _fall_silent(self, talking: Talking, finished: 'asyncio.Future[None]') -> None:
        self.voices.remove(talking)
        if not self.voices:
            self._listen.voices_stop()
        self.on_voice()
        _set(finished)


def _set(finished: 'asyncio.Future[None]') -> None:
    """Wake whoever waits, if anybody still does."""
    if not finished.done():
        finished.set_result(None)
