"""What a robot is told again on every new connection: it may have been restarted, and forgets everything then."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ..protocol.attend import AttendLocation, AttendNobody, AttendUser
from ..protocol.codec import RawRequest
from ..protocol.face import FaceConfig, FaceHeadpose, FaceParams, FaceReset
from ..protocol.led import LedSet, LedSetIndividual
from ..protocol.listen import ListenConfig
from ..protocol.message import Request, Wire
from ..protocol.system import SystemConfig
from ..protocol.voice import VoiceConfig

MOST_PARAMS = 1000
"""Face parameters that are remembered; all names that are known are fewer."""

SETTLE = 0.3
"""Seconds between an attend request and a head pose, which the automatic attention fights otherwise."""

_ATTENTION = frozenset({AttendUser.type, AttendLocation.type, AttendNobody.type})
_LEDS = frozenset({LedSet.type, LedSetIndividual.type})
_KEEP = 'KEEP'  # stands for the active face
_IDLE_BEHAVIOURS = ('microexpressions', 'blinking', 'head_sway')
_LASTING = frozenset(
    {
        *_ATTENTION,
        *_LEDS,
        FaceConfig.type,
        FaceHeadpose.type,
        FaceParams.type,
        FaceReset.type,
        ListenConfig.type,
        SystemConfig.type,
        VoiceConfig.type,
    }
)


_MEMORY = (
    '_volume',
    '_voice',
    '_listening',
    '_language_voice',
    '_face',
    '_behaviours',
    '_params',
    '_leds',
    '_attention',
    '_head_pose',
)


class Lasting:
    """The newest of each request whose effect lasts, so that a robot can be brought back to where it was."""

    def __init__(self) -> None:
        self._volume: Wire = {}
        self._voice: Wire = {}
        self._listening: Wire = {}
        self._language_voice: Wire = {}  # whose language is listened for since the last _listening
        self._face: Wire = {}
        self._behaviours: Wire = {}
        self._params: Wire = {}
        self._leds: Wire = {}
        self._attention: Wire = {}
        self._head_pose: Wire = {}
        self._last: Any = None
        self._before: dict[str, Wire] = {}

    def __contains__(self, request: Request) -> bool:
        """Whether the effect of such a request lasts."""
        return _kind(request) in _LASTING

    @property
    def voice(self) -> Wire:
        """The request that chose the voice; empty if there was none."""
        return self._voice

    def take(self, request: Request) -> None:
        """Remember a request that was sent, if its effect lasts."""
        kind = _kind(request)
        if kind not in _LASTING:
            return
        wire = request.to_wire()
        self._last = wire.pop('request_id', None)
        self._before = {name: dict(getattr(self, name)) for name in _MEMORY}
        if kind in _ATTENTION:
            self._attention = wire
            self._head_pose = {}  # the robot holds a pose until the next attend request
        elif kind in _LEDS:
            self._leds = wire
        elif kind == FaceHeadpose.type:
            self._head_pose = wire
        elif kind == VoiceConfig.type:
            self._voice = wire
            if wire.get('input_language'):
                self._language_voice = wire
        elif kind == ListenConfig.type:
            self._listening = wire
            self._language_voice = {}
        elif kind == SystemConfig.type:
            self._volume.update(wire)
        elif kind == FaceConfig.type:
            self._take_face(wire)
        elif kind == FaceReset.type:
            self._params = {}
        else:
            self._take_params(wire)

    def take_back(self, request_id: str) -> None:
        """Forget what was taken last, if it was this request: the robot has refused it."""
        if request_id == self._last:
            vars(self).update(self._before)

    def forget_attention(self) -> None:
        """Leave the attention to whoever has it."""
        self._attention = self._head_pose = {}

    async def apply(self, send: Callable[[Request], Awaitable[None]]) -> None:
        """Say everything again, in an order that the robot is known to take."""
        face_params = {'type': FaceParams.type, 'params': dict(self._params)}
        for wire in (
            self._volume,
            *self._voice_and_listening(),
            self._face,
            self._behaviours,
            face_params if self._params else {},
            self._leds,
            self._attention,
        ):
            await _send(send, wire)
        if self._attention and self._head_pose:
            await asyncio.sleep(SETTLE)
        await _send(send, self._head_pose)

    def _voice_and_listening(self) -> tuple[Wire, ...]:
        """Give what sets the languages so that the last word is the same as before."""
        if not self._language_voice:
            return self._voice, self._listening
        if self._language_voice is self._voice:
            return self._listening, self._voice
        return self._listening, self._language_voice, self._voice

    def _take_face(self, wire: Wire) -> None:
        """Keep face and behaviours apart: the first resets the second, so that they have to be sent in this order."""
        behaviours = {name: wire.pop(name) for name in _IDLE_BEHAVIOURS if name in wire}
        if wire.get('face_id') == _KEEP:
            del wire['face_id']
        # To select the active face again changes nothing.
        if 'face_id' in wire and wire['face_id'] != self._face.get('face_id'):
            self._behaviours = {}
        if len(wire) > 1:
            self._face.update(wire)
        if behaviours:
            self._behaviours.update({'type': wire['type']}, **behaviours)

    def _take_params(self, wire: Wire) -> None:
        params: Any = wire.get('params')
        if isinstance(params, dict):  # a raw request may hold anything
            self._params.update(params)
        while len(self._params) > MOST_PARAMS:
            del self._params[next(iter(self._params))]


def _kind(request: Request) -> Any:
    return request.extra.get('type') if isinstance(request, RawRequest) else request.type


async def _send(send: Callable[[Request], Awaitable[None]], wire: Wire) -> None:
    if wire:
        await send(RawRequest(extra=wire))
