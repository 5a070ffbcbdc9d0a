"""The LED ring: the service `set_led` and the topic `led`."""

from typing import Any

from std_msgs.msg import ColorRGBA

from furhat_ros.errors import InvalidRequest
from furhat_ros.protocol.led import LedSet, LedSetIndividual
from furhat_ros.protocol.message import Request
from furhat_ros.srv import SetLed

from ..context import Context
from ..feature import Feature
from ..policies.latest import Latest
from ..policies.limits import number
from ..policies.services import offer
from . import colors

LAST_LED = 999
"""No ring has more."""

HIGHEST_RATE = 16.0
"""Changes per second that the robot is known to take."""


class Led(Feature):
    """The robot's light."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        offer(context, SetLed, 'set_led', self._set)
        Latest(
            context,
            ColorRGBA,
            'led',
            HIGHEST_RATE,
            lambda color: LedSet(colors.from_message(color)),
        )

    async def _set(self, request: Any, _response: Any) -> str:
        await self.context.robot.send(_request_for(request))
        return 'the LEDs are set'


def _request_for(wanted: Any) -> Request:
    if not wanted.color and not wanted.leds:
        raise InvalidRequest('give color, or leds, or both')
    color = colors.from_text(wanted.color) if wanted.color else colors.OFF
    if not wanted.leds:
        return LedSet(color)
    leds = {
        str(number('index', led.index, 0, LAST_LED)): colors.from_message(led.color)
        for led in wanted.leds
    }
    if len(leds) < len(wanted.leds):
        raise InvalidRequest('leds must not name the same index twice')
    return LedSetIndividual(leds, color)
