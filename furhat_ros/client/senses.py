"""The requests of the public clients for users, camera, sound, voices and the robot as a device."""

from ..protocol.audio import AudioStart, AudioStop
from ..protocol.camera import CameraOnce, CameraStart, CameraStop
from ..protocol.system import SystemConfig, SystemStatus
from ..protocol.users import UsersOnce, UsersStart, UsersStop
from ..protocol.voice import VoiceConfig, VoiceStatus
from .events import Events
from .handlers import EventDict
from .raw_client import RawClient


class SenseRequests(RawClient):
    """
    Users, camera and sound, voices, and the robot as a device.

    `timeout` is everywhere the time in seconds after which asyncio.TimeoutError is raised; None: never.
    """

    async def request_users_once(self, *, timeout: float | None = 5.0) -> EventDict:
        """Give `response.users.data`: everybody whom the robot tracks, nearest first."""
        return await self._ask(UsersOnce(), [Events.response_users_data], timeout)

    async def request_users_start(self) -> None:
        """Start the stream of `response.users.data`."""
        await self._post(UsersStart())

    async def request_users_stop(self) -> None:
        """End the stream of `response.users.data`."""
        await self._post(UsersStop())

    async def request_camera_once(self, *, timeout: float | None = 5.0) -> EventDict:
        """Give `response.camera.data`: a JPEG, `image`, in base64."""
        return await self._ask(CameraOnce(), [Events.response_camera_data], timeout)

    async def request_camera_start(self) -> None:
        """Start the stream of `response.camera.data`."""
        await self._post(CameraStart())

    async def request_camera_stop(self) -> None:
        """End the stream of `response.camera.data`."""
        await self._post(CameraStop())

    async def request_audio_start(
        self, sample_rate: int = 16000, microphone: bool = True, speaker: bool = False
    ) -> None:
        """Start the stream of `response.audio.data`, what the robot hears and what it says; sample_rate in Hz."""
        await self._post(AudioStart(sample_rate, microphone, speaker))

    async def request_audio_stop(self) -> None:
        """End the stream of `response.audio.data`."""
        await self._post(AudioStop())

    async def request_voice_config(
        self,
        voice_id: str | None = None,
        name: str | None = None,
        gender: str | None = None,
        language: str | None = None,
        provider: str | None = None,
        input_language: bool = True,
        *,
        timeout: float | None = 5.0,
    ) -> EventDict:
        """
        Choose a voice that fits all that is given, and give `response.voice.status`.

        input_language: presumably, recognise speech in the voice's language, too.
        """
        request = VoiceConfig(voice_id, name, gender, language, provider, input_language)
        return await self._ask(request, [Events.response_voice_status], timeout)

    async def request_voice_status(
        self, voice_id: bool = True, voice_list: bool = True, *, timeout: float | None = 5.0
    ) -> EventDict:
        """Give `response.voice.status`: the active voice and the list of voices, each if asked for."""
        request = VoiceStatus(voice_id, voice_list)
        return await self._ask(request, [Events.response_voice_status], timeout)

    async def request_system_status(
        self, volume: bool = True, virtual: bool = True, *, timeout: float | None = 5.0
    ) -> EventDict:
        """Give `response.system.status`: the volume (0..100), and whether the robot is simulated."""
        request = SystemStatus(volume, virtual)
        return await self._ask(request, [Events.response_system_status], timeout)

    async def request_system_config(self, volume: int | None = None) -> None:
        """Set the volume, 0..100."""
        await self._post(SystemConfig(volume))
