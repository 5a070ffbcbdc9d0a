#!/usr/bin/env python3
"""
A tour of a Furhat robot, by a node that knows nothing but the ROS interfaces.

Start a bridge, then `ros2 run furhat_ros tour --ros-args -r __ns:=/furhat`. Prints what it sees, step by step; the exit
status is 0 only if every step was seen.
"""

import array
import contextlib
import math
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import rclpy
from audio_common_msgs.msg import AudioDataStamped, AudioInfo
from rclpy.action import ActionClient
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.task import Future
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from furhat_ros.action import Listen, Speak
from furhat_ros.msg import Outcome, RobotState, Users

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)

HELLO = 'Hello! I am a Furhat, and a program drives me through ROS 2.'
STORY = (
    'Once upon a time there was a robot who told such a long story that somebody had to stop it.'
)
CANCEL_AFTER = 6  # words


class NotSeen(Exception):
    """Something that the tour wanted to show did not happen."""


class Tour:
    """The steps of the tour, in order; each raises NotSeen if it fails."""

    def __init__(self, node: Node, people: int) -> None:
        self._node = node
        self._people = people
        self._speak = ActionClient(node, Speak, 'speak')
        self._listen = ActionClient(node, Listen, 'listen')

    @property
    def steps(self) -> tuple[Callable[[], None], ...]:
        """What the tour shows."""
        return (
            self.connection,
            self.people,
            self.camera,
            self.microphone,
            self.speech,
            self.canceled_speech,
            self.listening,
        )

    def connection(self) -> None:
        """Is there a robot?"""

        def connected(states: list[RobotState]) -> bool:
            return states[-1].link == RobotState.CONNECTED and states[-1].volume >= 0

        state = self._collect(RobotState, 'state', connected, 'a connected robot', LATCHED, 20.0)[
            -1
        ]
        kind = {RobotState.VIRTUAL: 'a virtual robot', RobotState.PHYSICAL: 'a robot'}
        say(f'{kind.get(state.kind, "something")} at {state.url}, scope {state.scope}')
        say(f'voice "{state.voice_id}", face "{state.face_id}", volume {state.volume}')

    def people(self) -> None:
        """Who is there?"""
        wanted = self._people
        last = self._collect(
            Users, 'users', lambda seen: len(seen[-1].users) >= wanted, f'{wanted} people'
        )[-1]
        for user in last.users:
            where = user.position
            side = 'left' if where.y > 0 else 'right'
            say(f'{user.id}: {where.x:.2f} m ahead, {abs(where.y):.2f} m to the {side}')

    def camera(self) -> None:
        """What does the robot see?"""
        frames = self._collect(
            CompressedImage,
            'camera/image_raw/compressed',
            lambda seen: len(seen) >= 10,
            '10 images',
        )
        spent = seconds(frames[-1].header.stamp) - seconds(frames[0].header.stamp)
        size = sum(len(frame.data) for frame in frames) / len(frames)
        rate = (len(frames) - 1) / max(spent, 1e-9)
        say(f'{len(frames)} images ({frames[0].format}), {size / 1000:.0f} kB each, {rate:.1f} Hz')

    def microphone(self) -> None:
        """What does it pick up?"""
        info = self._collect(AudioInfo, 'microphone/audio_info', len, 'audio_info', LATCHED)[-1]
        chunks = self._collect(
            AudioDataStamped,
            'microphone/audio_stamped',
            lambda seen: sum(len(chunk.audio.data) for chunk in seen) >= 2 * info.sample_rate,
            '1 s of sound',
        )
        pcm = array.array('h', b''.join(bytes(chunk.audio.data) for chunk in chunks))
        loudness = math.sqrt(sum(sample * sample for sample in pcm) / len(pcm))
        level = 20 * math.log10(max(loudness, 1.0) / 32768)
        say(
            f'{len(pcm) / info.sample_rate:.1f} s of {info.sample_format} at {info.sample_rate} Hz'
            f' in {len(chunks)} chunks, {level:.0f} dBFS'
        )

    def speech(self) -> None:
        """Say something, and follow it word by word."""
        words = Words()
        say(f'goal:   "{HELLO}"')
        result = self._perform(self._speak, Speak.Goal(text=HELLO), words.take)
        expect(words.heard, 'word feedback')
        expect(
            result.outcome.code == Outcome.SUCCEEDED, f'success, not "{result.outcome.message}"'
        )
        spent = seconds(result.end) - seconds(result.start)
        say(
            f'result: "{result.text_spoken}" ({spent:.1f} s, synthesis {result.synthesis_time:.1f} s)'
        )

    def canceled_speech(self) -> None:
        """Begin to say something, and think better of it."""
        words = Words()
        say(f'goal:   "{STORY}"')
        result = self._perform(
            self._speak,
            Speak.Goal(text=STORY),
            words.take,
            cancel_when=lambda: len(words.heard) >= CANCEL_AFTER,
        )
        expect(
            result.outcome.code == Outcome.CANCELED, f'a cancel, not "{result.outcome.message}"'
        )
        expect(0 < len(result.text_spoken) < len(STORY), 'a part of the text that was spoken')
        say(f'result: canceled; spoken until then: "{result.text_spoken}"')

    def listening(self) -> None:
        """Hear somebody out."""
        heard: list[String] = []
        subscription = self._node.create_subscription(String, 'heard', heard.append, 10)

        def follow(feedback: Listen.Feedback) -> None:
            if feedback.partial:
                say(f'partial: {feedback.partial}')

        say('listening: say something to the robot')
        result = self._perform(self._listen, Listen.Goal(partial=True), follow)
        expect(result.text, f'a heard sentence; the end was "{result.cause}"')
        say(f'heard:   "{result.text}" (end: {result.cause})')
        wait_until(lambda: heard, 2.0, 'the sentence on the topic heard')
        self._node.destroy_subscription(subscription)

    def _collect(
        self,
        kind: Any,
        topic: str,
        enough: Callable[[list[Any]], object],
        what: str,
        qos: 'QoSProfile | int' = 10,
        timeout: float = 10.0,
    ) -> list[Any]:
        """Subscribe until the messages are enough."""
        seen: list[Any] = []
        done = threading.Event()

        def take(message: Any) -> None:
            if not done.is_set():
                seen.append(message)
                if enough(seen):
                    done.set()

        subscription = self._node.create_subscription(kind, topic, take, qos)
        try:
            expect(done.wait(timeout), f'{what} within {timeout:g} s')
        finally:
            self._node.destroy_subscription(subscription)
        return seen

    def _perform(
        self,
        client: ActionClient,
        goal: Any,
        follow: Callable[[Any], None],
        cancel_when: Callable[[], bool] = lambda: False,
    ) -> Any:
        """Send a goal and wait for its end; give the result."""
        expect(client.wait_for_server(10.0), 'the action server')
        asked = False
        sent = client.send_goal_async(goal, lambda message: follow(message.feedback))
        handle = wait_for(sent, 5.0, 'an answer to the goal')
        expect(handle.accepted, 'an accepted goal')
        result = handle.get_result_async()
        deadline = time.monotonic() + 60.0
        while not result.done() and time.monotonic() < deadline:
            if not asked and cancel_when():
                asked = True
                say('cancel')
                wait_for(handle.cancel_goal_async(), 5.0, 'an answer to the cancel')
            time.sleep(0.01)
        return wait_for(result, 0.0, 'the result of the goal').result


