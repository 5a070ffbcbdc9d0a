"""Sound from the robot: the topics `audio`, `audio_stamped` and `audio_info` of microphone and speaker."""

from audio_common_msgs.msg import AudioData as AudioDataMsg
from audio_common_msgs.msg import AudioDataStamped, AudioInfo
from builtin_interfaces.msg import Time as TimeMsg

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.audio import AudioData, AudioStart, AudioStop

from ..context import Context
from ..feature import Feature
from ..policies.publishers import create_publisher
from ..policies.qos import LATCHED, SERIES
from ..streams import payload
from ..streams.feed import Feed
from ..streams.lane import Lane
from ..streams.stream import Stream
from ..streams.template import Template
from .riff import Sound, opened
from .sample_clock import SampleClock
from .sound_report import SoundReport

MICROPHONE = 'microphone'
SPEAKER = 'speaker'

INFO_PERIOD = 5.0
"""Seconds; audio_capture repeats its info, for subscribers that do not ask for the latched one."""


class Audio(Feature):
    """
    What the robot's microphone picks up, and what its own voice says; both mono, 16-bit, little-endian.

    Both come in one stream of the robot: they have one rate, and a chunk of both has one stamp.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        settings = context.settings
        self._log = context.node.get_logger()
        self._rate = settings.microphone_sample_rate
        self._stream = Stream(
            context,
            {MICROPHONE: settings.microphone_stream, SPEAKER: settings.speaker_stream},
            self._start,
            AudioStop(),
        )
        self._sources = {
            name: _Source(context, self._stream, name) for name in (MICROPHONE, SPEAKER)
        }
        self._clock = SampleClock(self._rate)
        self._report = SoundReport(context, self._stream, self._clock)
        context.reports.append(self._report.report)
        self._lane = Lane(context, 'sound', settings.microphone_queue_size, self._publish)
        context.feeds['sound'] = Feed(self._stream, self._lane)
        context.robot.subscribe(AudioData, self._take)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link; what was not heard until then is missing."""
        if self._stream.running and not status.connected:
            self._clock.cut()
        self._stream.link_changed(status)

    def _start(self, wanted: frozenset[str]) -> AudioStart:
        asked = self.context.settings.microphone_sample_rate
        if self.context.robot.status.connected:  # nobody wanted it before
            self._clock.reset()
        self._change_rate(asked)
        return AudioStart(asked, MICROPHONE in wanted, SPEAKER in wanted)

    def _take(self, event: AudioData) -> None:
        departure = self.context.stamps.departure(self.context.settings.stamps_microphone_delay)
        try:
            sounds = _sounds(event)
            self._look_at_rate({sound.rate for sound in sounds.values() if sound.rate})
        except ProtocolViolation as violation:
            self.context.robot.report(violation)
            return
        length = max((len(sound.pcm) for sound in sounds.values()), default=0)
        if not length:
            return
        stamp = self._stamp(departure, length // payload.BYTES_PER_SAMPLE)
        self._report.take(sum(len(sound.pcm) for sound in sounds.values()))
        for name, sound in sounds.items():
            if sound.pcm:
                self._lane.put(name, sound.pcm, stamp)

    def _look_at_rate(self, rates: set[int]) -> None:
        """Believe the robot if it tells the rate of its sound."""
        if len(rates) > 1:
            raise ProtocolViolation('sound format', f'a chunk of the rates {sorted(rates)}')
        for rate in rates - {self._rate}:
            self._log.warning(
                f'the robot sends sound of {rate} Hz, and was asked for'
                f' {self.context.settings.microphone_sample_rate} Hz',
                throttle_duration_sec=5.0,
            )
            self._change_rate(rate)

    def _change_rate(self, rate: int) -> None:
        if rate != self._rate:
            self._rate = rate
            self._clock.change_rate(rate)
            for source in self._sources.values():
                source.change_rate(rate)

    def _stamp(self, departure: int, samples: int) -> TimeMsg:
        gaps, missing = self._clock.gaps, self._clock.missing
        first = self._clock.stamp(departure, samples)
        if not gaps < self._clock.gaps == 1:
            return self.context.stamps.of(first)
        self._log.warning(
            f'sound of {(self._clock.missing - missing) / 1e9:.2f} s did not come from the robot;'
            ' from now on such gaps are only counted, see /diagnostics'
        )
        return self.context.stamps.of(first)

    def _publish(self, source: str, pcm: bytes, stamp: TimeMsg) -> None:
        self._sources[source].publish(pcm, stamp)


def _sounds(event: AudioData) -> dict[str, Sound]:
    """Give what a chunk holds, by source; raise ProtocolViolation if part of it is no sound."""
    sounds = {}
    for name, chunk in ((MICROPHONE, event.microphone), (SPEAKER, event.speaker)):
        if chunk is not None:
            what = f'a chunk of the {name}'
            sounds[name] = opened(payload.samples(chunk, what), what)
    return sounds


class _Source:
    """The three topics of one sound, as ros-drivers' audio_capture has them."""

    def __init__(self, context: Context, stream: Stream, name: str) -> None:
        stamped = AudioDataStamped(header=context.header(f'{name}_frame'))
        self._template = Template(AudioDataMsg())
        self._stamped_template = Template(stamped, stamped.audio)
        self._rate = context.settings.microphone_sample_rate
        self._stream = stream
        self._plain = stream.publisher(name, AudioDataMsg, f'{name}/audio', SERIES)
        self._stamped = stream.publisher(name, AudioDataStamped, f'{name}/audio_stamped', SERIES)
        self._info = create_publisher(context.node, AudioInfo, f'{name}/audio_info', LATCHED)
        self._publish_info()
        context.every(INFO_PERIOD, self._publish_info)

    def publish(self, pcm: bytes, stamp: TimeMsg) -> None:
        """Publish a chunk whose first sample is of that time."""
        if self._stream.listened(self._plain):
            self._plain.publish(self._template.filled(pcm, stamp))
        if self._stream.listened(self._stamped):
            self._stamped.publish(self._stamped_template.filled(pcm, stamp))

    def change_rate(self, rate: int) -> None:
        """Tell that the sound has another rate from now on."""
        self._rate = rate
        self._publish_info()

    def _publish_info(self) -> None:
        self._info.publish(
            AudioInfo(
                channels=1,
                sample_rate=self._rate,
                sample_format='S16LE',
                bitrate=self._rate * 8 * payload.BYTES_PER_SAMPLE,
                coding_format='wave',
            )
        )
