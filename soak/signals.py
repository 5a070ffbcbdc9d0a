"""The bridge is started and stopped, at any moment of its life."""

import random
import signal
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bridge_process import BridgeProcess
from deeds import OUTCOMES
from findings import Finding, Section, none_of
from furhat_ros.action import Listen, Speak
from place import Place, RunningGoal
from robot_process import RobotProcess
from vitals import blocks
from waiting import seen

TITLE = 'Starts and stops'

STOPS = 200

LONGEST_LIFE = 2.5  # s from the first line of the program to the signal

REST = 2.0  # s that the robot has to fall silent
RESULTS = 2.0  # s that the last results have to arrive

ALWAYS = {'camera.stream': 'always', 'microphone.stream': 'always', 'users.stream': 'always'}

STEP = 0.005  # s


@dataclass
class Stops:
    """What came of the starts and stops of one lane."""

    count: int = 0
    when_connected: int = 0
    when_busy: int = 0
    times: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    left_busy: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    without_result: list[str] = field(default_factory=list)
    unanswered: int = 0


class Lane:
    """One start and stop after the other, with a robot or without."""

    def __init__(self, place: Place, robot: 'RobotProcess | None', port: int, seed: int) -> None:
        self.stops = Stops()
        self._place = place
        self._robot = robot
        self._port = port
        self._dice = random.Random(seed)

    def run(self, count: int) -> Stops:
        """Start and stop so many times."""
        for _ in range(count):
            self._once()
        return self.stops

    def _once(self) -> None:
        stops, dice = self.stops, self._dice
        life, how = dice.uniform(0.0, LONGEST_LIFE), dice.choice((signal.SIGINT, signal.SIGTERM))
        self._place.state = None
        goals: list[RunningGoal] = []
        with BridgeProcess(self._place.namespace, self._port, **ALWAYS) as bridge:
            # Before its first line only Python can be interrupted.
            seen(lambda: blocks(bridge.pid, signal.SIGINT) or not bridge.runs)
            end = time.monotonic() + life
            while (now := time.monotonic()) < end:
                if self._robot and not goals and self._is_ready():
                    goals = self._deeds()
                time.sleep(min(STEP, end - now))
            stops.when_connected += self._place.connected
            stops.when_busy += any(goal.accepted and not goal.ended for goal in goals)
            status, seconds = bridge.end(how)
            stops.count += 1
            stops.times.append(seconds)
            if status or 'Traceback' in bridge.said or bridge.problems:
                tail = bridge.said[-300:].replace('\n', ' / ')
                stops.bad.append(f'status {status} after {life:.2f} s and {how.name}: {tail}')
        when = f'after {life:.2f} s and {how.name}'
        self._look_at_robot(when)
        self._look_at_goals(goals, when)

    def _is_ready(self) -> bool:
        return (
            self._place.connected
            and self._place.offers(Speak, 'speak')
            and self._place.offers(Listen, 'listen')
        )

    def _deeds(self) -> list[RunningGoal]:
        return [
            self._place.send(Speak, 'speak', text='and so on ' * 100),
            self._place.send(Listen, 'listen', stop_no_speech=False, stop_robot_start=False),
        ]

    def _look_at_robot(self, when: str) -> None:
        if self._robot:
            robot = self._robot
            seen(lambda: not robot.ask('activity'), REST)
            self.stops.left_busy += [f'{deed} {when}' for deed in robot.ask('activity')]

    def _look_at_goals(self, goals: list[RunningGoal], when: str) -> None:
        seen(lambda: all(goal.ended for goal in goals if goal.accepted), RESULTS)
        for goal in goals:
            if goal.accepted is None:
                self.stops.unanswered += 1
            elif goal.ended:
                self.stops.outcomes[OUTCOMES[goal.code]] += 1
            else:
                self.stops.without_result.append(f'one {when}')


def run(scale: float, seed: int) -> Section:
    """Start and stop, half of the times with a robot, and tell."""
    count = max(2, round(STOPS * scale) // 2)
    with (
        RobotProcess() as robot,
        Place() as beside_robot,
        Place() as alone,
        socket.socket() as nobody,
        ThreadPoolExecutor() as lanes,
    ):
        nobody.bind(('127.0.0.1', 0))  # and does not listen
        free_port = nobody.getsockname()[1]
        both = (
            lanes.submit(Lane(beside_robot, robot, robot.port, seed).run, count),
            lanes.submit(Lane(alone, None, free_port, seed + 1).run, count),
        )
        with_robot, without = (each.result() for each in both)
    times = {'with a robot': sorted(with_robot.times), 'without a robot': sorted(without.times)}
    stops = with_robot.count + without.count
    bad = [*with_robot.bad, *without.bad]
    ends = ', '.join(f'{name} {n}' for name, n in sorted(with_robot.outcomes.items()))
    return Section(
        TITLE,
        f'{stops} starts, each followed by SIGINT or SIGTERM at a random moment within {LONGEST_LIFE:g} s after the'
        ' first line of the program; half of them with a robot, which was made to speak and to listen as soon as the'
        ' bridge was connected, half of them where no robot is. All streams run.',
        [
            Finding(
                'starts, stops with status 0 and no traceback',
                f'{stops}, {stops - len(bad)}',
                'the same',
                not bad,
            ),
            none_of('other ends', bad),
            Finding(
                'of the stops with a robot: connected, with goals active',
                f'{with_robot.when_connected}, {with_robot.when_busy}',
            ),
            none_of('robot left speaking or listening', with_robot.left_busy),
            Finding('goals that ended, as their clients were told', ends or 'none'),
            none_of('accepted goals whose client was told nothing', with_robot.without_result),
            Finding('goals that came too late to be answered', f'{with_robot.unanswered}'),
            *(
                Finding(
                    f'from the signal to the end, {name}',
                    f'median {each[len(each) // 2]:.2f} s, at most {each[-1]:.2f} s',
                )
                for name, each in times.items()
            ),
        ],
    )
