"""The play: what the robot is asked to do through ROS, while everything is recorded."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ament_index_python.packages import get_package_share_directory

import place
from actors import ANNA, BERTA
from bag_recorder import BagRecorder
from bridge_process import BridgeProcess
from furhat_ros.action import Attend, Gesture, Listen, Speak
from furhat_ros.bridge.record import recording
from furhat_ros.msg import Outcome
from robot_process import RobotProcess
from waiting import NotSeen, wait_until

ACTORS = Path(__file__).with_name('actors.py')
CONFIG = Path(get_package_share_directory('furhat_ros')) / 'config' / 'record.yaml'
GROUPS = ('always', 'camera_compressed', 'sound')
NAMESPACE = '/furhat'
PREFIX = 'furhat/'
"""Of the frames, as the launch file has it."""

LIVE = ('users', 'camera/image_raw/compressed', 'microphone/audio_stamped', 'state')
"""Topics without which there is nothing to draw."""

SHOWN = 21.0
"""Seconds from the beginning of the play to the moment that the pictures show."""

LENGTH = 38.0
"""About so many seconds it takes."""

END = 2.0  # s of silence in the end


class Stage(place.Place):
    """The node that asks the robot, in the namespace that users of the launch file see."""

    def __init__(self) -> None:
        super().__init__()
        self.namespace = NAMESPACE

    def do(self, action: Any, name: str, /, **goal: Any) -> None:
        """Send a goal and wait for its end, which must be a success."""
        running = self.send(action, name, **goal)
        wait_until(lambda: running.ended, f'the end of {name} {goal}')
        if running.code != Outcome.SUCCEEDED:
            raise NotSeen(f'{name} {goal} has ended with the code {running.code}')


def perform(stage: Stage, tell: Callable[[str], None]) -> None:
    """Let the robot talk to the two people."""

    def attend(name: str) -> None:
        tell(f'attend {name}')
        stage.do(Attend, 'attend', target=Attend.Goal.USER, user_id=name)

    def say(text: str) -> None:
        tell(f'say "{text}"')
        stage.do(Speak, 'speak', text=text)

    def listen() -> None:
        tell('listen')
        stage.do(Listen, 'listen')

    def play(name: str) -> None:
        tell(f'play {name}')
        stage.send(Gesture, 'gesture', name=name)

    attend(ANNA)
    play('Smile')
    say('Good morning! Who are you?')
    listen()
    play('Nod')
    say('Welcome to our house, Anna.')
    attend(BERTA)
    say('And who is there beside you?')
    listen()
    play('BigSmile')
    say('Nice to meet you, too. May I show you the way?')
    listen()
    attend(ANNA)
    say('It is the second door on the left.')
    listen()
    attend(BERTA)
    say('Then have a good day, both of you!')
    listen()
    play('Wink')


def record(bag: Path, tell: Callable[[str], None]) -> int:
    """Let the play be played and recorded; give the moment in ns that the pictures show. Raises NotSeen."""
    profiles = recording.topics(CONFIG, NAMESPACE, GROUPS)
    needed = [recording.full_name(name, NAMESPACE) for name in LIVE]
    with ExitStack() as stack:
        stack.enter_context(place.ros())
        robot = stack.enter_context(RobotProcess(ACTORS))
        bridge = stack.enter_context(BridgeProcess(NAMESPACE, robot.port, frame_prefix=PREFIX))
        stage = stack.enter_context(Stage())
        stage.wait_for_link()
        recorder = stack.enter_context(BagRecorder(bag, 'mcap', profiles))
        wait_until(lambda: all(recorder.received[each] for each in needed), 'all that is recorded')
        begin = time.time_ns()
        robot.ask('walk')

        def tell_when(deed: str) -> None:
            tell(f'{(time.time_ns() - begin) / 1e9:5.1f} s of about {LENGTH:.0f} s: {deed}')

        perform(stage, tell_when)
        time.sleep(END)  # not to wait: so much is recorded
        if bridge.problems:
            raise NotSeen('the bridge complains: ' + '; '.join(bridge.problems))
        tell(f'{sum(recorder.received.values())} messages recorded')
    return begin + round(SHOWN * 1e9)
