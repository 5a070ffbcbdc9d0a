"""The composition root: puts node, robot, threads and features together, and ends them in order."""

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Callable
from types import TracebackType

from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from furhat_ros.client.io_thread import IoThread
from furhat_ros.client.robot import Robot

from . import parameters
from .auth_key import key_source
from .catalog import FEATURES
from .context import Context
from .crossing import Crossing
from .on_connect import requests_from
from .policies.patience import Patience

NODE_NAME = 'furhat_bridge'

REST_TIMEOUT = 1.0
"""Seconds that goals have to end, and the robot to come to rest, before the link is closed."""

EXECUTION_TIMEOUT = 0.5
"""Seconds for the ROS thread to do what it still has to."""

FINISH_TIMEOUT = 3.0
"""Seconds for all that; then the bridge ends all the same."""


class Bridge:
    """
    A running bridge, as a context manager around a node.

    Two threads: `ros` spins the executor and runs the callbacks of ROS, `io` runs the link to the robot. `on_failure`
    is called if one of them dies. The constructor raises InvalidRequest for a parameter that makes no sense.
    """

    def __init__(self, node: Node, on_failure: Callable[[], object] = lambda: None) -> None:
        settings = parameters.declare(node)
        key = key_source(settings.auth_key_file, node.get_logger().warning)
        self.robot = Robot(settings.address, key, settings.link_policy)
        for request in requests_from(settings):
            self.robot.lasting.take(request)
        self.error: BaseException | None = None
        self._node = node
        self._on_failure = on_failure
        self._io = IoThread()
        self._executor = SingleThreadedExecutor(context=node.context)
        self._executor.add_node(node)
        self._ended = False
        crossing = Crossing(self._io, self._executor)
        patience = Patience(self.robot, settings.goal_patience)
        self._context = Context(node, self.robot, crossing, settings, patience=patience)
        for feature in FEATURES:
            self.robot.watch(feature(self._context).link_changed)
        self._ros = threading.Thread(target=self._spin, name='ros', daemon=True)

    def __enter__(self) -> 'Bridge':
        self._io.__enter__()
        self._io.post(self._start)
        self._ros.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """First the robot, then the ROS thread, last the I/O thread, which the callbacks of ROS count on."""
        try:
            self._io.submit(self._finish()).result(FINISH_TIMEOUT)
        except concurrent.futures.TimeoutError:
            self._node.get_logger().warning('the robot did not come to rest in time')
        self._let_ros_finish()
        self._executor.create_task(self._end_spinning)
        self._ros.join()
        self._io.__exit__(kind, value, traceback)
        self._executor.shutdown()
        for action in self._context.actions:
            action.destroy()

    def _start(self) -> None:
        self._link = asyncio.create_task(self.robot.run())
        self._link.add_done_callback(self._link_ended)

    async def _finish(self) -> None:
        actions = self._context.actions
        for action in actions:
            action.close('the bridge is shutting down')
        await asyncio.gather(*(action.drain(REST_TIMEOUT) for action in actions))
        self._link.cancel()
        await asyncio.wait([self._link])

    def _link_ended(self, link: 'asyncio.Task[None]') -> None:
        if not link.cancelled():
            self._fail('link', link.exception())

    def _let_ros_finish(self) -> None:
        """Let the ROS thread deliver the results of the goals that have just ended, also to clients that still ask."""
        actions = self._context.actions
        self._wait_for_ros()  # who was accepted in this moment is known now
        latest = time.monotonic() + EXECUTION_TIMEOUT
        while any(action.busy for action in actions) and time.monotonic() < latest:
            time.sleep(0.01)
        for _ in range(2):  # the result is set in one task of the executor and sent in the next
            self._wait_for_ros()
        while time.monotonic() < max(action.needed_until for action in actions):
            time.sleep(0.01)

    def _wait_for_ros(self) -> None:
        passed = threading.Event()
        self._executor.create_task(passed.set)
        passed.wait(EXECUTION_TIMEOUT)

    def _spin(self) -> None:
        try:
            # Not spin() and shutdown(): that destroys the guard which wakes the thread before it has woken (rclpy 7.1).
            # Not spin_until_future_complete(): that adds a callback to the future in every round.
            while not self._ended:
                self._executor.spin_once()
        except Exception as error:  # noqa: BLE001  whatever it was: without this thread there is no bridge
            self._fail('ROS thread', error)

    def _end_spinning(self) -> None:
        self._ended = True

    def _fail(self, what: str, error: 'BaseException | None') -> None:
        self.error = error
        self._node.get_logger().fatal(f'the {what} failed: {error!r}')
        self._on_failure()
