"""The robot as a device: the services `get_system_status` and `set_volume`."""

from typing import Any

from furhat_ros.errors import InvalidRequest
from furhat_ros.protocol.system import SystemConfig, SystemStatus, SystemStatusResult
from furhat_ros.srv import GetSystemStatus, SetVolume

from .context import Context
from .feature import Feature
from .policies.services import offer

LOUDEST = 100


class System(Feature):
    """Volume, and whether the robot is a simulated one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        offer(context, GetSystemStatus, 'get_system_status', self._get)
        offer(context, SetVolume, 'set_volume', self._set_volume)

    async def _get(self, _request: Any, response: Any) -> str:
        status = await self.context.robot.ask(SystemStatus(), SystemStatusResult)
        response.volume = _volume(status)
        response.is_virtual = bool(status.virtual)
        return ''

    async def _set_volume(self, request: Any, _response: Any) -> str:
        robot = self.context.robot
        await robot.send(_config(request))
        # Nothing answers a config: ask, so that the topic state is true again.
        await robot.ask(SystemStatus(), SystemStatusResult)
        return f'the volume is {request.volume}'


def _volume(status: SystemStatusResult) -> int:
    return -1 if status.volume is None else min(max(status.volume, -1), LOUDEST)


def _config(wanted: Any) -> SystemConfig:
    if wanted.volume > LOUDEST:
        raise InvalidRequest(f'volume must be 0 to {LOUDEST}; got {wanted.volume}')
    return SystemConfig(wanted.volume)
