"""
How long the robot is silent between two queued utterances: in its own queue, and in that of the bridge.

A virtual robot, a bridge and an observer run in processes of their own. The robot gets two short texts at once, in turn
from a plain client, for which it keeps the queue itself, and as two goals of the action `speak`, for which the bridge
does. The observer, a client that asks nothing, takes the time from the end of the first to the start of the second.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import queue
import signal
import statistics
import sys
import threading
import time
from contextlib import ExitStack, suppress
from typing import Any

import rclpy
import websockets
from rclpy.action import ActionClient
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile

from document import write
from furhat_ros.action import Speak
from furhat_ros.msg import Outcome, RobotState
from programs import PATIENCE, NotSeen, bridge, machine, robot

NAMESPACE = f'/speech_gap_{os.getpid()}'
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)

ROUNDS = 30
TEXTS = ('The first.', 'Two.')

START, END = 'response.speak.start', 'response.speak.end'


def observe(url: str, seen: Any) -> None:
    """Put the type and the time of every event of speech into a queue, for ever (a process of its own)."""

    async def read() -> None:
        async with websockets.connect(url) as socket:
            await socket.send(json.dumps({'type': 'request.auth'}))
            async for frame in socket:
                now = time.monotonic()
                seen.put((json.loads(frame)['type'], now))

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(read())


class Observer:
    """The process that watches the robot, so that neither contestant can hold it up. A context manager."""

    def __init__(self, url: str) -> None:
        spawn = multiprocessing.get_context('spawn')
        self._seen = spawn.Queue()
        self._process = spawn.Process(target=observe, args=(url, self._seen), daemon=True)

    def __enter__(self) -> 'Observer':
        self._process.start()
        self._next('response.auth')
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()

    def gap(self) -> float:
        """Wait for two utterances; give the seconds between them."""
        self._next(START)
        end = self._next(END)
        start = self._next(START)
        self._next(END)
        return start - end

    def _next(self, kind: str) -> float:
        """Give the time of the next event of speech, which must be of this type."""
        names = {START, END, kind}
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                name, moment = self._seen.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise NotSeen(f'no {kind} within {PATIENCE:g} s') from None
            if name in names:
                break
        if name != kind:
            raise NotSeen(f'{name} came instead of {kind}')
        return float(moment)


class PlainClient:
    """A program that talks to the robot without the bridge. A context manager."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> 'PlainClient':
        self._socket = self._run(websockets.connect(self._url))
        self.round_trip()
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._socket.close())
        self._loop.close()

    def say_both(self) -> None:
        """Send two texts at once; the robot queues the second."""
        self._run(self._say_both())

    def round_trip(self) -> float:
        """Ask the robot something, and give the seconds until its answer."""
        return float(self._run(self._ask()))

    async def _say_both(self) -> None:
        for text in TEXTS:
            request = {'type': 'request.speak.text', 'text': text, 'monitor_words': True}
            await self._socket.send(json.dumps(request))

    async def _ask(self) -> float:
        begin = time.monotonic()
        await self._socket.send(json.dumps({'type': 'request.auth'}))
        while json.loads(await self._socket.recv())['type'] != 'response.auth':
            pass
        return time.monotonic() - begin

    def _run(self, work: Any) -> Any:
        async def within() -> Any:
            return await asyncio.wait_for(work, PATIENCE)

        return self._loop.run_until_complete(within())


class RosClient:
    """A node that uses the action of the bridge. A context manager."""

    def __enter__(self) -> 'RosClient':
        rclpy.init()
        self._node: Node = rclpy.create_node('client', namespace=NAMESPACE)
        self._speak = ActionClient(self._node, Speak, 'speak')
        self._connected = threading.Event()
        self._node.create_subscription(RobotState, 'state', self._take_state, LATCHED)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        self._thread = threading.Thread(target=self._spin)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        rclpy.try_shutdown()
        self._thread.join()

    def wait_for_robot(self) -> None:
        """Wait for the bridge and its link."""
        if not (self._speak.wait_for_server(PATIENCE) and self._connected.wait(PATIENCE)):
            raise NotSeen(f'no bridge that is connected within {PATIENCE:g} s')

    def say_both(self) -> list[Any]:
        """Send two goals at once; the bridge queues the second."""
        return [self._speak.send_goal_async(Speak.Goal(text=text)) for text in TEXTS]

    def confirm(self, sent: list[Any]) -> None:
        """Wait for the results of goals, which must be good."""
        for goal in sent:
            result = _wait_for(_wait_for(goal).get_result_async()).result
            if result.outcome.code != Outcome.SUCCEEDED:
                raise NotSeen(f'a goal ended with "{result.outcome.message}"')

    def _take_state(self, state: RobotState) -> None:
        if state.link == RobotState.CONNECTED:
            self._connected.set()

    def _spin(self) -> None:
        with suppress(ExternalShutdownException):
            self._executor.spin()


