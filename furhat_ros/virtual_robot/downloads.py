"""Sound files that the robot fetches from the network."""

import asyncio
import logging
import threading
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from http.client import HTTPException
from urllib.error import HTTPError

from . import wav
from .options import Options
from .wav import Wav

logger = logging.getLogger(__name__)

MOST_KEPT = 20

LARGEST = 32 * 2**20
"""Bytes in one file."""

PIECE = 2**16


class Downloads:
    """What was fetched, by its full URL: another query is another file. The time limit is in real seconds."""

    def __init__(self, options: Options) -> None:
        self._limit = options.download_timeout
        self._kept: dict[str, Wav] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def get(self, url: str, then: Callable[[Wav | None], None]) -> None:
        """Call back with the sound of a file, at once if it was fetched before; with None if there is none."""
        if url in self._kept:
            then(self._kept[url])
            return
        task = asyncio.get_running_loop().create_task(self._fetch(url, then))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Fetch no more."""
        for task in self._tasks:
            task.cancel()

    async def _fetch(self, url: str, then: Callable[[Wav | None], None]) -> None:
        sound: Wav | None = None
        found: Future[Wav] = Future()
        # Not in the pool of the event loop, for which a program waits when it ends: a server may be slow.
        threading.Thread(target=_download, args=(url, self._limit, found), daemon=True).start()
        try:
            sound = await asyncio.wait_for(asyncio.wrap_future(found), self._limit)
            self._keep(url, sound)
        except (asyncio.TimeoutError, OSError, ValueError, HTTPException) as error:
            logger.warning('cannot play %s: %s', url, str(error) or 'it takes too long')
        then(sound)

    def _keep(self, url: str, sound: Wav) -> None:
        if len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[url] = sound


def _download(url: str, limit: float, found: 'Future[Wav]') -> None:
    """Fetch and read a file in a thread."""
    found.set_running_or_notify_cancel()
    try:
        found.set_result(wav.read(_content(url, limit)))
    except HTTPError as error:
        error.close()
        found.set_exception(error)
    except (OSError, ValueError, HTTPException) as error:
        found.set_exception(error)


def _content(url: str, limit: float) -> bytes:
    """Give what is at an address, by http or https alone and by no proxy."""
    deadline = time.monotonic() + limit
    data = bytearray()
    with _opener().open(url, timeout=limit) as answer:
        while piece := answer.read1(PIECE):
            data += piece
            if len(data) > LARGEST:
                raise ValueError('the file is too large')
            if time.monotonic() > deadline:
                raise TimeoutError('it takes too long')
    return bytes(data)


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    return opener
