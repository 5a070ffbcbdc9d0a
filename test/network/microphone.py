"""Sound from the robot's microphone over a bad network: what was sent, what arrived, and how it was stamped."""

import base64
from contextlib import suppress
from dataclasses import dataclass

from furhat_ros.virtual_robot.options import Options
from furhat_ros.virtual_robot.sound import pcm, room

from .emulator import Conditions
from .program import PATIENCE, NotSeen
from .three_hosts import ThreeHosts

TOPIC = 'microphone/audio_stamped'

RATE = 16000
CHUNK = Options().audio_chunk
BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class Chunk:
    """One message of the topic."""

    stamp: int
    """ns"""

    pcm: bytes

    @property
    def duration(self) -> int:
        """How long its samples sound, in ns."""
        return len(self.pcm) // BYTES_PER_SAMPLE * 1_000_000_000 // RATE


@dataclass(frozen=True)
class Recording:
    """What the robot sent, what the subscriber got, and what the network did to it."""

    sent: bytes
    chunks: list[Chunk]
    connects: int
    packets_lost: int
    packets_overtaken: int

    @property
    def received(self) -> bytes:
        """All chunks together."""
        return b''.join(chunk.pcm for chunk in self.chunks)

    @property
    def slews(self) -> list[int]:
        """How far, in ns, each stamp but the first is from where the samples before it would have it."""
        return [
            after.stamp - before.stamp - before.duration
            for before, after in zip(self.chunks, self.chunks[1:])
        ]


def record(seconds: float, conditions: Conditions, seed: int = 1) -> Recording:
    """
    Record on the subscriber's host, while the network between robot and bridge is in these conditions.

    But for so many seconds the robot's time stands still: what it sends is exactly so much of the noise in its room.
    """
    count = round(seconds / CHUNK)
    with ThreeHosts(seed) as hosts:
        robot = hosts.start_dealt_robot()
        hosts.start_bridge()
        subscriber = hosts.start_subscriber(TOPIC, 'state')
        hosts.robot_cable.conditions = conditions
        # And half a chunk: so no rounding decides whether the last one is sent.
        robot.write(f'{(count + 0.5) * CHUNK}')
        robot.wait_for('the end', lambda: robot.told_of('still'), seconds + PATIENCE)
        with suppress(NotSeen):  # then it is missing from the recording
            subscriber.wait_for('all the sound', lambda: len(subscriber.told_of(TOPIC)) >= count)
        return Recording(
            pcm(room(0, round(count * CHUNK * RATE))),
            [
                Chunk(each['stamp'], base64.b64decode(each['pcm']))
                for each in subscriber.told_of(TOPIC)
            ],
            subscriber.told_of('state')[-1]['connects'],
            hosts.robot_cable.lost,
            hosts.robot_cable.overtaken,
        )
