"""The robot's voice: the services `set_voice` and `get_voices`."""

from typing import Any

from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import Voice as VoiceMsg
from furhat_ros.protocol.voice import Voice as InstalledVoice
from furhat_ros.protocol.voice import VoiceConfig, VoiceStatus, VoiceStatusResult
from furhat_ros.srv import GetVoices, SetVoice

from .context import Context
from .feature import Feature
from .services import offer

FIELDS = ('voice_id', 'name', 'language', 'gender', 'provider')


class Voice(Feature):
    """Which voice the robot speaks with."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        offer(context, SetVoice, 'set_voice', self._set)
        offer(context, GetVoices, 'get_voices', self._get)

    async def _set(self, request: Any, response: Any) -> str:
        wanted = {name: getattr(request, name) for name in FIELDS if getattr(request, name)}
        if not wanted:
            raise InvalidRequest(f'give at least one of {", ".join(FIELDS)}')
        installed = await self.context.robot.ask(VoiceStatus(), VoiceStatusResult)
        # The robot keeps its voice in silence if none fits, so that is found out here.
        if installed.voice_list and not any(fits(each, wanted) for each in installed.voice_list):
            asked = ', '.join(f'{name} "{value}"' for name, value in wanted.items())
            raise InvalidRequest(f'no installed voice has {asked}; get_voices lists them')
        config = VoiceConfig(**wanted, input_language=request.input_language)
        active = await self.context.robot.ask(config, VoiceStatusResult)
        response.voice_id = active.voice_id or ''
        return f'the voice is {response.voice_id}'

    async def _get(self, _request: Any, response: Any) -> str:
        status = await self.context.robot.ask(VoiceStatus(), VoiceStatusResult)
        response.voice_id = status.voice_id or ''
        response.voices = [_message(each) for each in status.voice_list or ()]
        return f'{len(response.voices)} voices'


def fits(voice: InstalledVoice, wanted: dict[str, str]) -> bool:
    """Whether a voice has all that is wanted: a part of its name, the whole of anything else, in any case."""
    return all(
        value.lower() in getattr(voice, name).lower()
        if name == 'name'
        else value.lower() == getattr(voice, name).lower()
        for name, value in wanted.items()
    )


def _message(voice: InstalledVoice) -> VoiceMsg:
    return VoiceMsg(
        voice_id=voice.voice_id,
        name=voice.name,
        provider=voice.provider,
        language=voice.language,
        gender=voice.gender,
    )
