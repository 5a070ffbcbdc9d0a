"""The robot's speech: texts, sound from the network, and sound that is streamed to it."""

from collections import deque

from .audience import Audience, Cause
from .clock import Clock
from .connection import Connection
from .downloads import Downloads
from .listen import Listen
from .loudspeaker import Loudspeaker
from .options import Options
from .recording import Recording
from .streaming import Streaming
from .strict import Asked
from .synthesis import Synthesis
from .synthesizer import Synthesizer
from .turns import Speech, Spoken, Turns
from .utterance import Utterance
from .voice import Voice
from .words import wording


class Speak:
    """Everything that the robot can say, in one queue."""

    def __init__(
        self,
        clock: Clock,
        options: Options,
        audience: Audience,
        voice: Voice,
        loudspeaker: Loudspeaker,
        listen: Listen,
        synthesizer: Synthesizer,
    ) -> None:
        self._clock = clock
        self._loudspeaker = loudspeaker
        self._turns = Turns(clock, options, audience, listen)
        self._synthesis = Synthesis(options, voice, synthesizer)
        self.downloads = Downloads(options)
        self.streaming = Streaming(clock, options, self._turns, loudspeaker)

    @property
    def spoken(self) -> deque[Spoken]:
        """What was really said, the latest last."""
        return self._turns.spoken

    @property
    def streamed(self) -> bytes:
        """The sound of the latest stream, as it was received."""
        return self.streaming.received

    @property
    def is_speaking(self) -> bool:
        """Whether the robot can be heard now."""
        return self._turns.is_speaking

    @property
    def current(self) -> Speech | None:
        """What has the turn, whether it sounds yet or is still being prepared."""
        return self._turns.current

    def say(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.text`."""
        utterance = Utterance(
            wording(asked['text']),
            Cause(sender, asked),
            asked['monitor_words'],
            self._clock,
            self._turns,
            self._synthesis,
            self._loudspeaker,
        )
        self._turns.take(utterance, asked['abort'])

    def play(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.audio`."""
        recording = Recording(
            asked['url'],
            asked['text'],
            Cause(sender, asked),
            self._clock,
            self._turns,
            self.downloads,
            self._loudspeaker,
        )
        self._turns.take(recording, asked['abort'])

    def stop(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.stop`."""
        self._turns.stop()

    def fall_silent(self) -> None:
        """Say no more, and fetch nothing more."""
        self._turns.stop()
        self.downloads.close()