def _wait_for(future: Any) -> Any:
    """Wait for a future that the executor's thread completes."""
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    if not done.wait(PATIENCE):
        raise NotSeen(f'no answer of the bridge within {PATIENCE:g} s')
    return future.result()


def measure(rounds: int) -> dict[str, list[float]]:
    """Take all times, in seconds; the first round, in which the texts are synthesised, does not count."""
    robot_queue: list[float] = []
    bridge_queue: list[float] = []
    trips: list[float] = []
    with ExitStack() as stack:
        url = stack.enter_context(robot())
        stack.enter_context(bridge(url, NAMESPACE))
        observer = stack.enter_context(Observer(url))
        plain = stack.enter_context(PlainClient(url))
        ros = stack.enter_context(RosClient())
        ros.wait_for_robot()
        for _ in range(rounds + 1):
            plain.say_both()
            robot_queue.append(observer.gap())
            plain.round_trip()  # reads the events that have come since the last one
            trips.append(plain.round_trip())
            sent = ros.say_both()
            bridge_queue.append(observer.gap())
            ros.confirm(sent)
    return {
        "the robot's own": robot_queue[1:],
        "the bridge's": bridge_queue[1:],
        'a question and its answer': trips[1:],
    }


def report(times: dict[str, list[float]]) -> str:
    """Describe what was measured, in Markdown."""
    medians = {name: 1000 * statistics.median(values) for name, values in times.items()}
    of_robot, of_bridge, trip = medians.values()
    return _REPORT.format(
        added=of_bridge - of_robot,
        trips=(of_bridge - of_robot) / trip,
        rows='\n'.join(_row(name, values) for name, values in times.items()),
        rounds=len(next(iter(times.values()))),
        machine=machine(),
    )


def _row(name: str, values: list[float]) -> str:
    ordered = sorted(1000 * value for value in values)
    ninety = ordered[round(0.9 * (len(ordered) - 1))]
    numbers = (statistics.median(ordered), ordered[0], ninety, ordered[-1])
    return f'| {name} | ' + ' | '.join(f'{number:.2f}' for number in numbers) + ' |'


def main() -> int:
    """Measure and tell; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument('--rounds', type=int, default=ROUNDS, help='rounds that count')
    parser.add_argument('--write', action='store_true', help='write docs/benchmarks.md as well')
    options = parser.parse_args()
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    try:
        text = report(measure(options.rounds))
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(text, end='')
    if options.write:
        write(text)
    return 0


_REPORT = """\
## The gap between two queued utterances

**The bridge's own queue adds {added:.1f} ms**, {trips:.1f} times what a question to the robot and its answer take.

| queue | median, ms | least | 90th percentile | most |
|---|---|---|---|---|
{rows}

The gap is the time from `response.speak.end` of the first utterance to `response.speak.start` of the second, as a
third client of the robot sees it. Each line stands for {rounds} rounds, the two queues in turn. The robot's queue is
filled by a plain client that sends two texts at once, the bridge's by two `speak` goals that are sent at once. The
observer is one process of several: whenever it is woken late, a gap looks shorter or longer than it was, so that the
medians count, not the extremes.

The robot is the virtual one, on the same machine: a network adds a round trip of its own to the gap of the bridge. Both
texts were synthesised before. The virtual robot synthesises a text when its turn comes, in whichever queue it stood;
whether the real robot does so ahead of time, and so saves the synthesis in its own queue alone, is not known.

Measured on {machine}.
"""

if __name__ == '__main__':
    sys.exit(main())
