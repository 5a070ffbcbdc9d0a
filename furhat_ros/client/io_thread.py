"""The background thread in which all asyncio code runs; the only crossing into it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar('T')


class IoThread:
    """
    An event loop in a thread of its own, as a context manager.

    On leaving, what still runs is canceled and awaited, and the thread is joined.
    """

    def __init__(self, name: str = 'io') -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> 'IoThread':
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()

    @property
    def thread(self) -> threading.Thread:
        """The thread itself."""
        return self._thread

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> 'Future[T]':
        """Run a coroutine in the thread; its outcome is in the future."""
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError('submit() is for other threads; inside the loop use create_task()')
        try:
            return asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        except RuntimeError:  # the thread has ended
            coroutine.close()
            raise

    def post(self, callback: Callable[..., object], *args: Any) -> None:
        """Call a plain function in the thread, soon."""
        self.loop.call_soon_threadsafe(callback, *args)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
            self._cancel_all()
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()

    def _cancel_all(self) -> None:
        while tasks := asyncio.all_tasks(self.loop):  # what is canceled may start something else
            for task in tasks:
                task.cancel()
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())


async def elsewhere(loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in the event loop of another thread, and wait for its outcome in this one."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, loop))
