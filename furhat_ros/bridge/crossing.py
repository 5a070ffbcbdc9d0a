"""The crossing between the ROS thread (callbacks) and the I/O thread (coroutines), in both directions."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future as Job
from typing import Any, TypeVar

from rclpy.executors import Executor
from rclpy.task import Future

from furhat_ros.client.io_thread import IoThread

T = TypeVar('T')

LONGEST_HANDOVER = 0.002
"""Seconds that the ROS thread stands aside, at most, while the I/O thread begins with what it was given."""


class Crossing:
    """Hands work from ROS callbacks to the I/O thread and its outcome back."""

    def __init__(self, io: IoThread, executor: Executor) -> None:
        self._io = io
        self._executor = executor

    def post(self, callback: Callable[..., object], *args: Any) -> None:
        """Call a plain function in the I/O thread, soon."""
        self._io.post(callback, *args)

    def post_to_ros(self, callback: Callable[..., object], *args: Any) -> None:
        """Call a plain function, which must not raise, in the ROS thread, soon."""
        self._executor.create_task(callback, *args)

    def call(self, coroutine: Coroutine[Any, Any, T]) -> 'Future':
        """
        Run a coroutine in the I/O thread; what is returned can be awaited in a ROS callback.

        It gives the finished job, whose `result()` returns or raises what the coroutine did.
        """
        done = Future(executor=self._executor)

        def settle(job: 'Job[T]') -> None:
            done.set_result(job)
            # Before Lyrical a future that is set from another thread does not wake the executor (ros2/rclpy#1467).
            self._executor.wake()

        self._io.submit(coroutine).add_done_callback(settle)
        self._stand_aside()
        return done

    def _stand_aside(self) -> None:
        """
        Let the I/O thread go first.

        Otherwise it waits for the lock of the interpreter until the ROS thread has nothing left to do, which is a
        round of the executor later: so much later the request would be on the wire.
        """
        begun = threading.Event()
        # In the next turn of the loop, behind the first step of the coroutine.
        self._io.post(self._io.loop.call_soon, begun.set)
        begun.wait(LONGEST_HANDOVER)

    async def in_ros(self, callback: Callable[..., T], *args: Any) -> T:
        """Call a plain function in the ROS thread and wait for what it gives (I/O thread)."""
        done: Job[T] = Job()

        def run() -> None:
            try:
                done.set_result(callback(*args))
            except Exception as error:  # noqa: BLE001  whatever it was: somebody waits for it in the other thread
                done.set_exception(error)

        self._executor.create_task(run)
        return await asyncio.wrap_future(done)
