"""The link is cut a thousand times while everything goes on."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

from rclpy.task import Future

from bridge_process import QUICK, BridgeProcess
from deeds import OUTCOMES, Deeds
from findings import Finding, Section, none_of, table
from furhat_ros.srv import SetLed
from place import Place, RunningGoal
from robot_process import RobotProcess
from robot_program import CUTS
from settings import Settings
from streams import Streams
from vitals import Vitals, compared, vitals
from waiting import NotSeen, seen, wait_until

TITLE = 'Link cuts'

ROUNDS, ROUNDS_THAT_WAIT = 1000, 100

WARM_UP = 930.0
"""Seconds of cuts before the first look at the memory: results of goals are kept for 900, as is usual in ROS."""

LONGEST_MOMENT = 1.0  # s from the goals to the cut
LONGEST_WITHOUT_SPEECH = 0.4  # s, where nothing has to be synthesised first

GOAL_PATIENCE = 15.0  # s for goals to end
STREAM_PATIENCE = 5.0  # s for streams to come back

MOST_ATTEMPTS = 20
"""For settings that the bridge does not take, because the link was lost by itself."""

NOBODY = ['nobody', None]


@dataclass
class Tally:
    """What came of all rounds."""

    cuts: Counter[str] = field(default_factory=Counter)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    open_goals: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    left_busy: list[str] = field(default_factory=list)
    in_flight: int = 0
    undecided: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    """What the robot did in the moment of the cut."""

    back_after: list[float] = field(default_factory=list)

    def take_outcome(self, kind: str, goal: RunningGoal) -> None:
        """Count how a goal ended."""
        self.outcomes.setdefault(kind, Counter())[OUTCOMES[goal.code]] += 1


class Rounds:
    """A robot, a bridge with parameters, and one cut after the other; a context manager."""

    def __init__(self, dice: Random, **parameters: Any) -> None:
        self.tally = Tally()
        self._dice = dice
        self._waits = parameters.get('goals.on_link_loss') == 'wait'
        self._parameters = {**QUICK, **parameters}
        self._stack = ExitStack()

    def __enter__(self) -> 'Rounds':
        with ExitStack() as stack:
            enter = stack.enter_context
            self.robot = enter(RobotProcess(visitors=2))
            self.place = enter(Place())
            self.bridge = enter(
                BridgeProcess(self.place.namespace, self.robot.port, **self._parameters)
            )
            self.place.wait_for_link()
            self.streams = Streams(self.place)
            self._settings = Settings(self.place, self._dice)
            self._deeds = Deeds(self.place, self._dice)
            self._change(self._settings.change_all)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *what: Any) -> None:
        self._stack.__exit__(*what)

    def run(self, count: int) -> None:
        """Cut the link so many times."""
        for _ in range(count):
            self._round()

    def warm_up(self, seconds: float) -> int:
        """Cut the link for a while; give how many times."""
        end, before = time.monotonic() + seconds, self.tally.cuts.total()
        while time.monotonic() < end:
            self._round()
        return self.tally.cuts.total() - before

    def vitals(self) -> Vitals:
        """Look at the bridge when nothing is wrong and the streams run."""
        wait_until(lambda: not self.streams.silent(self.streams.counts(), 1.0), 'all streams')
        return vitals(self.bridge.pid)

    def _round(self) -> None:
        self._change(self._settings.change_some)
        expected, connects = self.robot.ask('state'), self.place.state.connects
        looks = self.robot.ask('looks')
        goals = self._deeds.some()
        every = [(kind, goal) for kind, some in goals.items() for goal in some]
        seen(lambda: all(goal.accepted is not None for _, goal in every), GOAL_PATIENCE)
        longest = LONGEST_MOMENT if 'speak' in goals else LONGEST_WITHOUT_SPEECH
        time.sleep(self._dice.uniform(0.0, longest))  # not to wait: the moment is the input
        self.tally.deeds.update(self.robot.ask('activity'))
        is_attending = 'attend' in goals and self.robot.ask('looks') > looks
        lost_by_itself = self.place.state.connects > connects
        color, led = self._led_in_flight()
        how = self._cut()
        if not self._waits:
            self._await_ends(every, how)
        else:
            self._await_last_ends(every, how)
        if is_attending and not lost_by_itself:
            expected.update(attention=NOBODY, head=None)
        elif 'attend' in goals:
            # Nobody can tell whether the robot was asked for it before the link went.
            self.tally.undecided += 1
            del expected['attention'], expected['head']
        if led is not None:
            if not seen(led.done, GOAL_PATIENCE):
                self.tally.unanswered.append(how)
            elif led.result().success:
                expected['led'] = color
        self._compare(expected, how)

    def _change(self, change: Callable[[], bool]) -> None:
        """Set something; again if the link was lost by itself, which a loaded machine makes it."""
        connects = self.place.state.connects
        for attempt in range(MOST_ATTEMPTS):
            if change():
                if attempt and connects == self.place.state.connects:
                    self.tally.refused.append(f'{attempt} times')
                return
            seen(lambda: self.place.connected)
        raise NotSeen('settings that the bridge takes')

    def _led_in_flight(self) -> tuple[str, 'Future | None']:
        """In some rounds set something in the very moment of the cut."""
        color = self._settings.color()
        if self._dice.random() < 0.5:
            return color, None
        self.tally.in_flight += 1
        return color, self.place.ask(SetLed, 'set_led', color=color)

    def _cut(self) -> str:
        """Cut the link, and wait until it is up again."""
        how = self._dice.choice(list(CUTS))
        connects = self.place.state.connects
        begin = time.monotonic()
        self.robot.ask('cut', how=how)
        wait_until(
            lambda: self.place.connected and self.place.state.connects > connects,
            f'a new link after a cut ({how})',
        )
        self.tally.back_after.append(time.monotonic() - begin)
        self.tally.cuts[how] += 1
        self.robot.ask('clear')
        silent = self.streams.silent(self.streams.counts(), STREAM_PATIENCE)
        self.tally.silent += [f'{stream} after a cut ({how})' for stream in silent]
        return how

    def _await_ends(self, goals: list[tuple[str, RunningGoal]], how: str) -> None:
        seen(lambda: all(goal.ended for _, goal in goals), GOAL_PATIENCE)
        for kind, goal in goals:
            if goal.ended:
                self.tally.take_outcome(kind, goal)
            else:
                self.tally.open_goals.append(f'{kind} after a cut ({how})')

    def _await_last_ends(self, goals: list[tuple[str, RunningGoal]], how: str) -> None:
        """Let speech that has waited be said, and cancel what would go on for ever."""
        speech = [goal for kind, goal in goals if kind in {'speak', 'gesture'}]
        seen(lambda: all(goal.ended for goal in speech), GOAL_PATIENCE)
        for kind, goal in goals:
            if kind not in {'speak', 'gesture'}:
                goal.cancel()
        self._await_ends(goals, how)

    def _compare(self, expected: dict[str, Any], how: str) -> None:
        """Compare the robot to what was set before the cut."""
        if not self._settings.arrived():
            seen(lambda: self.place.connected)
            self._settings.arrived()
        found = self.robot.ask('state')
        for name, value in expected.items():
            if found[name] != value:
                self.tally.differences.append(
                    f'{name} {found[name]} instead of {value} after a cut ({how})'
                )
        busy = self.robot.ask('activity')
        self.tally.left_busy += [f'{deed} after a cut ({how})' for deed in busy]


def run(scale: float, seed: int) -> Section:
    """Cut, and tell what happened."""
    rounds, patient = (max(2, round(count * scale)) for count in (ROUNDS, ROUNDS_THAT_WAIT))
    with Rounds(Random(seed)) as hasty:
        warm_up = hasty.warm_up(max(10.0, WARM_UP * scale))
        before = hasty.vitals()
        hasty.run(rounds)
        after = hasty.vitals()
        balance = hasty.streams.balance(hasty.robot)
        dropped = hasty.place.fresh_diagnostics()
        findings = [*_findings(hasty, balance), *compared(before, after)]
        findings.append(none_of('mistakes in the log of the bridge', hasty.bridge.problems))
        connects = hasty.place.state.connects - 1 - hasty.tally.cuts.total()
    with Rounds(Random(seed + 1), **{'goals.on_link_loss': 'wait'}) as waiting:
        waiting.run(patient)
        wait_findings = _findings(waiting, waiting.streams.balance(waiting.robot))
        wait_findings.append(none_of('mistakes in the log of the bridge', waiting.bridge.problems))
    findings += [
        Finding(f'goals that wait: {each.what}', each.result, each.bar, each.holds)
        for each in wait_findings
    ]
    kinds = ', '.join(f'{name} {count}' for name, count in sorted(hasty.tally.cuts.items()))
    lost = {name[9:]: count for name, count in dropped.items() if name.startswith('dropped: ')}
    return Section(
        TITLE,
        f'{warm_up + rounds} cuts at random moments ({kinds}), each after one to four of these had begun, up to'
        f' {LONGEST_MOMENT:g} s before: speech with a second text in the queue, listening, a gesture, held attention.'
        ' Meanwhile lists of users, images and sound were streaming. Before each cut some of LED, volume, voice, face,'
        ' face parameters, listening, attention and head pose were changed, in half of the rounds the LED also in the'
        f' moment of the cut. {patient} more with `goals.on_link_loss: wait`. Memory, files and threads are medians'
        f' at rest with all streams running, after the last cut and {rounds} cuts before it: ROS keeps the results of'
        ' goals for 15 minutes, so that memory is level only after that.',
        findings,
        '\n'.join(
            [
                'How goals ended (`abort`, the default):\n',
                _outcomes(hasty.tally),
                'How goals ended (`wait`):\n',
                _outcomes(waiting.tally),
                'Streams across the cuts, from the robot to a subscriber:\n',
                _balance(balance),
                f'Of these, the bridge itself dropped: {lost or "nothing"}. What was on its way in the moment of a cut'
                f' is gone with the link. The link was lost {max(0, connects)} times more than it was cut: a ping is'
                f' given up after {QUICK["connection.ping_timeout"]:g} s here.\n',
            ]
        ),
    )


def _findings(rounds: Rounds, balance: dict[str, tuple[int, int]]) -> list[Finding]:
    tally = rounds.tally
    times = sorted(tally.back_after)
    goals = sum(counts.total() for counts in tally.outcomes.values())
    count = tally.cuts.total()
    backwards = rounds.streams.steps_back
    deeds = ', '.join(f'{deed} {count}' for deed, count in sorted(tally.deeds.items()))
    return [
        Finding('cuts survived', f'{count}'),
        Finding('of these while the robot was', deeds),
        Finding(
            'the bridge', 'runs' if rounds.bridge.runs else 'died', 'runs', rounds.bridge.runs
        ),
        Finding(
            'from the cut to the new link',
            f'median {times[len(times) // 2]:.2f} s, at most {times[-1]:.2f} s',
        ),
        Finding('goals that ended', f'{goals}'),
        none_of('goals that stayed open', tally.open_goals),
        none_of('settings that the bridge did not take', tally.refused),
        none_of('settings that were not as before', tally.differences),
        Finding('attention in the moment of the cut, not compared', f'{tally.undecided}'),
        Finding('settings in the moment of the cut', f'{tally.in_flight}'),
        none_of('of these without an answer', tally.unanswered),
        none_of('streams that did not come back', tally.silent),
        none_of('texts that were said twice', rounds.robot.ask('repeated')),
        none_of('robot left speaking or listening', tally.left_busy),
        Finding('stamps of the sound that went back', f'{backwards}', 'none', not backwards),
    ]


def _outcomes(tally: Tally) -> str:
    named = [
        name for name in OUTCOMES.values() if any(each[name] for each in tally.outcomes.values())
    ]
    rows = [
        [kind, *(counts[name] for name in named)]
        for kind, counts in sorted(tally.outcomes.items())
    ]
    return table(['', *named], rows)


def _balance(balance: dict[str, tuple[int, int]]) -> str:
    rows = [[name, sent, come, sent - come] for name, (sent, come) in balance.items()]
    return table(['stream', 'sent', 'received', 'lost'], rows)
