"""The requests of the public clients that make the robot speak."""

import asyncio
import contextlib

from ..errors import LinkLost, RequestTimeout
from ..protocol.message import Request
from ..protocol.speak import (
    SpeakAudio,
    SpeakAudioData,
    SpeakAudioEnd,
    SpeakAudioStart,
    SpeakStop,
    SpeakText,
)
from .conduit import Conduit
from .events import Events
from .handlers import EventDict
from .raw_client import RawClient

START_TIMEOUT = 30.0
"""Seconds in which speech must start when the robot is silent."""

LONGEST = 600.0
"""Seconds that sound of unknown length, or what is spoken before, may take."""


def longest(text: str) -> float:
    """Give the seconds in which any voice has said a text."""
    return 60.0 + 0.5 * len(text)


class SpeechRequests(RawClient):
    """Speech: one queue in the robot for all its clients."""

    _busy_until = 0.0
    """How long, by the clock of the event loop, the robot may be busy with what it says, or was."""

    async def request_speak_text(
        self,
        text: str,
        abort: bool = False,
        wait: bool = False,
        monitor_words: bool = False,
        *,
        interruptable: bool | None = None,
        request_id: str | None = None,
        timeout: float | None = None,
        start_timeout: float = START_TIMEOUT,
    ) -> EventDict | None:
        """
        Say a text, behind what is being said, or with `abort` instead of it.

        With `wait`, give the event `response.speak.end`, else None at once. `monitor_words`: there will be events
        `response.speak.word`. `interruptable` is sent if given; what it means is not known. All events of this speech
        carry `request_id`, if given.

        Raise asyncio.TimeoutError, and stop the speech, if it takes more than `timeout` seconds in all. By default a
        text gets 60 s and 0.5 s per character from its start, and must start within `start_timeout` seconds, not
        counting what is spoken before it.
        """
        extra = {} if interruptable is None else {'interruptable': interruptable}
        request = SpeakText(text, abort, monitor_words, request_id=request_id, extra=extra)
        return await self._say(request, wait, longest(text), timeout, start_timeout)

    async def request_speak_audio(
        self,
        url: str,
        text: str = 'AUDIO',
        lipsync: bool = True,
        abort: bool = False,
        wait: bool = False,
        *,
        request_id: str | None = None,
        timeout: float | None = None,
        start_timeout: float = START_TIMEOUT,
    ) -> EventDict | None:
        """
        Play a WAV file that the robot downloads from `url`; `text` stands for it in events and logs.

        The rest as in request_speak_text; by default a file gets 600 s from its start.
        """
        request = SpeakAudio(url, text, lipsync, abort, request_id=request_id)
        return await self._say(request, wait, LONGEST, timeout, start_timeout)

    async def request_speak_audio_start(
        self, sample_rate: int = 24000, lipsync: bool = False
    ) -> None:
        """Begin to stream sound to the robot; `sample_rate` in Hz."""
        await self._post(SpeakAudioStart(sample_rate, lipsync))

    async def request_speak_audio_data(self, audio: str) -> None:
        """Send a piece of the sound: base64 of 16-bit little-endian mono PCM."""
        await self._post(SpeakAudioData(audio))

    async def request_speak_audio_end(self) -> None:
        """Say that all sound has been sent; `response.speak.end` comes when it is played."""
        await self._post(SpeakAudioEnd())

    async def request_speak_stop(self) -> None:
        """Stop all speech and sound, and drop what is planned."""
        await self._post(SpeakStop())

    async def _say(
        self,
        request: Request,
        wait: bool,
        allowed: float,
        timeout: float | None,
        start_timeout: float,
    ) -> EventDict | None:
        if not wait:
            await self._post(request)
            return None
        conduit = self._connected()
        speech = self._hear_out(conduit, request, allowed, timeout, start_timeout)
        return await self._at_home(speech)

    async def _hear_out(
        self,
        conduit: Conduit,
        request: Request,
        allowed: float,
        timeout: float | None,
        start_timeout: float,
    ) -> EventDict:
        """Wait for the end of some speech; stop it if it takes too long."""
        now = asyncio.get_running_loop().time
        started = False
        due = now() + (start_timeout if timeout is None else timeout)
        with conduit.exchange(request) as exchange:
            await exchange.send()
            while True:
                try:
                    event = (await exchange.next(max(0.0, due - now()))).to_wire()
                except RequestTimeout:
                    rest = self._busy_until + start_timeout - now()
                    if timeout is None and not started and rest > 0:
                        due = now() + min(rest, start_timeout)
                        continue
                    with contextlib.suppress(LinkLost):
                        await conduit.post(SpeakStop())
                    raise
                if event['type'] == Events.response_speak_end:
                    return event
                if event['type'] == Events.response_speak_start and timeout is None:
                    started, due = True, now() + allowed

    def _arrived(self, name: str, event: EventDict) -> None:
        if name == Events.response_speak_start:
            allowed = max(LONGEST, longest(str(event.get('text'))))
            self._busy_until = asyncio.get_running_loop().time() + allowed
        elif name == Events.response_speak_end:
            self._busy_until = asyncio.get_running_loop().time()
        super()._arrived(name, event)
