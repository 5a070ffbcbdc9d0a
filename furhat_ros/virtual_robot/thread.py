"""A virtual robot in a thread of its own, for tests that are not asyncio."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from .robot import VirtualFurhat

T = TypeVar('T')


class VirtualFurhatThread:
    """
    A running virtual robot and the thread it lives in; the keywords are those of `VirtualFurhat`.

        with VirtualFurhatThread(visitors=1) as thread:
            thread.call(lambda robot: robot.users.clear())
            thread.run(lambda robot: robot.hear('hello'))
    """

    def __init__(self, host: str = '127.0.0.1', port: int = 0, **choices: Any) -> None:
        self.url = ''
        self._ready: Future[VirtualFurhat] = Future()
        live = self._live(lambda: VirtualFurhat(host, port, **choices))
        self._thread = threading.Thread(target=asyncio.run, args=(live,), name='virtual robot')

    def __enter__(self) -> 'VirtualFurhatThread':
        """Switch the robot on; raise what keeps it from starting."""
        self._thread.start()
        self.url = self._ready.result().url
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch the robot off."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def call(self, function: Callable[[VirtualFurhat], T]) -> T:
        """Call a function with the robot, in its thread, and give the result."""

        async def called(robot: VirtualFurhat) -> T:
            return function(robot)

        return self.run(called)

    def run(
        self,
        function: Callable[[VirtualFurhat], Coroutine[Any, Any, T]],
        timeout: float | None = 30.0,
    ) -> T:
        """Run a coroutine of the robot in its thread, and give the result."""
        work = asyncio.run_coroutine_threadsafe(function(self._ready.result()), self._loop)
        return work.result(timeout)

    async def _live(self, build: Callable[[], VirtualFurhat]) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with build() as robot:
                self._ready.set_result(robot)
                await self._ended.wait()
        except (OSError, TypeError, ValueError) as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)
