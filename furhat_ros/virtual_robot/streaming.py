"""Sound that programs stream to the robot, as fast as they like; it is played in the robot's own time."""

import base64
from functools import partial

from ..protocol.speak import SpeakAudioBuffer
from .audience import Cause
from .clock import Clock, Timer
from .connection import Connection
from .loudspeaker import Loudspeaker
from .options import Options
from .strict import Asked, Refusal
from .turns import Speech, Turns
from .wav import samples_of

MOST_WAITING = 32 * 2**20
"""Bytes that a stream may be ahead of what is played."""

MOST_REMEMBERED = 64 * 2**20
"""Bytes of a stream that are kept for whoever wants to look at them; of a longer one the latest."""


class Stream(Speech):
    """
    One stream, from its start to the end of the last of its sound.

    It starts with its first sound, falls silent whenever it has none, and finishes when it was ended and has played
    all. What is sent after it was cut is ignored.
    """

    def __init__(
        self,
        rate: int,
        cause: Cause,
        clock: Clock,
        options: Options,
        turns: Turns,
        loudspeaker: Loudspeaker,
    ) -> None:
        super().__init__(options.stream_text, cause)
        self.kept = bytearray()
        self._rate = rate
        self._clock = clock
        self._options = options
        self._turns = turns
        self._loudspeaker = loudspeaker
        self._waiting: list[bytes] = []
        self._received = 0
        self._planned_until = 0.0
        self._is_ended = False
        self._is_cut = False
        self._is_dry = True
        self._timer: Timer | None = None
        self._report_timer: Timer | None = None
        self._reported: SpeakAudioBuffer | None = None

    def begin(self) -> None:
        """Play what has come so far, and from now on whatever comes."""
        waiting, self._waiting = self._waiting, []
        for pcm in waiting:
            self._play(pcm)
        if not waiting:
            self._timer = self._clock.call_later(0, self._run_dry)

    def add(self, pcm: bytes) -> None:
        """Take one more piece of sound."""
        if self._is_cut or not pcm:
            return
        if self._received + len(pcm) - self._played() > MOST_WAITING:
            raise Refusal('The buffer of the stream is full')
        self._received += len(pcm)
        self.kept += pcm
        del self.kept[: max(0, len(self.kept) - MOST_REMEMBERED)]
        if self._turns.has(self):
            self._play(pcm)
        else:
            self._waiting.append(pcm)

    def end(self) -> None:
        """Hear that nothing more will come."""
        self._is_ended = True
        if self._is_dry and self._turns.has(self):
            self._finish()

    def cut(self) -> None:
        """Play no more."""
        self._is_cut = True
        self._waiting.clear()
        for timer in (self._timer, self._report_timer):
            if timer:
                timer.cancel()
        if self.started_at is not None:
            self._report()
            self._loudspeaker.cut(self._clock.now())

    def _play(self, pcm: bytes) -> None:
        """Plan a piece right behind the one before, or now if that is over."""
        now = self._clock.now()
        if self.started_at is None:
            self._turns.start(self, announce=self._options.stream_start)
            self._plan_report()
        samples, start = samples_of(pcm), max(now, self._planned_until)
        self._loudspeaker.play(start, self._rate, samples)
        self._planned_until = start + len(samples) / self._rate
        self._is_dry = False
        if self._timer:
            self._timer.cancel()
        self._timer = self._clock.call_later(self._planned_until - now, self._run_dry)

    def _played(self) -> int:
        """Give the bytes that were played; what was planned is played without a gap from now on."""
        if self.started_at is None:
            return 0
        ahead = max(0, round((self._planned_until - self._clock.now()) * self._rate))
        return self._received - 2 * ahead

    def _run_dry(self) -> None:
        self._is_dry = True
        if self._is_ended:
            self._finish()

    def _finish(self) -> None:
        """End, if need be after a start without a sound."""
        if self.started_at is None:
            self._turns.start(self, announce=self._options.stream_start)
        self._turns.finish(self)

    def _plan_report(self) -> None:
        if self._options.buffer_rate:
            delay = 1 / self._options.buffer_rate
            self._report_timer = self._clock.call_later(delay, self._report_again)

    def _report_again(self) -> None:
        self._report()
        self._plan_report()

    def _report(self) -> None:
        """Tell how much was received and played, if that is news."""
        buffer = SpeakAudioBuffer(played=self._played(), received=self._received)
        if self._options.buffer_rate and buffer != self._reported:
            self._reported = buffer
            self._turns.tell(buffer, self)


class Streaming:
    """The streams to the robot; each program fills its own, and they wait for their turn like everything else."""

    def __init__(
        self, clock: Clock, options: Options, turns: Turns, loudspeaker: Loudspeaker
    ) -> None:
        self._turns = turns
        self._new = partial(
            Stream, clock=clock, options=options, turns=turns, loudspeaker=loudspeaker
        )
        self._open: dict[Connection, Stream] = {}
        self._latest: Stream | None = None

    @property
    def received(self) -> bytes:
        """The sound of the latest stream, as it was received."""
        return bytes(self._latest.kept) if self._latest else b''

    def start(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.audio.start`; a stream that the program has not ended ends here."""
        self.leave(sender)
        self._latest = self._open[sender] = self._new(asked['sample_rate'], Cause(sender, asked))
        self._turns.take(self._latest)

    def add(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.audio.data`."""
        self._stream_of(sender).add(base64.b64decode(asked['audio']))

    def end(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.speak.audio.end`."""
        self._stream_of(sender).end()
        del self._open[sender]

    def leave(self, sender: Connection) -> None:
        """End the stream of a program, if it has one: it is gone, or starts another."""
        stream = self._open.pop(sender, None)
        if stream:
            stream.end()

    def _stream_of(self, sender: Connection) -> Stream:
        if sender not in self._open:
            raise Refusal('There is no stream: request.speak.audio.start comes first')
        return self._open[sender]
