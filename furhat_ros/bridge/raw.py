"""The wire itself: the service `send_event` and the topic `events`, for what this package does not know yet."""

import json
from typing import Any

from std_msgs.msg import String

from furhat_ros.errors import InvalidRequest, ProtocolViolation
from furhat_ros.protocol.audio import AudioData
from furhat_ros.protocol.camera import CameraData
from furhat_ros.protocol.codec import EVENTS, RawRequest, RobotError, UnknownEvent, encode, parse
from furhat_ros.protocol.message import Event, whole
from furhat_ros.srv import SendEvent

from .context import Context
from .feature import Feature
from .policies.limits import above_zero
from .policies.publishers import create_publisher
from .policies.qos import EVENTS as EVENTS_QOS
from .policies.services import offer

BULK = (AudioData, CameraData)
"""What has topics of its own and would drown everything else."""


_CLASSES = {event.type: event for event in EVENTS}


class Raw(Feature):
    """Anything in, anything out."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        offer(context, SendEvent, 'send_event', self._send)
        if context.settings.publish_events:
            self._publisher = create_publisher(context.node, String, 'events', EVENTS_QOS)
            for event in (*EVENTS, UnknownEvent, RobotError):
                if event not in BULK:
                    context.robot.subscribe(event, self._publish)

    def _publish(self, event: Event) -> None:
        try:
            text = _text(event)
        except ProtocolViolation as violation:
            self.context.robot.report(violation)
            return
        self._publisher.publish(String(data=text))

    async def _send(self, request: Any, response: Any) -> str:
        message = _message(request.event)
        wanted = frozenset(request.wait_for)
        if not wanted:
            await self.context.robot.send(message)
            return 'sent'
        above_zero('timeout', request.timeout)
        classes = {_CLASSES.get(name, UnknownEvent) for name in wanted}
        with self.context.robot.exchange(message, *classes) as exchange:
            await exchange.send()
            while True:
                answer = await exchange.next(request.timeout)
                if answer.to_wire()['type'] in wanted:
                    response.answer = _text(answer)
                    return 'answered'


def _message(text: str) -> RawRequest:
    try:
        wire = parse(text)
    except ProtocolViolation as violation:
        raise InvalidRequest(str(violation).replace('a frame', 'event', 1)) from None
    if not isinstance(wire.get('type'), str) or not wire['type']:
        raise InvalidRequest('event has no type; it is a JSON object such as {"type": "..."}')
    message = RawRequest(extra=wire)
    try:
        encode(message)
    except (RecursionError, ValueError) as error:
        raise InvalidRequest(f'event cannot be sent as JSON: {error}') from None
    return message


def _text(event: Event) -> str:
    """Give the JSON of an event; raise ProtocolViolation for what JSON can say and its readers do not take."""
    try:
        text = json.dumps(event.to_wire(), ensure_ascii=False, allow_nan=False)
    except (RecursionError, ValueError) as error:
        raise ProtocolViolation('not JSON', f'an event cannot be told as JSON: {error}') from None
    return whole(text)
