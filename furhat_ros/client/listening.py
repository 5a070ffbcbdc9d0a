"""The requests of the public clients that make the robot listen."""

import contextlib
from collections.abc import Sequence

from ..errors import FurhatError, LinkLost, RequestRefused, RequestTimeout
from ..protocol.listen import ListenConfig, ListenStart, ListenStop
from .conduit import Conduit, Deadline
from .events import Events
from .exchange import Exchange
from .handlers import EventDict, type_names
from .raw_client import RawClient

SILENCE_TIMEOUT = 30.0
"""Seconds without news after which listening is given up, and more if the session itself waits longer."""

LONGEST_UTTERANCE = 300.0
"""Seconds that somebody may speak, and the robot while the session pauses for it."""


class ListeningRequests(RawClient):
    """Listening: one session per robot, whoever opened it."""

    async def request_listen_config(
        self, languages: Sequence[str] = ('en-US',), phrases: Sequence[str] | None = None
    ) -> None:
        """Set the languages that are recognised (BCP-47), and phrases to expect; stays until changed."""
        await self._post(
            ListenConfig(
                tuple(type_names(languages)), tuple(type_names(phrases)) if phrases else None
            )
        )

    async def request_listen_start(
        self,
        partial: bool = False,
        concat: bool = True,
        stop_no_speech: bool = True,
        stop_robot_start: bool = True,
        stop_user_end: bool = True,
        resume_robot_end: bool = False,
        no_speech_timeout: float = 8.0,
        end_speech_timeout: float = 1.0,
        *,
        request_id: str | None = None,
    ) -> None:
        """
        Open the listen session; what is heard comes as events.

        partial: also the text so far. concat: join segments into one utterance. stop_no_speech: end after
        `no_speech_timeout` seconds of silence. stop_robot_start: end when the robot speaks, or with resume_robot_end
        pause until it is silent. stop_user_end: end after the first utterance, which ends after `end_speech_timeout`
        seconds of silence. All events of the session carry `request_id`, if given.
        """
        request = ListenStart(
            partial,
            concat,
            stop_no_speech,
            stop_robot_start,
            stop_user_end,
            resume_robot_end,
            no_speech_timeout,
            end_speech_timeout,
            request_id=request_id,
        )
        await self._post(request)

    async def request_listen_stop(self) -> None:
        """Close the listen session."""
        await self._post(ListenStop())

    async def request_listen_text(
        self,
        partial: bool = False,
        concat: bool = True,
        stop_no_speech: bool = True,
        stop_robot_start: bool = True,
        stop_user_end: bool = True,
        resume_robot_end: bool = False,
        no_speech_timeout: float = 8.0,
        end_speech_timeout: float = 1.0,
        *,
        timeout: float | None = None,
    ) -> str:
        """
        Listen, and give the text of all that is heard in the session, '' for silence; the session is then closed.

        The parameters are those of request_listen_start. A session that nothing else would end (neither
        stop_no_speech nor stop_user_end) ends after the first utterance.

        Raise RequestRefused if somebody listens already. `timeout`: seconds in all, after which the session is closed
        and what was heard is given, or asyncio.TimeoutError raised if that is nothing. By default there must be news
        within 30 s (or no_speech_timeout + 10 s), or within 300 s while somebody speaks; without stop_no_speech
        silence may last as long as the link does.
        """
        request = ListenStart(
            partial,
            concat,
            stop_no_speech,
            stop_robot_start,
            stop_user_end,
            resume_robot_end,
            no_speech_timeout,
            end_speech_timeout,
        )
        return await self._at_home(_listen(self._connected(), request, timeout))


class _Listening:
    """What has been heard in a session, and when there must be news of it."""

    def __init__(self, request: ListenStart, timeout: float | None) -> None:
        self.texts: list[str] = []
        self.closed = False
        self._request = request
        self._limited = timeout is not None
        self._silence: float | None = None
        if request.stop_no_speech:
            self._silence = max(SILENCE_TIMEOUT, request.no_speech_timeout + 10.0)
        self.deadline = Deadline(self._silence if timeout is None else timeout)

    def take(self, event: EventDict) -> bool:
        """Take an event; give whether the session is over or should be."""
        name, request = event['type'], self._request
        pausing = request.resume_robot_end and event.get('cause') == 'robot_speak'
        if name == Events.response_hear_end:
            self.texts.append(str(event.get('text', '')))
        self.closed = name == Events.response_listen_end and not pausing
        if not self._limited:
            speaking = name in (Events.response_hear_start, Events.response_hear_partial)
            self.deadline = Deadline(LONGEST_UTTERANCE if speaking or pausing else self._silence)
        endless = not (request.stop_no_speech or request.stop_user_end)
        return self.closed or (endless and bool(self.texts))

    @property
    def text(self) -> str:
        return ' '.join(filter(None, self.texts))


async def _listen(conduit: Conduit, request: ListenStart, timeout: float | None) -> str:
    listening = _Listening(request, timeout)
    with conduit.exchange(request) as exchange:
        try:
            await exchange.send()
            await _until_over(exchange, listening)
        except RequestRefused:
            listening.closed = True  # the session, if there is one, is not ours
            raise
        except RequestTimeout:
            if not listening.texts:
                raise
        finally:
            if not listening.closed:
                await _stop(conduit, exchange)
    return listening.text


async def _until_over(exchange: Exchange, listening: _Listening) -> None:
    over = False
    while not over:
        over = listening.take((await exchange.next(listening.deadline.left)).to_wire())


async def _stop(conduit: Conduit, exchange: Exchange) -> None:
    """Close a session, and wait a moment for its end so that the next one is not refused."""
    with contextlib.suppress(LinkLost):
        await conduit.post(ListenStop())
    with contextlib.suppress(FurhatError):
        while (await exchange.next(1.0)).to_wire()['type'] != Events.response_listen_end:
            pass
