"""The streams of the bridge, and what of them is lost on the way from the robot to a subscriber."""

from audio_common_msgs.msg import AudioDataStamped
from sensor_msgs.msg import CompressedImage

from furhat_ros.msg import Users
from place import Place
from robot_process import RobotProcess
from waiting import seen

TOPICS = {
    'users': (Users, 'users'),
    'camera': (CompressedImage, 'camera/image_raw/compressed'),
    'microphone': (AudioDataStamped, 'microphone/audio_stamped'),
}
"""By the robot's word for the stream."""

LAST_MESSAGES = 3.0  # s that those on their way have


class Streams:
    """All streams, running from now on."""

    def __init__(self, place: Place) -> None:
        self.samples = 0
        self.steps_back = 0
        """How many times a stamp of the sound was not later than the one before."""

        self._place = place
        self._stamp = (0, 0)
        for name, (kind, topic) in TOPICS.items():
            place.watch(kind, topic, self._take_sound if name == 'microphone' else None)

    def counts(self) -> dict[str, int]:
        """Give how many messages of each stream have come."""
        return {name: self._place.received[topic] for name, (_, topic) in TOPICS.items()}

    def silent(self, since: dict[str, int], patience: float) -> list[str]:
        """Give the streams of which nothing has come since, after some patience."""

        def missing() -> list[str]:
            return [name for name, count in self.counts().items() if count <= since[name]]

        seen(lambda: not missing(), patience)
        return missing()

    def balance(self, robot: RobotProcess) -> dict[str, tuple[int, int]]:
        """Let the robot's streams pause; give how much of each was sent, and how much has come."""
        robot.ask('hold_streams', held=True)
        sent = robot.ask('sent')

        def both() -> dict[str, tuple[int, int]]:
            come = {**self.counts(), 'microphone samples': self.samples}
            return {name: (sent.get(name, 0), count) for name, count in come.items()}

        seen(lambda: all(one == other for one, other in both().values()), LAST_MESSAGES)
        robot.ask('hold_streams', held=False)
        return both()

    def _take_sound(self, message: AudioDataStamped) -> None:
        self.samples += len(message.audio.data) // 2
        stamp = (message.header.stamp.sec, message.header.stamp.nanosec)
        self.steps_back += stamp <= self._stamp
        self._stamp = stamp
