"""
A ROS node that tells in lines of JSON what it gets: the arguments name topics of the bridge.

A line `speak TEXT` on its input is a goal of the action `speak`; its words and its end are told, too.
"""

import base64
import json
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import rclpy
from audio_common_msgs.msg import AudioDataStamped
from rclpy.action import ActionClient
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.signals import SignalHandlerOptions
from rclpy.time import Time
from std_msgs.msg import Bool

from furhat_ros.action import Speak
from furhat_ros.msg import RobotState

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
STREAM = QoSProfile(depth=1000)


def say(**what: object) -> None:
    """Tell whoever started this program."""
    sys.stdout.write(json.dumps(what) + '\n')
    sys.stdout.flush()


def state(message: RobotState) -> dict[str, Any]:
    """Give what a state says about the link."""
    return {'link': message.link, 'reason': message.reason, 'connects': message.connects}


def is_speaking(message: Bool) -> bool:
    """Give whether the robot speaks."""
    return message.data


def sound(message: AudioDataStamped) -> dict[str, Any]:
    """Give a chunk of sound and the time of its first sample in ns."""
    pcm = base64.b64encode(bytes(message.audio.data)).decode('ascii')
    return {'stamp': Time.from_msg(message.header.stamp).nanoseconds, 'pcm': pcm}


TOPICS: dict[str, tuple[Any, QoSProfile, Callable[[Any], object]]] = {
    'state': (RobotState, LATCHED, state),
    'is_speaking': (Bool, LATCHED, is_speaking),
    'microphone/audio_stamped': (AudioDataStamped, STREAM, sound),
}


class Subscriber(Node):
    """The node."""

    def __init__(self, topics: list[str]) -> None:
        super().__init__('subscriber')
        self._speak = ActionClient(self, Speak, 'speak')
        for topic in topics:
            kind, qos, content = TOPICS[topic]
            self.create_subscription(kind, topic, partial(self._tell, topic, content), qos)

    def speak(self, text: str) -> None:
        """Send a goal (any thread)."""
        self._speak.wait_for_server()
        goal = self._speak.send_goal_async(Speak.Goal(text=text), self._on_feedback)
        goal.add_done_callback(
            lambda sent: sent.result().get_result_async().add_done_callback(self._on_end)
        )

    def _tell(self, topic: str, content: Callable[[Any], object], message: Any) -> None:
        say(**{topic: content(message)})

    def _on_feedback(self, message: Any) -> None:
        if message.feedback.word:
            say(word=message.feedback.word)

    def _on_end(self, end: Any) -> None:
        result = end.result().result
        say(
            end={
                'code': result.outcome.code,
                'message': result.outcome.message,
                'text_spoken': result.text_spoken,
            }
        )


def main() -> None:
    """Run until the input ends: an interrupt at the same time would shut ROS down a second time."""
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    node = Subscriber(sys.argv[1:])
    threading.Thread(target=read, args=(node,), daemon=True).start()
    say(ready=True)
    with suppress(ExternalShutdownException):
        rclpy.spin(node)


def read(node: Subscriber) -> None:
    """Do what the input says."""
    for line in sys.stdin:
        node.speak(line.removeprefix('speak ').strip())
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
