"""Sound from the robot: what its microphone hears and what it says itself, as a stream."""

import base64
import itertools
import struct
from dataclasses import dataclass

from ..protocol.audio import AudioData
from .clock import Clock
from .connection import Connection
from .loudspeaker import Loudspeaker
from .options import Options
from .sound import pcm, room, silence
from .strict import Asked
from .wav import samples_of

OWN_VOICE_IN_MICROPHONE = 0.2
"""Microphone and loudspeaker are in one head."""

LOWEST_RATE, HIGHEST_RATE = 8000, 48000

LEAD = 0.1
"""Seconds by which sound from outside sounds later than it comes, so that one piece joins the other."""

FARTHEST_AHEAD = 1.0
"""Seconds of it that may wait."""

STREAMED_SIZE = 0xFFFFFFFF
"""What a RIFF header says of sound without an end."""


@dataclass(frozen=True)
class Settings:
    """What a client asked for."""

    sample_rate: int
    microphone: bool
    speaker: bool


class Audio:
    """The sound streams: each client has its own, counted in samples, so that it neither drifts nor tears."""

    def __init__(
        self, clock: Clock, options: Options, people: Loudspeaker, robot: Loudspeaker
    ) -> None:
        self._clock = clock
        self._options = options
        self._people = people
        self._robot = robot
        self._outside_until = 0.0

    def start(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.audio.start`."""
        settings = Settings(asked['sample_rate'], asked['microphone'], asked['speaker'])
        sender.start_stream(
            'audio', lambda: self._stream(sender, settings, asked.request_id), settings
        )

    def stop(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.audio.stop`."""
        sender.stop_stream('audio')

    def microphone_input(self, rate: int, data: bytes) -> bool:
        """
        Let the microphone hear a piece of sound from a real one, right behind the piece before.

        It is one channel of 16-bit little-endian PCM; the recogniser does not understand it. False if it is dropped,
        because it came faster than it sounds; ValueError says what is wrong with it.
        """
        if not LOWEST_RATE <= rate <= HIGHEST_RATE:
            raise ValueError(f'a sample rate from {LOWEST_RATE} to {HIGHEST_RATE}, got {rate}')
        if len(data) % 2:
            raise ValueError(f'samples of 16 bits, got {len(data)} bytes')
        now = self._clock.now()
        start = self._outside_until if self._outside_until > now else now + LEAD
        end = start + len(data) / 2 / rate
        if end - now > LEAD + FARTHEST_AHEAD:
            return False
        self._people.play(start, rate, samples_of(data))
        self._outside_until = end
        return True

    async def _stream(
        self, client: Connection, settings: Settings, request_id: str | None
    ) -> None:
        start, rate = self._clock.now(), settings.sample_rate
        first = 0
        for number in itertools.count(1):
            await self._clock.sleep_until(start + number * self._options.audio_chunk)
            last = round(number * self._options.audio_chunk * rate)
            client.send_bulk(self._chunk(settings, start, first, last), request_id)
            first = last

    def _chunk(self, settings: Settings, start: float, first: int, last: int) -> AudioData:
        """Make the samples from `first` to before `last` of a stream that started at `start`."""
        moment, rate, count = (
            start + first / settings.sample_rate,
            settings.sample_rate,
            last - first,
        )
        header = _riff_header(rate) if self._options.riff_header and first == 0 else b''
        microphone = speaker = None
        if settings.microphone:
            samples = room(first, count)
            self._people.mix_into(samples, moment, rate)
            self._robot.mix_into(samples, moment, rate, OWN_VOICE_IN_MICROPHONE)
            microphone = _base64(header + pcm(samples))
        if settings.speaker:
            samples = silence(count)
            self._robot.mix_into(samples, moment, rate)
            speaker = _base64(header + pcm(samples))
        return AudioData(microphone=microphone, speaker=speaker)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode('ascii')


def _riff_header(rate: int) -> bytes:
    return struct.pack(
        '<4sI4s4sIHHIIHH4sI',
        b'RIFF', STREAMED_SIZE, b'WAVE', b'fmt ', 16, 1, 1, rate, 2 * rate, 2, 16, b'data', STREAMED_SIZE,
    )  # fmt: skip
