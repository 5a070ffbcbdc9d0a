"""The microphone: the topics `microphone/audio`, `audio_stamped` and `audio_info`, as ros-drivers' audio_capture."""

from audio_common_msgs.msg import AudioData as AudioDataMsg
from audio_common_msgs.msg import AudioDataStamped, AudioInfo
from rclpy.time import Time

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.audio import AudioData, AudioStart, AudioStop

from . import payload
from .context import Context
from .feature import Feature
from .qos import LATCHED
from .sample_clock import SampleClock
from .stream import Stream

BYTES_PER_SAMPLE = 2
INFO_PERIOD = 5.0
"""Seconds; audio_capture repeats its info, for subscribers that do not ask for the latched one."""


class Audio(Feature):
    """What the robot's microphone picks up: mono, 16-bit, little-endian."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        rate = context.settings.microphone_sample_rate
        self._stream = Stream(
            context, context.settings.microphone_stream, AudioStart(sample_rate=rate), AudioStop()
        )
        self._plain = self._stream.publisher(AudioDataMsg, 'microphone/audio')
        self._stamped = self._stream.publisher(AudioDataStamped, 'microphone/audio_stamped')
        self._info = context.node.create_publisher(AudioInfo, 'microphone/audio_info', LATCHED)
        self._clock = SampleClock(rate)
        self._publish_info()
        context.node.create_timer(INFO_PERIOD, self._publish_info)
        context.robot.subscribe(AudioData, self._publish)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        if not status.connected:
            self._clock.reset()
        self._stream.link_changed(status)

    def _publish_info(self) -> None:
        rate = self.context.settings.microphone_sample_rate
        self._info.publish(
            AudioInfo(
                channels=1,
                sample_rate=rate,
                sample_format='S16LE',
                bitrate=rate * 8 * BYTES_PER_SAMPLE,
                coding_format='wave',
            )
        )

    def _publish(self, event: AudioData) -> None:
        if event.microphone is None:
            return
        arrival = self.context.node.get_clock().now().nanoseconds
        try:
            pcm = payload.decode(event.microphone, 'a microphone chunk')
            if len(pcm) % BYTES_PER_SAMPLE:
                raise ProtocolViolation('odd PCM', f'a microphone chunk has {len(pcm)} bytes')
        except ProtocolViolation as violation:
            self.context.robot.report(violation)
            return
        stamp = Time(nanoseconds=self._clock.stamp(arrival, len(pcm) // BYTES_PER_SAMPLE))
        header = self.context.header('microphone_frame', stamp.to_msg())
        audio = AudioDataMsg(data=payload.field(pcm))
        self._plain.publish(audio)
        self._stamped.publish(AudioDataStamped(header=header, audio=audio))
