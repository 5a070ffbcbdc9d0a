"""The listener of the contest, in a process of its own: how old each piece is when it comes, in ns."""

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from audio_common_msgs.msg import AudioDataStamped
from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image

from answers import answer_questions
from furhat_ros.msg import Users
from spinning import spinning
from times import IMAGE_TIME, from_bytes

READERS: dict[str, tuple[Any, str, Callable[[Any], int]]] = {
    'camera': (
        CompressedImage,
        'camera/image_raw/compressed',
        lambda message: from_bytes(memoryview(message.data)[IMAGE_TIME:]),
    ),
    'sound': (
        AudioDataStamped,
        'microphone/audio_stamped',
        lambda message: from_bytes(memoryview(message.audio.data)),
    ),
    'users': (Users, 'users', lambda message: round(message.users[0].distance * 1e9)),
}
"""Of each stream: what is published where, and when it left the robot."""


class Listener:
    """Subscribes to some streams of some robots; `raw` is one whose messages are only taken."""

    def __init__(self, node: Node, namespaces: list[str], streams: list[str]) -> None:
        self._ages: defaultdict[str, list[int]] = defaultdict(list)
        self._missing = {(each, stream) for each in namespaces for stream in streams}
        self._node = node
        for namespace in namespaces:
            for stream in streams:
                self._subscribe(namespace, stream)

    def ages(self) -> dict[str, list[int]]:
        """Give those since the last question."""
        ages, self._ages = self._ages, defaultdict(list)
        return ages

    def missing(self) -> int:
        """How many subscriptions have got nothing yet."""
        return len(self._missing)

    def _subscribe(self, namespace: str, stream: str) -> None:
        subscribe = self._node.create_subscription
        if stream == 'raw':
            topic = f'{namespace}/camera/image_raw'
            subscribe(Image, topic, lambda _: self._take(namespace, stream, 0), 10, raw=True)
            return
        kind, name, sent_at = READERS[stream]

        def take(message: Any) -> None:
            came = time.monotonic_ns()
            self._take(namespace, stream, came - sent_at(message))

        subscribe(kind, f'{namespace}/{name}', take, 10)

    def _take(self, namespace: str, stream: str, age: int) -> None:
        self._missing.discard((namespace, stream))
        self._ages[stream].append(age)


async def main() -> None:
    """Listen until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument('namespaces', help='separated by commas')
    parser.add_argument('streams', nargs='+')
    options = parser.parse_args()
    with spinning('listener', '/') as node:
        listener = Listener(node, options.namespaces.split(','), options.streams)
        await answer_questions('ready', {'ages': listener.ages, 'missing': listener.missing})


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
