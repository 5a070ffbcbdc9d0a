"""A laboratory for the bridge: a virtual robot on a real socket, the bridge, and a node that uses it."""

import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import domain_coordinator
import pytest
import rclpy
from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile

from furhat_ros.bridge.node import Bridge
from furhat_ros.client.link import LinkState
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

PATIENCE = 20.0  # s that a test waits for what must happen; it never waits for what must not

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)

QUICK = {'connection.retry_first': 0.05, 'connection.retry_max': 0.1, 'connection.retry_refused': 0.1}

_numbers = itertools.count()


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """Wait for what another thread does; give what the condition gave."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.005)
    raise AssertionError(f'not seen within {PATIENCE:g} s: {what}')


class RunningGoal:
    """A goal that was sent: its feedback so far, and its end."""

    def __init__(self, client: ActionClient, request: Any) -> None:
        self.feedback: list[Any] = []
        sent = client.send_goal_async(request, lambda message: self.feedback.append(message.feedback))
        wait_until(sent.done, 'an answer to the goal')
        self._handle = sent.result()
        self.accepted = self._handle.accepted
        self._end = self._handle.get_result_async() if self.accepted else None

    @property
    def ended(self) -> bool:
        return self._end.done()

    def cancel(self) -> None:
        answer = self._handle.cancel_goal_async()
        wait_until(answer.done, 'an answer to the cancel')

    def status(self) -> int:
        wait_until(self._end.done, 'the end of the goal')
        return self._end.result().status

    def result(self) -> Any:
        self.status()
        return self._end.result().result


class Lab:
    """What a test works with. `node` is a node beside the bridge, in the same namespace."""

    def __init__(self, node: Node, namespace: str, stack: ExitStack) -> None:
        self.node = node
        self._namespace = namespace
        self._stack = stack
        self._clients: dict[str, ActionClient] = {}
        self.logs: list[str] = []

    def robot(self, **choices: Any) -> VirtualFurhatThread:
        """Switch a virtual robot on; its time runs ten times as fast unless told otherwise."""
        choices.setdefault('speed', 10.0)
        return self._stack.enter_context(VirtualFurhatThread(**choices))

    def bridge(self, robot: 'VirtualFurhatThread | int', connected: bool = True, **parameters: Any) -> Bridge:
        """Start the bridge to a robot, or to a port where one may come."""
        port = robot if isinstance(robot, int) else robot.call(lambda each: each.port)
        values = {'host': '127.0.0.1', 'port': port, **QUICK, **parameters}
        node = rclpy.create_node(
            'furhat_bridge',
            namespace=self._namespace,
            parameter_overrides=[Parameter(name, value=value) for name, value in values.items()],
        )
        self._stack.callback(node.destroy_node)
        bridge = self._stack.enter_context(Bridge(node))
        if connected:
            self.wait_for_link(bridge, LinkState.CONNECTED)
        return bridge

    def wait_for_link(self, bridge: Bridge, state: LinkState) -> None:
        wait_until(lambda: bridge.robot.status.state is state, f'a link that is {state.name}')

    def subscribe(self, kind: Any, topic: str, qos: 'QoSProfile | int' = 10) -> list[Any]:
        """Give the list that the messages of a topic are added to."""
        seen: list[Any] = []
        self.node.create_subscription(kind, topic, seen.append, qos)
        return seen

    def send(self, action: Any, name: str, **request: Any) -> RunningGoal:
        """Send a goal; wait until it is accepted or rejected."""
        if name not in self._clients:
            self._clients[name] = ActionClient(self.node, action, name)
            assert self._clients[name].wait_for_server(PATIENCE)
        return RunningGoal(self._clients[name], action.Goal(**request))

    def call(self, service: Any, name: str, **request: Any) -> Any:
        """Call a service and give its response."""
        client = self.node.create_client(service, name)
        assert client.wait_for_service(PATIENCE)
        answer = client.call_async(service.Request(**request))
        wait_until(answer.done, f'an answer of {name}')
        return answer.result()


@pytest.fixture(scope='session')
def ros() -> Iterator[None]:
    """ROS in a domain that nobody else on this machine uses, and that nobody else in the network hears."""
    with domain_coordinator.domain_id() as domain:
        os.environ['ROS_DOMAIN_ID'] = str(domain)
        os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
        rclpy.init()
        yield
        rclpy.try_shutdown()


@pytest.fixture
def lab(ros: None) -> Iterator[Lab]:
    """A fresh laboratory, in a namespace of its own."""
    namespace = f'/test_{next(_numbers)}'
    node = rclpy.create_node('observer', namespace=namespace)
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    thread = threading.Thread(target=executor.spin, name='observer')
    thread.start()
    try:
        with ExitStack() as stack:
            yield Lab(node, namespace, stack)
    finally:
        executor.shutdown()
        thread.join()
        node.destroy_node()


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]
