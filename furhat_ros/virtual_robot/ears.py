"""The voices of people: what they say takes time, sounds in the microphone and reaches the recogniser word by word."""

from functools import partial

from .clock import Clock
from .listen import Listen
from .sound import Tones
from .users import Users
from .words import Wording, wording

PITCHES = (210.0, 165.0, 240.0, 185.0)
"""Hz; people differ."""


class Ears:
    """Where the voices of the people arrive."""

    def __init__(self, clock: Clock, users: Users, listen: Listen, tones: Tones) -> None:
        self._clock = clock
        self._users = users
        self._listen = listen
        self._tones = tones
        self._talking: list[str | None] = []

    @property
    def talking(self) -> frozenset[str]:
        """The ids of those who talk now."""
        return frozenset(user_id for user_id in self._talking if user_id)

    def is_anybody_talking(self) -> bool:
        """Tell whether there is any voice in the room, also one of somebody unseen."""
        return bool(self._talking)

    def voice(self, text: str, user_id: str | None = None) -> Wording:
        """Let somebody, by default the nearest, start to say something; give how it is said."""
        people = [person.id for person in self._users]
        if user_id is None:
            user_id = people[0] if people else None
        elif user_id not in people:
            raise LookupError(f'nobody here is called {user_id}')
        said, now = wording(text), self._clock.now()
        pitch = PITCHES[sorted(people).index(user_id) % len(PITCHES) if user_id else 0]
        self._talking.append(user_id)
        self._listen.voice_starts()
        for word in said.words:
            self._tones.add(now + word.start, now + word.end, pitch)
            self._clock.call_later(word.end, partial(self._listen.hear_word, word.written))
        self._clock.call_later(said.duration, partial(self._fall_silent, user_id))
        return said

    async def hear(self, text: str, user_id: str | None = None) -> None:
        """Let somebody say something, and wait until they have finished."""
        await self._clock.sleep(self.voice(text, user_id).duration)

    def _fall_silent(self, user_id: str | None) -> None:
        self._talking.remove(user_id)
        if not self._talking:
            self._listen.voices_stop()
