"""A million frames that no robot should send, and what the bridge makes of them."""

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from std_msgs.msg import Bool

import hostile_frames
from bridge_process import QUICK, BridgeProcess
from findings import Finding, Section, none_of, table
from furhat_ros.msg import Hearing, TurnEvent
from furhat_ros.srv import GetSystemStatus, SetLed
from furhat_ros.virtual_robot.garble import FATAL
from place import Place
from robot_process import RobotProcess
from streams import TOPICS
from vitals import compared, vitals
from waiting import PATIENCE, NotSeen, seen

TITLE = 'Hostile frames'

FRAMES = 1_000_000
FATAL_FRAMES = 50  # of each kind
WARM_UP = 0.1  # part of the frames

STAGE_PATIENCE = 900.0  # s for all frames of one kind

PAUSE = 0.02  # s between two calls

BROKEN = 'broken frames: '
UNUSUAL = 'unusual: '
DROPPED = 'dropped: '

FAULTS: dict[str, dict[str, dict[str, Any]]] = {
    'duplicated replies': {'duplicate': {}},
    'late and reordered replies': {'late': {'seconds': 0.02, 'share': 0.5}, 'reorder': {}},
}
"""What else is wrong with all that the robot sends while these come."""


class Caller:
    """Calls two services again and again for the time of a block, and takes the time of each."""

    def __init__(self, place: Place) -> None:
        self.times: dict[str, list[float]] = {'get_system_status': [], 'set_led': []}
        self.failed: list[str] = []
        self._place = place

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Call in a thread of its own."""
        ended = threading.Event()
        thread = threading.Thread(target=self._call, args=(ended,), name='caller')
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _call(self, ended: threading.Event) -> None:
        while True:
            self._take_time(GetSystemStatus, 'get_system_status')
            self._take_time(SetLed, 'set_led', color='#102030')
            if ended.wait(PAUSE):
                return

    def _take_time(self, service: Any, name: str, **request: Any) -> None:
        begin = time.monotonic()
        answer = self._place.ask(service, name, **request)
        if not seen(answer.done, PATIENCE):
            self.failed.append(f'{name}: no answer')
        elif not answer.result().success:
            self.failed.append(f'{name}: {answer.result().message}')
        else:
            self.times[name].append(time.monotonic() - begin)


def run(scale: float, seed: int) -> Section:
    """Send, and tell what happened."""
    kinds = (*hostile_frames.SPOILED, *hostile_frames.UNASKED, *hostile_frames.REPLIES)
    count = max(50, round(FRAMES * scale) // len(kinds) + 1)
    fatal = max(2, round(FATAL_FRAMES * scale))
    rows: list[list[object]] = []
    seconds = 0.0
    with (
        RobotProcess(visitors=2) as robot,
        Place() as place,
        BridgeProcess(place.namespace, robot.port, **_LINK) as bridge,
    ):
        place.wait_for_link()
        for kind, topic in (*TOPICS.values(), *_OTHER_TOPICS):
            place.watch(kind, topic)
        for kind in kinds:
            _send(robot, place, kind, max(50, round(count * WARM_UP)))
        _send_fatal(robot, place, fatal)
        before = vitals(bridge.pid)
        connects = place.state.connects
        caller = Caller(place)
        for kind in kinds:
            called = {name: len(times) for name, times in caller.times.items()}
            took, said = _stage(robot, place, caller, kind, count)
            slowest = (
                f'{1000 * max(times[called[name] :], default=math.nan):.0f}'
                for name, times in caller.times.items()
            )
            rows.append([kind, count, *said, f'{took:.1f}', *slowest])
            seconds += took
        reconnects = place.state.connects - connects
        back = _send_fatal(robot, place, fatal)
        after = vitals(bridge.pid)
        findings = [
            Finding(
                'frames sent', f'{count * len(kinds)}, {count * len(kinds) / seconds:.0f} per s'
            ),
            Finding('the bridge', 'runs' if bridge.runs else 'died', 'runs', bridge.runs),
            Finding('links lost to these', f'{reconnects}', '0', not reconnects),
            Finding(
                'frames after which a client must hang up, and comes back',
                ', '.join(f'{kind}: {came} of {fatal}' for kind, came in back.items()),
                'all',
                all(came == fatal for came in back.values()),
            ),
            *(_latency(name, times) for name, times in caller.times.items()),
            none_of('calls without a good answer', caller.failed),
            *compared(before, after),
            none_of('mistakes in the log of the bridge', bridge.problems),
        ]
    return Section(
        TITLE,
        f'{count} frames of each of {len(kinds)} kinds, as fast as the bridge takes them, while lists of users, images,'
        ' sound and the dialogue are subscribed to and two services are called: `get_system_status`, for which the'
        ' robot has to answer in line with all that it sends, and `set_led`, for which it has not. Then'
        f' {fatal} of each kind after which there is no way to go on. Memory, files and threads are medians at rest'
        f' before and after; {WARM_UP:.0%} of the frames had been sent before and do not count.',
        findings,
        'What the bridge counted, as `/diagnostics` tell:\n\n'
        + table(
            ['kind', 'sent', 'broken, by kind', 'unusual, by kind', 'dropped', 's', *_SLOWEST],
            rows,
        )
        + '\nWhat is not counted at all is allowed: unknown fields, and spoiled messages that are still whole enough.'
        ' What is dropped is not looked at. The last columns are the slowest calls, in ms.\n',
    )


_LINK = {name: QUICK[name] for name in QUICK if 'retry' in name}

_SLOWEST = ('`get_system_status`', '`set_led`')

_OTHER_TOPICS = ((Hearing, 'hearing'), (TurnEvent, 'turns'), (Bool, 'is_speaking'))


def _send(robot: RobotProcess, place: Place, kind: str, count: int) -> None:
    """Send frames, and wait until the bridge has read them all."""
    for fault, fields in FAULTS.get(kind, {}).items():
        robot.ask('start', fault=fault, **fields)
    robot.ask('send', STAGE_PATIENCE, kind=kind, count=count)
    robot.ask('clear')
    if not any(place.call(GetSystemStatus, 'get_system_status').success for _ in range(10)):
        raise NotSeen(f'an answer behind all frames of the kind {kind}')


def _stage(
    robot: RobotProcess, place: Place, caller: Caller, kind: str, count: int
) -> tuple[float, tuple[str, str, str]]:
    """Send all frames of a kind; give the seconds, and what the bridge counted as broken, unusual and dropped."""
    before = Counter(_counts(place))
    begin = time.monotonic()
    with caller.calling():
        _send(robot, place, kind, count)
    seconds = time.monotonic() - begin
    new = Counter(_counts(place)) - before
    return seconds, (_said(new, BROKEN), _said(new, UNUSUAL), _said(new, DROPPED))


def _counts(place: Place) -> dict[str, int]:
    values = place.fresh_diagnostics().items()
    return {key: int(value) for key, value in values if key.startswith((BROKEN, UNUSUAL, DROPPED))}


def _said(counts: 'Counter[str]', start: str) -> str:
    found = {key.removeprefix(start): n for key, n in counts.items() if key.startswith(start)}
    return ', '.join(f'{name}: {n}' for name, n in sorted(found.items()))


def _send_fatal(robot: RobotProcess, place: Place, count: int) -> dict[str, int]:
    back: dict[str, int] = {}
    for kind in FATAL:
        back[kind] = 0
        for _ in range(count):
            back[kind] += bool(robot.ask('send_fatal', kind=kind))
            place.wait_for_link()
    place.wait_for_link()
    return back


def _latency(name: str, times: list[float]) -> Finding:
    ordered = sorted(1000 * each for each in times)
    if not ordered:
        return Finding(f'`{name}` meanwhile', 'never answered', 'answered', holds=False)
    at = [ordered[round(part * (len(ordered) - 1))] for part in (0.5, 0.99, 1.0)]
    return Finding(
        f'`{name}` meanwhile',
        f'{len(ordered)} calls: median {at[0]:.0f} ms, 99th percentile {at[1]:.0f} ms,'
        f' at most {at[2]:.0f} ms',
    )
