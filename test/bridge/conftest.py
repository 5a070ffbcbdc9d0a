"""A laboratory for the bridge: a virtual robot on a real socket, the bridge, and a node that uses it."""

import asyncio
import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import domain_coordinator
import pytest
import rclpy
import websockets
from rcl_interfaces.msg import Log
from rclpy.action import ActionClient
from rclpy.executors import Executor, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.task import Future

from furhat_ros.bridge.node import Bridge
from furhat_ros.client.link import LinkState
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

PATIENCE = 20.0  # s that a test waits for what must happen; it never waits for what must not

ROSOUT = QoSProfile(depth=1000, durability=DurabilityPolicy.TRANSIENT_LOCAL)

DEPTH = 1000
"""Messages that a test may leave unread for a moment: on a busy machine 10 lists of a fast robot are too few."""

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)

QUICK = {
    'connection.retry_first': 0.05,
    'connection.retry_max': 0.1,
    'connection.retry_refused': 0.1,
}

_numbers = itertools.count()


def wait_until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait for what another thread does; give what the condition gave."""
    start, waited = time.monotonic(), 0.0
    while waited < patience:
        found = condition()
        if found:
            return found
        # Who has waited long looks less often: looking takes time from what is waited for.
        time.sleep(min(0.002 + waited / 20, 0.025))
        waited = time.monotonic() - start
    raise AssertionError(f'not seen within {patience:g} s: {what}')


class RunningGoal:
    """A goal that was sent: its feedback so far, and its end; who does not ask for the result at once asks later."""

    def __init__(
        self, client: ActionClient, request: Any, executor: Executor, asks: bool = True
    ) -> None:
        self.feedback: list[Any] = []
        self._asks = asks
        self._handle: Any = None
        self._end: Any = None

        def send() -> None:
            client.send_goal_async(
                request, lambda message: self.feedback.append(message.feedback)
            ).add_done_callback(self._answered)

        # From another thread than the executor's, rclpy may take the answer before it knows of the question.
        self._executor = executor
        executor.create_task(send)
        wait_until(lambda: self._handle, 'an answer to the goal')
        self.accepted = self._handle.accepted

    def _answered(self, sent: Future) -> None:
        """Ask for the result, as clients do (the observer's thread)."""
        handle = sent.result()
        if handle.accepted and self._asks:
            self._end = handle.get_result_async()
        self._handle = handle

    def ask(self) -> None:
        """Ask for the result of a goal that has not asked yet."""
        asking = self._executor.create_task(self._handle.get_result_async)
        wait_until(asking.done, 'a question for the result')
        self._end = asking.result()

    @property
    def ended(self) -> bool:
        return self._end.done()

    def cancel(self) -> None:
        answers: list[Any] = []

        def cancel() -> None:
            self._handle.cancel_goal_async().add_done_callback(answers.append)

        self._executor.create_task(cancel)
        wait_until(lambda: answers, 'an answer to the cancel')

    def status(self) -> int:
        wait_until(self._end.done, 'the end of the goal')
        return self._end.result().status

    def result(self) -> Any:
        self.status()
        return self._end.result().result


def requests(robot: VirtualFurhatThread, kind: str = '') -> list[Any]:
    """Give the requests that the robot has got, of one type or all."""
    got = robot.call(lambda each: list(each.requests))
    return [each for each in got if not kind or each['type'] == kind]


def ask_from_elsewhere(robot: VirtualFurhatThread, kind: str, **fields: Any) -> None:
    """Send the robot a request as another client does, and wait until it has it."""

    async def ask() -> None:
        async with websockets.connect(robot.url) as socket:
            await socket.send(json.dumps({'type': kind, **fields}))
            await socket.send(json.dumps({'type': 'request.auth'}))
            while json.loads(await socket.recv())['type'] != 'response.auth':
                pass

    asyncio.run(asyncio.wait_for(ask(), PATIENCE))


class Lab:
    """What a test works with. `node` is a node beside the bridge, in the same namespace."""

    def __init__(self, node: Node, namespace: str, stack: ExitStack) -> None:
        self.node = node
        self._namespace = namespace
        self._stack = stack
        self._clients: dict[str, ActionClient] = {}
        self._bridges: list[Bridge] = []

    def robot(self, **choices: Any) -> VirtualFurhatThread:
        """Switch a virtual robot on; its time runs ten times as fast unless told otherwise."""
        choices.setdefault('speed', 10.0)
        return self._stack.enter_context(VirtualFurhatThread(**choices))

    def bridge(
        self, robot: 'VirtualFurhatThread | int', connected: bool = True, **parameters: Any
    ) -> Bridge:
        """Start the bridge to a robot, or to a port where one may come; it runs until the end of the test."""
        return self._stack.enter_context(self.bridge_block(robot, connected, **parameters))

    @contextmanager
    def bridge_block(
        self, robot: 'VirtualFurhatThread | int', connected: bool = True, **parameters: Any
    ) -> Iterator[Bridge]:
        """Run the bridge for the time of a block."""
        port = robot if isinstance(robot, int) else robot.call(lambda each: each.port)
        values = {'host': '127.0.0.1', 'port': port, **QUICK, **parameters}
        node = rclpy.create_node(
            'furhat_bridge',
            namespace=self._namespace,
            parameter_overrides=[Parameter(name, value=value) for name, value in values.items()],
        )
        try:
            with Bridge(node) as bridge, self._known(bridge):
                if connected:
                    self.wait_for_link(bridge, LinkState.CONNECTED)
                yield bridge
        finally:
            node.destroy_node()

    @contextmanager
    def _known(self, bridge: Bridge) -> Iterator[None]:
        self._bridges.append(bridge)
        try:
            yield
        finally:
            self._bridges.remove(bridge)

    def wait_for_link(self, bridge: Bridge, state: LinkState) -> None:
        wait_until(lambda: bridge.robot.status.state is state, f'a link that is {state.name}')

    def wait_for_link_times(self, bridge: Bridge, state: LinkState, times: int) -> None:
        """Wait until the link has entered a state so many times more."""
        entered: list[LinkState] = []
        bridge.robot.watch(lambda status: entered.append(status.state))
        wait_until(lambda: entered.count(state) >= times, f'{times} times {state.name}')

    def subscribe(self, kind: Any, topic: str, qos: 'QoSProfile | int' = DEPTH) -> list[Any]:
        """Give the list that the messages of a topic are added to."""
        seen: list[Any] = []
        self.node.create_subscription(kind, topic, seen.append, qos)
        return seen

    @contextmanager
    def subscribed(
        self, kind: Any, topic: str, qos: 'QoSProfile | int' = DEPTH
    ) -> Iterator[list[Any]]:
        """Subscribe for the time of a block."""
        seen: list[Any] = []
        subscription = self.node.create_subscription(kind, topic, seen.append, qos)
        try:
            yield seen
        finally:
            # In the executor's thread, which may otherwise meet one that is half gone, and die of it.
            gone = self.node.executor.create_task(self.node.destroy_subscription, subscription)
            wait_until(gone.done, 'the end of a subscription')

    def full_name(self, name: str) -> str:
        """Give the name of one of the bridge's topics from the root."""
        return f'{self._namespace}/{name}'

    def wait_for_publishers(self, *topics: str) -> None:
        """Wait until these topics are offered."""
        for topic in topics:
            name = self.full_name(topic)
            wait_until(
                lambda name=name: self.node.count_publishers(name), f'a publisher of {name}'
            )

    def wait_until_served(self, *topics: str) -> None:
        """Wait until both sides know of the subscriptions of these topics, so that no message is missed."""
        self.wait_for_publishers(*topics)
        for topic in topics:
            name = self.full_name(topic)
            wait_until(lambda name=name: self._is_served(name), f'a subscriber of {name}')

    def _is_served(self, name: str) -> bool:
        """Whether each bridge to whose streams a topic belongs knows that somebody listens to it."""
        streams = {
            feed.stream for bridge in self._bridges for feed in bridge._context.feeds.values()
        }
        return all(
            stream.listened(publisher)
            for stream in streams
            for _, publisher in list(stream._publishers)
            if publisher.topic_name == name
        )

    def publisher(self, kind: Any, topic: str, depth: int = 10) -> Any:
        """Give a publisher whose messages the bridge gets."""
        publisher = self.node.create_publisher(kind, topic, depth)
        wait_until(publisher.get_subscription_count, f'a subscriber of {topic}')
        return publisher

    def publish(self, kind: Any, topic: str, message: Any) -> None:
        """Publish one message to the bridge."""
        self.publisher(kind, topic).publish(message)

    def send(self, action: Any, name: str, /, asks: bool = True, **request: Any) -> RunningGoal:
        """Send a goal; wait until it is accepted or rejected; `asks` for its result at once."""
        if name not in self._clients:
            # In the executor's thread, which may otherwise meet a client that is not finished (rclpy 9).
            making = self.node.executor.create_task(ActionClient, self.node, action, name)
            wait_until(making.done, f'a client of {name}')
            self._clients[name] = making.result()
            assert self._clients[name].wait_for_server(PATIENCE)
        return RunningGoal(self._clients[name], action.Goal(**request), self.node.executor, asks)

    def destroy(self) -> None:
        """Take the node out of ROS, after its executor."""
        for client in self._clients.values():
            client.destroy()
        self.node.destroy_node()

    def call(self, service: Any, name: str, /, **request: Any) -> Any:
        """Call a service and give its response."""
        answer = self.call_later(service, name, **request)
        wait_until(answer.done, f'an answer of {name}')
        return answer.result()

    def call_later(self, service: Any, name: str, /, **request: Any) -> Any:
        """Call a service and give the future of its response."""
        client = self.node.create_client(service, name)
        assert client.wait_for_service(PATIENCE)
        return client.call_async(service.Request(**request))


@pytest.fixture(scope='session')
def domain() -> Iterator[None]:
    """A domain that nobody else on this machine uses, and that nobody else in the network hears."""
    with domain_coordinator.domain_id() as domain:
        os.environ['ROS_DOMAIN_ID'] = str(domain)
        os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
        yield


@pytest.fixture(scope='module')
def ros(domain: None) -> Iterator[None]:
    """
    ROS, afresh for each module.

    A participant of Fast DDS that has had tens of thousands of endpoints takes seconds, at times minutes, to tell a new
    process of those that it still has.
    """
    rclpy.init()
    yield
    rclpy.try_shutdown()


@contextmanager
def laboratory() -> Iterator[Lab]:
    """Open a fresh laboratory, in a namespace of its own."""
    namespace = f'/test_{next(_numbers)}'
    node = rclpy.create_node('observer', namespace=namespace)
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    stack = ExitStack()
    lab = Lab(node, namespace, stack)
    stop = Future()
    thread = threading.Thread(
        target=executor.spin_until_future_complete, args=(stop,), name='observer'
    )
    thread.start()
    try:
        with stack:
            yield lab
    finally:
        stop.set_result(None)
        thread.join()
        executor.shutdown()
        lab.destroy()


@pytest.fixture
def lab(ros: None) -> Iterator[Lab]:
    """A laboratory for one test."""
    with laboratory() as opened:
        yield opened


@pytest.fixture
def node_log(lab: Lab) -> list[tuple[int, str]]:
    """What the bridge logs, as (severity, text)."""
    lines: list[tuple[int, str]] = []
    name = lab.full_name('furhat_bridge').strip('/').replace('/', '.')

    def take(entry: Log) -> None:
        if entry.name == name:
            lines.append((entry.level, entry.msg))

    lab.node.create_subscription(Log, '/rosout', take, ROSOUT)
    return lines
