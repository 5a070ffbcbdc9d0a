"""Sound from the robot: the topics `audio`, `audio_stamped` and `audio_info` of microphone and speaker."""

from audio_common_msgs.msg import AudioData as AudioDataMsg
from audio_common_msgs.msg import AudioDataStamped, AudioInfo
from builtin_interfaces.msg import Time as TimeMsg
from rclpy.time import Time

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.audio import AudioData, AudioStart, AudioStop

from . import payload
from .context import Context
from .feature import Feature
from .feed import Feed
from .lane import Lane
from .qos import LATCHED
from .sample_clock import SampleClock
from .stream import Stream

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
        rate = settings.microphone_sample_rate
        self._stream = Stream(
            context,
            {MICROPHONE: settings.microphone_stream, SPEAKER: settings.speaker_stream},
            self._start,
            AudioStop(),
        )
        self._sources = {
            name: _Source(context, self._stream, name) for name in (MICROPHONE, SPEAKER)
        }
        self._clock = SampleClock(rate)
        self._lane = Lane(context, 'sound', settings.microphone_queue_size, self._publish)
        context.feeds['sound'] = Feed(self._stream, self._lane)
        context.robot.subscribe(AudioData, self._take)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    def _start(self, wanted: frozenset[str]) -> AudioStart:
        self._clock.reset()
        rate = self.context.settings.microphone_sample_rate
        return AudioStart(rate, MICROPHONE in wanted, SPEAKER in wanted)

    def _take(self, event: AudioData) -> None:
        arrival = self.context.node.get_clock().now().nanoseconds
        try:
            sounds = {
                name: payload.samples(chunk, f'a chunk of the {name}')
                for name, chunk in ((MICROPHONE, event.microphone), (SPEAKER, event.speaker))
                if chunk is not None
            }
        except ProtocolViolation as violation:
            self.context.robot.report(violation)
            return
        if sounds:
            length = max(map(len, sounds.values())) // payload.BYTES_PER_SAMPLE
            # Simulated time may stand at zero.
            stamp = Time(nanoseconds=max(self._clock.stamp(arrival, length), 0)).to_msg()
            for name, pcm in sounds.items():
                self._lane.put(name, pcm, stamp)

    def _publish(self, source: str, pcm: bytes, stamp: TimeMsg) -> None:
        self._sources[source].publish(pcm, stamp)


class _Source:
    """The three topics of one sound, as ros-drivers' audio_capture has them."""

    def __init__(self, context: Context, stream: Stream, name: str) -> None:
        self._context = context
        self._frame = f'{name}_frame'
        self._plain = stream.publisher(name, AudioDataMsg, f'{name}/audio')
        self._stamped = stream.publisher(name, AudioDataStamped, f'{name}/audio_stamped')
        self._info = context.node.create_publisher(AudioInfo, f'{name}/audio_info', LATCHED)
        self._publish_info()
        context.every(INFO_PERIOD, self._publish_info)

    def publish(self, pcm: bytes, stamp: TimeMsg) -> None:
        """Publish a chunk whose first sample is of that time."""
        audio = AudioDataMsg(data=payload.field(pcm))
        header = self._context.header(self._frame, stamp)
        self._plain.publish(audio)
        self._stamped.publish(AudioDataStamped(header=header, audio=audio))

    def _publish_info(self) -> None:
        rate = self._context.settings.microphone_sample_rate
        self._info.publish(
            AudioInfo(
                channels=1,
                sample_rate=rate,
                sample_format='S16LE',
                bitrate=rate * 8 * payload.BYTES_PER_SAMPLE,
                coding_format='wave',
            )
        )
