"""The public client for programs without asyncio."""

import asyncio
import concurrent.futures
import functools
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from .async_client import AsyncFurhatClient
from .failures import NotConnected
from .handlers import Handler
from .io_thread import IoThread
from .policy import LinkPolicy
from .speech import START_TIMEOUT

P = ParamSpec('P')
T = TypeVar('T')


def blocking(
    method: Callable[Concatenate[AsyncFurhatClient, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate['FurhatClient', P], T]:
    """Make a method that waits for the same of the wrapped client: same parameters, same result."""

    def call(self: 'FurhatClient', /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run_coroutine(method(self.async_client, *args, **kwargs))

    functools.update_wrapper(call, method)
    return call


class FurhatClient:
    """
    A connection to one Furhat robot, for programs without asyncio; every call waits for its result.

        with FurhatClient('192.168.1.20') as furhat:
            furhat.request_speak_text('Hello')
            print(furhat.request_listen_start())

    The parameters and errors are those of AsyncFurhatClient, which does the work in a thread of its own, from the first
    call to `disconnect`: `async_client` may be used at the same time, from any event loop. Handlers are called in that
    thread; they must not call this object, but may be coroutine functions that use `async_client`.
    """

    def __init__(
        self,
        host: str,
        auth_key: str | None = None,
        *,
        port: int = 9000,
        path: str = '/v1/events',
        scheme: str = 'ws',
        policy: LinkPolicy | None = None,
    ) -> None:
        self.async_client = AsyncFurhatClient(
            host, auth_key, port=port, path=path, scheme=scheme, policy=policy
        )
        self._io: IoThread | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> 'FurhatClient':
        self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.disconnect()

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return self.async_client.is_connected

    def connect(self, *, timeout: float | None = None) -> None:
        """Connect and ask for access, as AsyncFurhatClient.connect."""
        try:
            self._run_coroutine(self.async_client.connect(timeout=timeout))
        finally:
            if not self.is_connected:
                self._end_thread()

    def disconnect(self, *, timeout: float = 1.0) -> None:
        """Close the connection as AsyncFurhatClient.disconnect, and end the thread; `connect` works again."""
        if self._io is not None:
            self._run_coroutine(self.async_client.disconnect(timeout=timeout))
            self._end_thread()

    def set_logging_level(self, level: int) -> None:
        """Set the level of the logger, e.g. logging.DEBUG for all messages both ways."""
        self.async_client.set_logging_level(level)

    def request_speak_text(
        self,
        text: str,
        wait: bool = True,
        abort: bool = True,
        *,
        monitor_words: bool = False,
        interruptable: bool | None = None,
        timeout: float | None = None,
        start_timeout: float = START_TIMEOUT,
    ) -> None:
        """Say a text, by default instead of what is being said, and wait for its end; see AsyncFurhatClient."""
        speech = self.async_client.request_speak_text(
            text,
            abort,
            wait,
            monitor_words,
            interruptable=interruptable,
            timeout=timeout,
            start_timeout=start_timeout,
        )
        self._run_coroutine(speech)

    def request_speak_audio(
        self,
        url: str,
        text: str = 'AUDIO',
        lipsync: bool = True,
        abort: bool = False,
        wait: bool = False,
        *,
        timeout: float | None = None,
        start_timeout: float = START_TIMEOUT,
    ) -> None:
        """Play a WAV file that the robot downloads from `url`; see AsyncFurhatClient."""
        sound = self.async_client.request_speak_audio(
            url, text, lipsync, abort, wait, timeout=timeout, start_timeout=start_timeout
        )
        self._run_coroutine(sound)

    request_speak_audio_start = blocking(AsyncFurhatClient.request_speak_audio_start)
    request_speak_audio_data = blocking(AsyncFurhatClient.request_speak_audio_data)
    request_speak_audio_end = blocking(AsyncFurhatClient.request_speak_audio_end)
    request_speak_stop = blocking(AsyncFurhatClient.request_speak_stop)
    request_listen_config = blocking(AsyncFurhatClient.request_listen_config)
    request_listen_start = blocking(AsyncFurhatClient.request_listen_text)
    request_listen_stop = blocking(AsyncFurhatClient.request_listen_stop)
    request_voice_status = blocking(AsyncFurhatClient.request_voice_status)
    request_voice_config = blocking(AsyncFurhatClient.request_voice_config)
    request_attend_user = blocking(AsyncFurhatClient.request_attend_user)
    request_attend_location = blocking(AsyncFurhatClient.request_attend_location)
    request_attend_nobody = blocking(AsyncFurhatClient.request_attend_nobody)
    request_gesture_start = blocking(AsyncFurhatClient.request_gesture_start)
    request_face_params = blocking(AsyncFurhatClient.request_face_params)
    request_face_headpose = blocking(AsyncFurhatClient.request_face_headpose)
    request_face_config = blocking(AsyncFurhatClient.request_face_config)
    request_face_status = blocking(AsyncFurhatClient.request_face_status)
    request_face_reset = blocking(AsyncFurhatClient.request_face_reset)
    request_led_set = blocking(AsyncFurhatClient.request_led_set)
    request_led_set_individual = blocking(AsyncFurhatClient.request_led_set_individual)
    request_users_once = blocking(AsyncFurhatClient.request_users_once)
    request_users_start = blocking(AsyncFurhatClient.request_users_start)
    request_users_stop = blocking(AsyncFurhatClient.request_users_stop)
    request_camera_once = blocking(AsyncFurhatClient.request_camera_once)
    request_camera_start = blocking(AsyncFurhatClient.request_camera_start)
    request_camera_stop = blocking(AsyncFurhatClient.request_camera_stop)
    request_audio_start = blocking(AsyncFurhatClient.request_audio_start)
    request_audio_stop = blocking(AsyncFurhatClient.request_audio_stop)
    request_system_status = blocking(AsyncFurhatClient.request_system_status)
    request_system_config = blocking(AsyncFurhatClient.request_system_config)
    wait_for_event = blocking(AsyncFurhatClient.wait_for_event)
    send_event = blocking(AsyncFurhatClient.send_event)
    send_event_and_wait = blocking(AsyncFurhatClient.send_event_and_wait)

    def add_handler(self, event_type: str | list[str], handler: Handler) -> 'FurhatClient':
        """Call a function with every event of one or several types, in the thread of the client."""
        self.async_client.add_handler(event_type, handler)
        return self

    def remove_handler(self, event_type: str | list[str], handler: Handler) -> 'FurhatClient':
        """Remove one registration per type."""
        self.async_client.remove_handler(event_type, handler)
        return self

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        return self._running_io().loop

    @property
    def _thread(self) -> threading.Thread:
        return self._running_io().thread

    def _running_io(self) -> IoThread:
        """Give the thread, started if it is not."""
        with self._starting:
            if self._io is None:
                self._io = IoThread('furhat client').__enter__()
            return self._io

    def _end_thread(self) -> None:
        with self._starting:
            io, self._io = self._io, None
        if io is not None:
            io.__exit__(None, None, None)

    def _run_coroutine(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the thread, and wait for its result."""
        future = self._running_io().submit(coro)
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            raise NotConnected('disconnected while a request was under way') from None
        except KeyboardInterrupt:
            future.cancel()
            raise
