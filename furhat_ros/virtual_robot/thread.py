"""A virtual robot in a thread of its own, for tests that are not asyncio."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import RecordingFailed
from .remote import Remote
from .robot import VirtualFurhat

if TYPE_CHECKING:
    from .scenario.report import Report
    from .scenario.scenario import Scenario

T = TypeVar('T')

TURNS = 20
"""Of the event loop, in which requests that have arrived come through: two or three for one of them."""


class VirtualFurhatThread:
    """
    A running virtual robot and the thread it lives in; the keywords are those of `VirtualFurhat`.

        with VirtualFurhatThread() as robot:
            robot.users.add('ann')
            robot.hear('hello')
            assert robot.spoken == ['hello to you']

    It is used as a `VirtualFurhat`, without `await`. `call` and `run` do several things in one moment of the robot.
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

    def __getattr__(self, name: str) -> Any:
        """Give what the robot has by that name."""
        return getattr(Remote(self, _itself), name)

    def wait_until(
        self, condition: Callable[[VirtualFurhat], object], timeout: float = 10.0
    ) -> None:
        """Wait until something is true of the robot; raise TimeoutError if that takes longer, in real seconds."""
        self.run(lambda robot: robot.wait_until(condition, timeout), None)

    def play(self, scenario: 'Scenario') -> 'Report':
        """Play a scenario to its end, however long that takes."""
        return self.run(lambda robot: robot.play(scenario), None)

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
        """Run a coroutine of the robot in its thread, after all that has arrived by then, and give the result."""

        async def ran() -> T:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            return await function(self._ready.result())

        return asyncio.run_coroutine_threadsafe(ran(), self._loop).result(timeout)

    async def _live(self, build: Callable[[], VirtualFurhat]) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with build() as robot:
                self._ready.set_result(robot)
                await self._ended.wait()
        except (OSError, TypeError, ValueError, RecordingFailed) as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)


def _itself(robot: VirtualFurhat) -> VirtualFurhat:
    return robot
