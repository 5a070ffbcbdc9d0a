"""
How evenly the stamps of sound run: against the number of samples, for ten minutes.

A virtual robot, a bridge and a subscriber run in processes of their own. The robot sends 50 chunks of sound a second,
and beside them 25 images and 30 lists of users, which all have subscribers. The subscriber compares the stamp of each
chunk with the samples that came before it.
"""

import argparse
import itertools
import os
import statistics
import sys
import time
from contextlib import ExitStack

from audio_common_msgs.msg import AudioDataStamped, AudioInfo
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import CompressedImage

from contest.spinning import spinning
from document import write
from furhat_ros.msg import Users
from programs import PATIENCE, NotSeen, bridge, machine, robot

NAMESPACE = f'/stamp_jitter_{os.getpid()}'
SECONDS = 600.0
SETTLING = 30.0  # s in which it is learnt how late the first chunk was
BAR = 1.0  # ms
STREAMS = ('--audio-chunk', '0.02', '--camera-fps', '25', '--users-rate', '30')
DEPTH = QoSProfile(depth=1000)
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
BYTES_PER_SAMPLE = 2


class Listener:
    """The subscriber: the stamps of all chunks, each with the number of samples before it."""

    def __init__(self, node: Node) -> None:
        self.stamps: list[int] = []
        self.samples: list[int] = []
        self.rate = 0
        self.gaps = ''
        self._count = 0
        subscribe = node.create_subscription
        subscribe(AudioInfo, 'microphone/audio_info', self._take_info, LATCHED)
        subscribe(AudioDataStamped, 'microphone/audio_stamped', self._take, DEPTH)
        subscribe(DiagnosticArray, '/diagnostics', self._take_health, DEPTH)
        subscribe(CompressedImage, 'camera/image_raw/compressed', lambda _: None, 10, raw=True)
        subscribe(Users, 'users', lambda _: None, 10, raw=True)

    def _take_info(self, info: AudioInfo) -> None:
        self.rate = info.sample_rate

    def _take(self, message: AudioDataStamped) -> None:
        stamp = message.header.stamp
        self.stamps.append(stamp.sec * 10**9 + stamp.nanosec)
        self.samples.append(self._count)
        self._count += len(message.audio.data) // BYTES_PER_SAMPLE

    def _take_health(self, array: DiagnosticArray) -> None:
        for status in array.status:
            if status.name == f'{NAMESPACE[1:]}/furhat_bridge: sound':
                self.gaps = {each.key: each.value for each in status.values}['gaps']


def measure(seconds: float) -> Listener:
    """Listen for some time, from the first chunk on."""
    with ExitStack() as stack:
        url = stack.enter_context(robot(*STREAMS))
        stack.enter_context(bridge(url, NAMESPACE))
        ears = Listener(stack.enter_context(spinning('listener', NAMESPACE)))
        deadline = time.monotonic() + PATIENCE
        while not (ears.stamps and ears.rate and ears.gaps):
            if time.monotonic() > deadline:
                raise NotSeen(f'no sound within {PATIENCE:g} s')
            time.sleep(0.1)
        time.sleep(seconds)  # not to wait: how long it goes on is the input
    return ears


class Comparison:
    """The stamps against the samples; times in ms."""

    def __init__(self, ears: Listener) -> None:
        period = 1e9 / ears.rate
        ahead = [
            (stamp - ears.stamps[0] - count * period) / 1e6
            for stamp, count in zip(ears.stamps, ears.samples, strict=True)
        ]
        self.steps = [abs(after - before) for before, after in itertools.pairwise(ahead)]
        times = [count / ears.rate for count in ears.samples]
        settling = min(SETTLING, times[-1] / 4)
        first = next(number for number, moment in enumerate(times) if moment >= settling)
        line = statistics.linear_regression(times[first:], ahead[first:])
        self.drift = 1000 * line.slope  # parts in a million
        off = [
            abs(each - line.intercept - line.slope * moment)
            for each, moment in zip(ahead, times, strict=True)
        ]
        self.early, self.late = off[:first], off[first:]

    @property
    def worst(self) -> float:
        """What the bar is for: the most of each step, and of the distance from a steady sample clock."""
        return max(*self.steps, *self.late)


def report(ears: Listener, compared: Comparison) -> str:
    """Describe what was measured, in Markdown."""
    return _REPORT.format(
        worst=compared.worst,
        holds='below' if compared.worst < BAR else 'NOT below',
        bar=BAR,
        chunks=len(ears.stamps),
        minutes=(ears.stamps[-1] - ears.stamps[0]) / 60e9,
        early=_row(compared.early),
        late=_row(compared.late),
        steps=_row(compared.steps),
        settling=SETTLING,
        drift=compared.drift,
        gaps=ears.gaps,
        backwards=sum(after <= before for before, after in itertools.pairwise(ears.stamps)),
        machine=machine(),
    )


def _row(values: list[float]) -> str:
    ordered = sorted(values)
    numbers = (
        statistics.median(ordered),
        ordered[round(0.99 * (len(ordered) - 1))],
        ordered[-1],
    )
    return ' | '.join(f'{number:.4f}' for number in numbers)


def main() -> int:
    """Measure and tell; give the exit status, which is 1 also where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument('--seconds', type=float, default=SECONDS, help='how long to listen')
    parser.add_argument('--write', action='store_true', help='write docs/benchmarks.md as well')
    options = parser.parse_args()
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    try:
        ears = measure(options.seconds)
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    compared = Comparison(ears)
    text = report(ears, compared)
    print(text, end='')
    if options.write:
        write(text)
    return 0 if compared.worst < BAR else 1


_REPORT = """\
## The stamps of sound against its samples

**Their jitter is at most {worst:.3f} ms**, {holds} the bar of {bar:g} ms.

| ms | median | 99 of 100 | most |
|---|---|---|---|
| two stamps against the samples between them | {steps} |
| all stamps against a steady sample clock | {late} |
| the same, in the first {settling:g} s | {early} |

{chunks} chunks of 20 ms in {minutes:.1f} minutes, from the first one on, while the robot also sent 25 images and 30
lists of users a second to a subscriber. The steady clock is the straight line through the stamps over the
number of samples before them. In the beginning nobody knows how late the first chunk was: that is learnt and made
up for in the first seconds, and not part of the bar. Gaps: {gaps}; stamps that went back: {backwards}; drift
between the clocks of robot and stamps, which are one here: {drift:.2f} parts in a million.

The robot is the virtual one, on the same machine.

Measured on {machine}.
"""

if __name__ == '__main__':
    sys.exit(main())
