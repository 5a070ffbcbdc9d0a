"""What a robot is told again on every new connection: it may have been restarted, and forgets everything then."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class _Memory:
    """The newest requests as they were on the wire; empty where there was none. Never changed, only replaced."""

    volume: Wire = field(default_factory=dict)
    voice: Wire = field(default_factory=dict)
    listening: Wire = field(default_factory=dict)
    language_voice: Wire = field(default_factory=dict)
    """The voice whose language is listened for since the last `listening`."""

    face: Wire = field(default_factory=dict)
    behaviours: Wire = field(default_factory=dict)
    params: Wire = field(default_factory=dict)
    leds: Wire = field(default_factory=dict)
    attention: Wire = field(default_factory=dict)
    head_pose: Wire = field(default_factory=dict)


class Lasting:
    """The newest of each request whose effect lasts, so that a robot can be brought back to where it was."""

    def __init__(self) -> None:
        self._memory = _Memory()
        self._before = self._memory
        self._last: Any = None
        self.on_change: Callable[[], None] = lambda: None
        """Called when something else is remembered."""

    def __contains__(self, request: Request) -> bool:
        """Whether the effect of such a request lasts."""
        return _kind(request) in _LASTING

    @property
    def voice(self) -> Wire:
        """The request that chose the voice; empty if there was none."""
        return self._memory.voice

    @property
    def listening(self) -> Wire:
        """The request that set the languages of listening; empty if there was none, or if a voice set others since."""
        return {} if self._memory.language_voice else self._memory.listening

    @property
    def attention(self) -> Wire:
        """The request that chose whom or what to look at; empty if there was none."""
        return self._memory.attention

    @property
    def head_pose(self) -> Wire:
        """The request that holds the head; empty if there was none since the last for the attention."""
        return self._memory.head_pose

    def take(self, request: Request) -> None:
        """Remember a request that was sent, if its effect lasts."""
        kind = _kind(request)
        if kind not in _LASTING:
            return
        wire = request.to_wire()
        self._last, self._before = wire.pop('request_id', None), self._memory
        if kind in _ATTENTION:
            self._set(attention=wire, head_pose={})  # the robot holds a pose until then
        elif kind in _LEDS:
            self._set(leds=wire)
        elif kind == FaceHeadpose.type:
            self._set(head_pose=wire)
        elif kind == VoiceConfig.type:
            speaks_as_it_listens = wire.get('input_language')
            self._set(voice=wire, **({'language_voice': wire} if speaks_as_it_listens else {}))
        elif kind == ListenConfig.type:
            self._set(listening=wire, language_voice={})
        elif kind == SystemConfig.type:
            self._set(volume={**self._memory.volume, **wire})
        elif kind == FaceConfig.type:
            self._take_face(wire)
        elif kind == FaceReset.type:
            self._set(params={})
        else:
            self._take_params(wire)

    def take_back(self, request_id: str) -> None:
        """Forget what was taken last, if it was this request: the robot has refused it."""
        if request_id == self._last:
            self._memory = self._before
            self.on_change()

    def forget_attention(self) -> None:
        """Leave the attention to whoever has it."""
        self._set(attention={}, head_pose={})

    async def apply(self, send: Callable[[Request], Awaitable[None]]) -> None:
        """Say everything again, in an order that the robot is known to take."""
        memory = self._memory
        face_params = {'type': FaceParams.type, 'params': memory.params}
        for wire in (
            memory.volume,
            *_voice_and_listening(memory),
            memory.face,
            memory.behaviours,
            face_params if memory.params else {},
            memory.leds,
            memory.attention,
        ):
            await _send(send, wire)
        if memory.attention and memory.head_pose:
            await asyncio.sleep(SETTLE)
        await _send(send, self._memory.head_pose)

    def _set(self, **wires: Wire) -> None:
        self._memory = replace(self._memory, **wires)
        self.on_change()

    def _take_face(self, wire: Wire) -> None:
        """Keep face and behaviours apart: the first resets the second, so that they have to be sent in this order."""
        memory = self._memory
        behaviours = {name: wire.pop(name) for name in _IDLE_BEHAVIOURS if name in wire}
        if wire.get('face_id') == _KEEP:
            del wire['face_id']
        # To select the active face again changes nothing.
        if 'face_id' in wire and wire['face_id'] != memory.face.get('face_id'):
            self._set(behaviours={})
        if len(wire) > 1:
            self._set(face={**memory.face, **wire})
        if behaviours:
            self._set(behaviours={**self._memory.behaviours, 'type': wire['type'], **behaviours})

    def _take_params(self, wire: Wire) -> None:
        params: Any = wire.get('params')
        if isinstance(params, dict):  # a raw request may hold anything
            newest = list({**self._memory.params, **params}.items())[-MOST_PARAMS:]
            self._set(params=dict(newest))


def _voice_and_listening(memory: _Memory) -> tuple[Wire, ...]:
    """Give what sets the languages so that the last word is the same as before."""
    if not memory.language_voice:
        return memory.voice, memory.listening
    if memory.language_voice is memory.voice:
        return memory.listening, memory.voice
    return memory.listening, memory.language_voice, memory.voice


def _kind(request: Request) -> Any:
    return request.extra.get('type') if isinstance(request, RawRequest) else request.type


async def _send(send: Callable[[Request], Awaitable[None]], wire: Wire) -> None:
    if wire:
        await send(RawRequest(extra=wire))
