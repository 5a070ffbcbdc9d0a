"""Where the bridge is watched from: a ROS node beside it that listens, calls and sends goals."""

import itertools
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import domain_coordinator
import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.action import ActionClient
from rclpy.executors import Executor, SingleThreadedExecutor
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.signals import SignalHandlerOptions
from rclpy.task import Future

from furhat_ros.msg import RobotState
from waiting import PATIENCE, seen, wait_until

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
STREAM = QoSProfile(depth=1000)

_numbers = itertools.count()


@contextmanager
def ros() -> Iterator[None]:
    """Have ROS in a domain that nobody else on this machine uses, and that nobody in the network hears."""
    with domain_coordinator.domain_id() as domain:
        os.environ['ROS_DOMAIN_ID'] = str(domain)
        os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
        rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
        try:
            yield
        finally:
            rclpy.try_shutdown()


class RunningGoal:
    """
    A goal that was sent; `accepted` is None until it is answered.

    All requests leave in the executor's thread: an action client of rclpy 7 does not know an answer that comes before
    it has noted the request.
    """

    def __init__(self, client: ActionClient, request: Any, executor: Executor) -> None:
        self.accepted: bool | None = None
        self._executor = executor
        self._handle: Any = None
        self._end: Any = None
        executor.create_task(
            lambda: client.send_goal_async(request).add_done_callback(self._answered)
        )

    def _answered(self, sent: Future) -> None:
        """Ask for the result at once, as clients do (the executor's thread)."""
        self._handle = sent.result()
        if self._handle.accepted:
            self._end = self._handle.get_result_async()
        self.accepted = self._handle.accepted

    @property
    def ended(self) -> bool:
        """Whether it was rejected or has a result."""
        return self.accepted is False or (self._end is not None and self._end.done())

    @property
    def code(self) -> int:
        """The code of its outcome; -1 for a goal that was rejected."""
        return self._end.result().result.outcome.code if self.accepted else -1

    def cancel(self) -> None:
        """Ask for its end."""
        if self.accepted:
            self._executor.create_task(self._handle.cancel_goal_async)


class Place:
    """A node in a namespace of its own and the thread that spins it, as a context manager."""

    def __init__(self) -> None:
        self.namespace = f'/soak_{os.getpid()}_{next(_numbers)}'
        self.state: Any = None
        self.diagnostics: dict[str, str] = {}
        self.diagnosed = 0
        """How many diagnostics have come."""

        self.received: Counter[str] = Counter()
        """How many messages of each topic have come."""

        self._clients: dict[str, Any] = {}
        self._actions: dict[str, ActionClient] = {}

    def __enter__(self) -> 'Place':
        self._node = rclpy.create_node('observer', namespace=self.namespace)
        self._node.create_subscription(RobotState, 'state', self._take_state, LATCHED)
        self._node.create_subscription(DiagnosticArray, '/diagnostics', self._take_health, 10)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        self._stop = Future()
        self._thread = threading.Thread(
            target=self._executor.spin_until_future_complete, args=(self._stop,), name='observer'
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set_result(None)
        self._thread.join()
        self._executor.shutdown()
        self._node.destroy_node()

    @property
    def connected(self) -> bool:
        """Whether the bridge says that its link is up."""
        return self.state is not None and self.state.link == RobotState.CONNECTED

    def wait_for_link(self) -> None:
        """Wait until the bridge is connected."""
        wait_until(lambda: self.connected, 'a bridge that is connected')

    def watch(self, kind: Any, topic: str, take: Callable[[Any], object] | None = None) -> None:
        """Count the messages of a topic; they are only decoded if somebody takes them."""

        def count(message: Any) -> None:
            if take:
                take(message)
            self.received[topic] += 1

        self._node.create_subscription(kind, topic, count, STREAM, raw=take is None)

    def ask(self, service: Any, name: str, /, **request: Any) -> Future:
        """Call a service."""
        if name not in self._clients:
            self._clients[name] = self._node.create_client(service, name)
            wait_until(self._clients[name].service_is_ready, f'the service {name}')
        return self._clients[name].call_async(service.Request(**request))

    def call(self, service: Any, name: str, /, **request: Any) -> Any:
        """Call a service and give its response."""
        answer = self.ask(service, name, **request)
        wait_until(answer.done, f'an answer of {name}')
        return answer.result()

    def offers(self, action: Any, name: str) -> bool:
        """Tell whether a bridge offers an action now."""
        if name not in self._actions:
            self._actions[name] = ActionClient(self._node, action, name)
        return bool(self._actions[name].server_is_ready())

    def send(self, action: Any, name: str, /, **request: Any) -> RunningGoal:
        """Send a goal."""
        wait_until(lambda: self.offers(action, name), f'the action {name}')
        return RunningGoal(self._actions[name], action.Goal(**request), self._executor)

    def fresh_diagnostics(self) -> dict[str, str]:
        """Wait for diagnostics that were made from now on."""
        count = self.diagnosed
        seen(lambda: self.diagnosed > count + 1, PATIENCE)
        return self.diagnostics

    def _take_state(self, state: RobotState) -> None:
        self.state = state

    def _take_health(self, array: DiagnosticArray) -> None:
        for status in array.status:
            if status.name == f'{self.namespace.lstrip("/")}/furhat_bridge: link':
                self.diagnostics = {pair.key: pair.value for pair in status.values}
                self.diagnosed += 1
