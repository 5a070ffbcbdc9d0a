"""The robot's voice: the services `set_voice` and `get_voices`."""

import asyncio
from collections.abc import Mapping
from typing import Any

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import FurhatError, InvalidRequest
from furhat_ros.msg import Voice as VoiceMsg
from furhat_ros.protocol.codec import RawRequest
from furhat_ros.protocol.voice import Voice as InstalledVoice
from furhat_ros.protocol.voice import VoiceConfig, VoiceStatus, VoiceStatusResult
from furhat_ros.srv import GetVoices, SetVoice

from ..context import Context
from ..feature import Feature
from ..policies.services import offer

LOOKS = 30
"""How often the bridge looks for a voice that is not installed when it connects."""

LOOK_PERIOD = 10.0
"""Seconds between two looks."""

FIELDS = ('voice_id', 'name', 'language', 'gender', 'provider')


class Voice(Feature):
    """Which voice the robot speaks with."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._log = context.node.get_logger()
        offer(context, SetVoice, 'set_voice', self._set)
        offer(context, GetVoices, 'get_voices', self._get)
        self._watching: asyncio.Task[None] | None = None

    def link_changed(self, status: LinkStatus) -> None:
        """See to it that the robot has the voice that was asked for, also if it is loaded late."""
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if status.connected and self.context.robot.lasting.voice:
            self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Look for the voice for some minutes: after the robot has booted, those from the cloud are loaded late."""
        for look in range(LOOKS):
            try:
                if await self._find(first_look=look == 0):
                    return
            except FurhatError as error:
                self._log.debug(f'not known whether the robot has the voice: {error}')
            await asyncio.sleep(LOOK_PERIOD)

    async def _find(self, first_look: bool) -> bool:
        """Give whether the robot speaks with the voice that was asked for, or cannot tell."""
        robot = self.context.robot
        wanted = _filters(robot.lasting.voice)
        status = await robot.ask(VoiceStatus(), VoiceStatusResult)
        installed = [each.voice_id for each in status.voice_list or () if fits(each, wanted)]
        if not status.voice_list or status.voice_id in installed:
            return True
        if installed:
            await robot.ask(RawRequest(extra=robot.lasting.voice), VoiceStatusResult)
            return True
        if first_look:
            self._log.warning(
                f'no installed voice has {_in_words(wanted)}: the robot keeps {status.voice_id!r} until there is one'
            )
        return False

    async def _set(self, request: Any, response: Any) -> str:
        config = _config(request)
        wanted = _filters(config.to_wire())
        installed = await self.context.robot.ask(VoiceStatus(), VoiceStatusResult)
        # The robot keeps its voice in silence if none fits, so that is found out here.
        if installed.voice_list and not any(fits(each, wanted) for each in installed.voice_list):
            raise InvalidRequest(
                f'no installed voice has {_in_words(wanted)}; get_voices lists them'
            )
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


def _config(request: Any) -> VoiceConfig:
    wanted: dict[str, Any] = _filters({name: getattr(request, name) for name in FIELDS})
    if not wanted:
        raise InvalidRequest(f'give at least one of {", ".join(FIELDS)}')
    return VoiceConfig(**wanted, input_language=request.input_language)


def _filters(fields: Mapping[str, Any]) -> dict[str, str]:
    """Give those fields of a request that choose a voice."""
    return {
        name: fields[name] for name in FIELDS if isinstance(fields.get(name), str) and fields[name]
    }


def _in_words(wanted: Mapping[str, str]) -> str:
    return ', '.join(f'{name} "{value}"' for name, value in wanted.items())


def _message(voice: InstalledVoice) -> VoiceMsg:
    return VoiceMsg(
        voice_id=voice.voice_id,
        name=voice.name,
        provider=voice.provider,
        language=voice.language,
        gender=voice.gender,
    )