class Words:
    """Prints the words of a speech while they are spoken."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def take(self, feedback: Speak.Feedback) -> None:
        """Take one feedback."""
        if feedback.word:
            self.heard.append(feedback.word)
            say(f'word {feedback.word_index + 1:2d}: {feedback.word}')


def say(line: str) -> None:
    """Print one line of the transcript."""
    print(f'   {line}', flush=True)


def seconds(stamp: Any) -> float:
    """Convert a time message."""
    return float(stamp.sec) + stamp.nanosec * 1e-9


def expect(seen: object, what: str) -> None:
    """Raise NotSeen unless it was seen."""
    if not seen:
        raise NotSeen(f'expected {what}')


def wait_until(condition: Callable[[], object], timeout: float, what: str) -> None:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + timeout
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    expect(condition(), what)


def wait_for(future: Future, timeout: float, what: str) -> Any:
    """Wait for a future that the executor's thread completes."""
    wait_until(future.done, timeout, what)
    return future.result()


def take_tour(tour: Tour) -> bool:
    """Go through all steps, also after one that failed; tell whether all were seen."""
    failed = []
    for number, step in enumerate(tour.steps, 1):
        title = step.__name__.replace('_', ' ')
        print(f'{number}. {title}: {step.__doc__}', flush=True)
        try:
            step()
        except NotSeen as problem:
            say(f'NOT SEEN: {problem}')
            failed.append(title)
    print(f'not seen: {", ".join(failed)}' if failed else 'Every step was seen.', flush=True)
    return not failed


def spin(executor: SingleThreadedExecutor, end: Future) -> None:
    """Run the callbacks of the node until the end."""
    with contextlib.suppress(ExternalShutdownException):
        executor.spin_until_future_complete(end)


def main() -> int:
    """Take the tour; give the exit status."""
    rclpy.init(args=sys.argv)
    node = rclpy.create_node('tour')
    people = node.declare_parameter('people', 1).value
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    end = Future()
    thread = threading.Thread(target=spin, args=(executor, end), daemon=True)
    thread.start()
    try:
        return 0 if take_tour(Tour(node, people)) else 1
    except KeyboardInterrupt:
        return 1
    finally:
        end.set_result(None)
        thread.join()
        rclpy.try_shutdown()


if __name__ == '__main__':
    sys.exit(main())
