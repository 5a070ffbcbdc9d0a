"""A sound file that the robot plays as its speech."""

from .audience import Cause
from .clock import Clock, Timer
from .downloads import Downloads
from .loudspeaker import Loudspeaker
from .turns import Speech, Turns
from .wav import Wav


class Recording(Speech):
    """One sound file: fetched when its turn comes, then played; `gen_time` is the time of fetching."""

    def __init__(
        self,
        url: str,
        text: str,
        cause: Cause,
        clock: Clock,
        turns: Turns,
        downloads: Downloads,
        loudspeaker: Loudspeaker,
    ) -> None:
        super().__init__(text, cause)
        self._url = url
        self._clock = clock
        self._turns = turns
        self._downloads = downloads
        self._loudspeaker = loudspeaker
        self._asked_at = 0.0
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Fetch the file."""
        self._asked_at = self._clock.now()
        self._downloads.get(self._url, self._start)

    def cut(self) -> None:
        """Play no more."""
        if self._timer:
            self._timer.cancel()
        if self.started_at is not None:
            self._loudspeaker.cut(self._clock.now())

    def _start(self, sound: Wav | None) -> None:
        if not self._turns.has(self):
            return  # stopped while it was fetched
        if sound is None:
            self._turns.fail(self)
            return
        now = self._clock.now()
        self._turns.start(self, now - self._asked_at)
        self._loudspeaker.play(now, sound.rate, sound.samples)
        self._timer = self._clock.call_later(sound.duration, self._finish)

    def _finish(self) -> None:
        self._turns.finish(self)
