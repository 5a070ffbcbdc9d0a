"""One connection from open to closed: finds out whom each event belongs to, and settles every waiter at the end."""

import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ..errors import AccessRefused, LinkLost, ProtocolViolation, RequestRefused
from ..protocol.auth import Auth, AuthResult
from ..protocol.codec import RobotError, UnknownEvent, decode_event, encode
from ..protocol.message import Event, Request
from .exchange import Exchange
from .websocket import WebSocket, hidden

SHORTEST_SECRET = 4
"""Characters; a shorter key is a part of too many other words to be hidden, and no secret."""

MOST_REMEMBERED = 100
"""So many of the latest requests are remembered, to say what an error is about."""

E = TypeVar('E', bound=Event)


class Session:
    """
    A connected robot.

    `publish` is called with every event, `report` with every broken frame and with every error that nobody waits for;
    `decode` makes events of frames. `labelled` holds the types of events that this robot labels with a request_id.
    """

    def __init__(
        self,
        socket: WebSocket,
        publish: Callable[[Event], None],
        report: Callable[[ProtocolViolation], None],
        decode: Callable[[str], Event] = decode_event,
        labelled: set[type[Event]] | None = None,
    ) -> None:
        self.sent: Callable[[Request], None] = lambda _: None
        """Called with every request that has left."""

        self.note: Callable[[str], None] = lambda _: None
        """Called with the kind of what is allowed but unusual, and comes again and again if something is wrong."""

        self.exchanges: list[Exchange] = []
        self._socket = socket
        self._publish = publish
        self._report = report
        self._decode = decode
        self._lost: LinkLost | None = None
        self._labelled = set() if labelled is None else labelled
        self._sent: OrderedDict[str, str] = OrderedDict()

    @property
    def latency(self) -> float | None:
        """Round trip of the last ping in seconds; None before the first."""
        return self._socket.latency

    async def read(self) -> None:
        """Read until the connection ends; then every waiter gets the LinkLost that is raised here."""
        reason = LinkLost('the connection was closed')
        try:
            await self._socket.receive(self._take)
        except LinkLost as error:
            reason = error
            raise
        finally:
            self._lost = reason
            for exchange in self.exchanges:
                exchange.fail(reason)

    async def send(self, request: Request) -> None:
        """Send a request that nobody waits for."""
        if self._lost is not None:
            raise self._lost
        self._remember(request)
        await self._socket.send(encode(request))
        self.sent(request)

    def exchange(self, request: Request, *expects: type[Event]) -> Exchange:
        """Prepare a request whose events are wanted; it gets an id of its own."""
        labelled = replace(request, request_id=str(uuid.uuid4()))
        exchange = Exchange(labelled, expects, self.send, self.exchanges)
        if self._lost is not None:
            exchange.fail(self._lost)
        return exchange

    async def ask(self, request: Request, answer: type[E], timeout: float) -> E:
        """Send a request and wait for its one answer."""
        with self.exchange(request, answer) as exchange:
            exchange.single = True
            await exchange.send()
            while True:
                event = await exchange.next(timeout)
                if isinstance(event, answer):
                    return event

    async def authenticate(self, key: str | None, timeout: float) -> str:
        """Ask for access; give the granted scope or raise AccessRefused. A robot that repeats the key is not quoted."""
        self._socket.secret = key if key and len(key) >= SHORTEST_SECRET else ''
        try:
            result = await self.ask(Auth(key), AuthResult, timeout)
        except RequestRefused as error:
            raise AccessRefused(f'the robot refuses access: {error}') from error
        if not result.access:
            problem = 'the key is wrong' if key else 'it wants a key'
            raise AccessRefused(f'the robot refuses access: {problem}, or access is switched off')
        return result.scope or ''

    async def close(self) -> None:
        """Close the connection; `read` then ends."""
        await self._socket.close()

    def _take(self, frame: str | bytes) -> None:
        try:
            if isinstance(frame, bytes):
                raise ProtocolViolation('binary frame', f'a binary frame of {len(frame)} bytes')
            event = self._decode(frame)
        except ProtocolViolation as violation:
            self._report(ProtocolViolation(violation.kind, self._without_key(str(violation))))
            return
        if isinstance(event, (RobotError, UnknownEvent, AuthResult)):
            event = self._without_key_inside(event)
        owner = self._owner(event)
        if owner is not None and not (owner.single and owner.answered):
            owner.deliver(event)
        elif isinstance(event, RobotError):
            about = self._sent.get(event.request_id or '', 'no request of ours that is known')
            self._report(ProtocolViolation('robot error', f'about {about}: {event.text}'))
        elif event.request_id is not None:
            ours = event.request_id in self._sent
            self.note(
                'answer that nobody waits for' if ours else "answer to nobody's request here"
            )
        if isinstance(event, UnknownEvent):
            self.note('unknown event')
        self._publish(event)

    def _without_key(self, text: str) -> str:
        return hidden(text, self._socket.secret)

    def _without_key_inside(self, event: Event) -> Event:
        """Hide the key in what the robot may repeat it in: errors, answers to it, and what nobody knows."""
        if not self._socket.secret or self._socket.secret not in repr(event.to_wire()):
            return event
        extra = {name: self._without_key(repr(value)) for name, value in event.extra.items()}
        if isinstance(event, RobotError):
            return replace(event, text=self._without_key(event.text), extra=extra)
        if isinstance(event, UnknownEvent):
            return replace(event, name=self._without_key(event.name), extra=extra)
        return replace(event, extra=extra)

    def _remember(self, request: Request) -> None:
        if request.request_id is not None:
            self._sent[request.request_id] = request.type
            if len(self._sent) > MOST_REMEMBERED:
                self._sent.popitem(last=False)

    def _owner(self, event: Event) -> Exchange | None:
        """
        By request_id; without one by order: the oldest exchange that can expect such an event.

        A robot that has labelled events of this type before labels them always: without a label they are another
        client's.
        """
        if event.request_id is not None:
            owner = self._first(lambda each: each.request.request_id == event.request_id)
            if owner is not None:
                self._labelled.add(type(event))
            return owner
        if type(event) in self._labelled:
            return None
        return self._first(lambda each: each.can_expect(event))

    def _first(self, matches: Callable[[Exchange], bool]) -> Exchange | None:
        return next(filter(matches, self.exchanges), None)
