"""A robot at an address: kept connected, asked, and listened to."""

import asyncio
import logging
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from ..errors import AccessRefused, FurhatError, LinkError, LinkLost, ProtocolViolation
from ..protocol.codec import RobotError
from ..protocol.message import Event, Request
from . import websocket
from .address import Address, resolve
from .exchange import Exchange
from .lasting import Lasting
from .link import Backoff, LinkState, LinkStatus
from .policy import LinkPolicy
from .session import Session

E = TypeVar('E', bound=Event)

log = logging.getLogger(__name__)


class Robot:
    """
    One robot, reached over a link that is opened again whenever it is lost, and then set as it was.

    All methods belong to one event loop. `run` keeps the link; requests raise LinkLost at once while there is none.
    Callbacks are plain functions, called in the order of their registration; they must not block.
    """

    def __init__(
        self,
        address: Address,
        key: Callable[[], str | None] = lambda: None,
        policy: LinkPolicy | None = None,
    ) -> None:
        self.address = address
        self.status = LinkStatus()
        self.violations: Counter[str] = Counter()
        """How many frames broke the protocol, by kind."""

        self.oddities: Counter[str] = Counter()
        """How many events were allowed but unusual, by kind."""

        self.lasting = Lasting()
        """What was set and is set again on every new connection."""

        self._key = key
        self._policy = policy or LinkPolicy()
        self._session: Session | None = None
        self._labelled: set[type[Event]] = set()
        self._owed: dict[str, Request] = {}
        self._doubted: dict[str, Request] = {}
        self._openers: list[Callable[[], Iterable[Request]]] = []
        self._subscribers: defaultdict[type[Event], list[Callable[[Any], None]]] = defaultdict(
            list
        )
        self._watchers: list[Callable[[LinkStatus], None]] = []
        self._violation_watchers: list[Callable[[ProtocolViolation], None]] = []

    @property
    def latency(self) -> float | None:
        """Round trip of the last ping in seconds; None if unknown."""
        return self._session.latency if self._session else None

    def subscribe(self, event: type[E], callback: Callable[[E], None]) -> None:
        """Call back with every event of this type."""
        self._subscribers[event].append(callback)

    def watch(self, callback: Callable[[LinkStatus], None]) -> None:
        """Call back with every new status of the link."""
        self._watchers.append(callback)

    def watch_violations(self, callback: Callable[[ProtocolViolation], None]) -> None:
        """Call back with every frame that breaks the protocol."""
        self._violation_watchers.append(callback)

    def report(self, violation: ProtocolViolation) -> None:
        """Count something broken that the robot sent."""
        self.violations[violation.kind] += 1
        _call(self._violation_watchers, violation)

    async def send(self, request: Request) -> None:
        """Send a request that has no answer."""
        await self._connected().send(_with_id(request))

    async def ask(self, request: Request, answer: type[E], timeout: float = 5.0) -> E:
        """Send a request and wait for its answer."""
        return await self._connected().ask(request, answer, timeout)

    def exchange(self, request: Request, *expects: type[Event]) -> Exchange:
        """Prepare a request that causes several events; see Exchange."""
        return self._connected().exchange(request, *expects)

    def owe(self, request: Request) -> None:
        """Without a link: send a request on the next one, before anybody else's; one of each type."""
        self.lasting.take(request)
        self._owed[request.type] = request

    async def send_or_owe(self, request: Request) -> None:
        """Send what must reach the robot: now, or first of all on the next link, also if this one turns out dead."""
        try:
            await self.send(request)
        except LinkError:
            self.owe(request)
        else:
            self._doubted[request.type] = (
                request  # until something is heard: a dead link takes it, too
            )

    def open_with(self, opener: Callable[[], Iterable[Request]]) -> None:
        """Begin every new connection with the requests that this gives, before it counts as connected."""
        self._openers.append(opener)

    async def run(self) -> None:
        """Keep the link until canceled."""
        backoff = Backoff(self._policy)
        try:
            while True:
                try:
                    await self._connect_once(backoff)
                except FurhatError as error:
                    refused = isinstance(error, AccessRefused)
                    self._enter(LinkState.REFUSED if refused else LinkState.WAITING, str(error))
                    await asyncio.sleep(backoff.pause(error))
        finally:
            self._enter(LinkState.CLOSED)

    async def _connect_once(self, backoff: Backoff) -> None:
        """Go through one whole life of a connection; always ends with an error."""
        self._enter(LinkState.RESOLVING)
        ips = await resolve(self.address.host, self._policy.open_timeout)
        self._enter(LinkState.CONNECTING)
        socket = await websocket.connect(self.address, ips, self._policy)
        session = Session(socket, self._publish, self.report, labelled=self._labelled)
        session.note = self._note
        reader = asyncio.create_task(session.read())
        try:
            self._enter(LinkState.AUTHENTICATING)
            scope = await session.authenticate(self._key(), self._policy.auth_timeout)
            await self._restore(session)
            session.sent = self.lasting.take
            self._session = session
            self._enter(LinkState.CONNECTED, scope=scope)
            calm = asyncio.get_running_loop().call_later(self._policy.retry_calm, backoff.succeed)
            try:
                await reader
            finally:
                calm.cancel()
        finally:
            self._session = None
            self._owed.update(self._doubted)
            self._doubted.clear()
            try:
                await session.close()
            finally:
                reader.cancel()
                await asyncio.gather(reader, return_exceptions=True)

    async def _restore(self, session: Session) -> None:
        """Bring the robot back to where it was: what must end, what was set, what streams."""

        async def send(request: Request) -> None:
            await session.send(_with_id(request))

        async def settle(kinds: list[str]) -> None:
            for kind in kinds:
                request = self._owed[kind]
                await send(request)
                if self._owed.get(kind) is request:
                    del self._owed[kind]

        await settle([kind for kind in self._owed if self._owed[kind] not in self.lasting])
        for kind in [kind for kind in self._owed if self._owed[kind] in self.lasting]:
            del self._owed[kind]  # said with all that lasts
        await self.lasting.apply(send)
        for opener in self._openers:
            for request in opener():
                await send(request)
        while self._owed:  # since then
            await settle(list(self._owed))

    def _connected(self) -> Session:
        if self._session is None:
            raise LinkLost(f'no connection to the robot: {self.status.reason or "connecting"}')
        return self._session

    def _enter(self, state: LinkState, reason: str = '', scope: str = '') -> None:
        """Go to a state; the last reason stays until the link is up."""
        connects = self.status.connects + (state is LinkState.CONNECTED)
        if state in (LinkState.RESOLVING, LinkState.CONNECTING, LinkState.AUTHENTICATING):
            reason = self.status.reason
        self.status = replace(
            self.status, state=state, reason=reason, scope=scope, connects=connects
        )
        _call(self._watchers, self.status)

    def _note(self, oddity: str) -> None:
        self.oddities[oddity] += 1

    def _publish(self, event: Event) -> None:
        self._doubted.clear()
        if isinstance(event, RobotError) and event.request_id:
            self.lasting.take_back(event.request_id)
        _call(self._subscribers[type(event)], event)


def _with_id(request: Request) -> Request:
    """Give a request that nobody waits for an id all the same: its answer or error must not be taken for another's."""
    if request.request_id is None and 'request_id' not in request.extra:
        return replace(request, request_id=str(uuid.uuid4()))
    return request


def _call(callbacks: list[Callable[[Any], None]], news: object) -> None:
    for callback in callbacks:
        try:
            callback(news)
        except Exception:  # one callback's mistake must not end the link of all others
            log.exception('a callback for %s failed', type(news).__name__)
