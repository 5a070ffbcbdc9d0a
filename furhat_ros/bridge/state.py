"""The link to the robot and what is known about the robot: the topic `state`, and one log line for each change."""

import asyncio

from furhat_ros.client.link import LinkState, LinkStatus
from furhat_ros.errors import FurhatError
from furhat_ros.msg import RobotState
from furhat_ros.protocol import accelerators
from furhat_ros.protocol.face import FaceStatus, FaceStatusResult
from furhat_ros.protocol.system import SystemStatus, SystemStatusResult
from furhat_ros.protocol.voice import VoiceStatus, VoiceStatusResult

from .context import Context
from .feature import Feature
from .policies.publishers import create_publisher
from .policies.qos import LATCHED


class State(Feature):
    """Tells people (log) and programs (`state`) how the link stands."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._log = context.node.get_logger()
        self._told: tuple[bool, str] | None = None
        self._publisher = create_publisher(context.node, RobotState, 'state', LATCHED)
        self._state = RobotState(url=context.robot.address.url, volume=-1)
        self._asking: asyncio.Task[None] | None = None
        context.robot.subscribe(SystemStatusResult, self._on_system)
        context.robot.subscribe(VoiceStatusResult, self._on_voice)
        context.robot.subscribe(FaceStatusResult, self._on_face)

    def link_changed(self, status: LinkStatus) -> None:
        """Publish the new status; log it if a person would call it news; ask a new robot who it is."""
        self._tell(status)
        self._state.link = status.state.value
        self._state.reason = status.reason
        self._state.scope = status.scope
        self._state.connects = status.connects
        if not status.connected:
            self._state.kind = RobotState.KIND_UNKNOWN
            self._state.voice_id = self._state.face_id = ''
            self._state.volume = -1
        self._publish()
        if status.connected:
            self._asking = asyncio.create_task(self._ask())

    def _tell(self, status: LinkStatus) -> None:
        """Attempts of the same fate are one piece of news."""
        news = (status.connected, status.reason)
        if status.state is LinkState.CLOSED or news == self._told or not (any(news)):
            return
        was_connected = self._told is not None and self._told[0]
        self._told = news
        url = self.context.robot.address.url
        if status.connected:
            scope = f' (scope {status.scope})' if status.scope else ''
            used = ', '.join(f'{what} by {name}' for what, name in accelerators.in_use().items())
            reading = f'; reading {used}' if status.connects == 1 else ''
            self._log.info(f'connected to {url}{scope}{reading}')
        elif status.state is LinkState.REFUSED:
            pause = self.context.settings.retry_refused
            self._log.error(
                f'{url}: {status.reason}. Look at Realtime API, Access control in Furhat Studio, and give a key by'
                f' auth_key_file or FURHAT_AUTH_KEY; trying again every {pause:g} s'
            )
        else:
            lost = 'lost the' if was_connected else 'no'
            self._log.warning(f'{lost} robot at {url}: {status.reason}; trying again')

    async def _ask(self) -> None:
        """Ask who the robot is; the answers arrive through the subscriptions."""
        robot = self.context.robot
        answers = await asyncio.gather(
            robot.ask(SystemStatus(), SystemStatusResult),
            robot.ask(VoiceStatus(voice_list=False), VoiceStatusResult),
            robot.ask(FaceStatus(face_list=False), FaceStatusResult),
            return_exceptions=True,
        )
        for answer in answers:
            if isinstance(answer, FurhatError):
                self._log.debug(f'part of the state stays unknown: {answer}')
            elif isinstance(answer, BaseException):
                raise answer

    def _on_system(self, event: SystemStatusResult) -> None:
        if event.volume is not None:
            self._state.volume = min(max(event.volume, -1), 100)
        if event.virtual is not None:
            self._state.kind = RobotState.VIRTUAL if event.virtual else RobotState.PHYSICAL
        self._publish()

    def _on_voice(self, event: VoiceStatusResult) -> None:
        self._state.voice_id = event.voice_id or self._state.voice_id
        self._publish()

    def _on_face(self, event: FaceStatusResult) -> None:
        self._state.face_id = event.face_id or self._state.face_id
        self._publish()

    def _publish(self) -> None:
        self._state.stamp = self.context.now()
        self._publisher.publish(self._state)
