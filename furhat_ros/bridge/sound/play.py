"""Sound to the robot: the action `play_audio`, the topic `speaker/play`, and how far it is played, `speaker/buffer`."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from audio_common_msgs.msg import AudioDataStamped

from furhat_ros.action import PlayAudio
from furhat_ros.client.exchange import Exchange
from furhat_ros.errors import InvalidRequest, LinkError
from furhat_ros.msg import AudioBuffer, Outcome
from furhat_ros.protocol.message import Request
from furhat_ros.protocol.speak import (
    SpeakAudioBuffer,
    SpeakAudioData,
    SpeakAudioEnd,
    SpeakAudioStart,
    SpeakEnd,
    SpeakStart,
    SpeakStop,
)

from ..context import Context
from ..feature import Feature
from ..policies.conversation import Conversation
from ..policies.goal import Goal
from ..policies.goals import GoalServer
from ..policies.outcomes import SUCCEEDED
from ..policies.publishers import create_publisher
from ..policies.qos import EVENTS
from ..streams import payload

RATES = (8000, 48000)
"""Hz."""

LARGEST = 16 * 1024 * 1024
"""Bytes of one play_audio goal: almost three minutes at 48 kHz."""

MOST_BYTES = 2**64 - 1
"""What the fields that count bytes can hold."""

CHUNK = 0.1
"""Seconds of sound in one message of play_audio."""

AHEAD = 2.0
"""Seconds of sound that the robot gets ahead of the time."""

LARGEST_CHUNK = 1_000_000
"""Bytes of one message of speaker/play: 10 s at 48 kHz, where users publish hundredths of a second."""

DEPTH = 1000
"""Messages on speaker/play that may wait: 20 s of 20 ms each, should somebody publish them all at once."""

END_TIMEOUT = 10.0
"""Seconds for the robot to tell the end, after the sound should be over."""


class Play(Feature):
    """The robot as a loudspeaker."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._rate = context.settings.speaker_play_rate
        self._buffer = create_publisher(context.node, AudioBuffer, 'speaker/buffer', EVENTS)
        self._server = GoalServer(context, PlayAudio, 'play_audio', self._check, self._perform)
        self._live = _Live(context, lambda rate: setattr(self, '_rate', rate))
        context.robot.subscribe(SpeakAudioBuffer, self._on_buffer)

    def _on_buffer(self, event: SpeakAudioBuffer) -> None:
        message = _buffer(event, self._rate)
        message.stamp = self.context.event_time()
        self._buffer.publish(message)

    def _check(self, request: Any) -> None:
        if self._server.busy:
            raise InvalidRequest('another goal is playing; cancel it first')
        _check_sound(request)

    async def _perform(self, goal: Goal) -> Outcome:
        self._rate = goal.request.sample_rate
        return await self.context.patience.attempt(goal, _Sound(self.context, goal).play)


def _check_sound(wanted: Any) -> None:
    size = len(wanted.data)
    if not size or size % payload.BYTES_PER_SAMPLE:
        raise InvalidRequest(f'data must be 16-bit samples, at least one; got {size} bytes')
    if size > LARGEST:
        raise InvalidRequest(f'data has {size} bytes; at most {LARGEST} are allowed')
    lowest, highest = RATES
    if not lowest <= wanted.sample_rate <= highest:
        raise InvalidRequest(
            f'sample_rate must be {lowest} to {highest} Hz; got {wanted.sample_rate}'
        )


def _bytes(count: int) -> int:
    """Give a number of bytes that the robot tells, as far as a field of ours can hold it."""
    return min(max(count, 0), MOST_BYTES)


def _buffer(event: SpeakAudioBuffer, rate: int) -> AudioBuffer:
    played, received = _bytes(event.played), _bytes(event.received)
    ahead = (received - played) / payload.BYTES_PER_SAMPLE / rate
    return AudioBuffer(played=played, received=received, ahead=ahead)


def _feedback(event: SpeakAudioBuffer, bytes_per_second: int) -> PlayAudio.Feedback:
    played = _bytes(event.played)
    return PlayAudio.Feedback(played_bytes=played, played=played / bytes_per_second)


class _Sound:
    """One whole sound on its way to the robot."""

    def __init__(self, context: Context, goal: Goal) -> None:
        self._robot = context.robot
        self._goal = goal
        self._pcm = bytes(goal.request.data)
        self._second = payload.BYTES_PER_SAMPLE * goal.request.sample_rate

    async def play(self) -> Outcome:
        wanted = self._goal.request
        request = SpeakAudioStart(wanted.sample_rate, wanted.lipsync)
        exchange = self._robot.exchange(request, SpeakStart, SpeakAudioBuffer, SpeakEnd)
        async with Conversation(self._robot, self._goal, exchange, SpeakStop()) as conversation:
            self._goal.under_way = True
            sending = asyncio.create_task(self._send(exchange))
            try:
                end = await self._follow(conversation)
            finally:
                sending.cancel()
        return self._conclude(end)

    async def _send(self, exchange: Exchange) -> None:
        """Send the sound, a little ahead of the time at which it is played."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        size = int(CHUNK * self._second) // payload.BYTES_PER_SAMPLE * payload.BYTES_PER_SAMPLE
        try:
            for start in range(0, len(self._pcm), size):
                audio = payload.encode(self._pcm[start : start + size])
                await self._robot.send(_part_of(exchange, SpeakAudioData(audio)))
                await asyncio.sleep(begin + start / self._second - AHEAD - loop.time())
            await self._robot.send(_part_of(exchange, SpeakAudioEnd()))
        except LinkError:
            pass  # the exchange has been told

    async def _follow(self, conversation: Conversation) -> SpeakEnd:
        timeout = len(self._pcm) / self._second + AHEAD + END_TIMEOUT
        while True:
            event = await conversation.next(timeout)
            if isinstance(event, SpeakAudioBuffer):
                self._played(event)
            elif isinstance(event, SpeakEnd):
                return event

    def _played(self, event: SpeakAudioBuffer) -> None:
        feedback = _feedback(event, self._second)
        self._goal.result.played = feedback.played
        self._goal.feedback(feedback)

    def _conclude(self, end: SpeakEnd) -> Outcome:
        if end.failed:
            return Outcome(code=Outcome.FAILED, message='the robot could not play the sound')
        if end.aborted:
            return self._goal.ending or Outcome(
                code=Outcome.STOPPED, message='stopped by another client of the robot'
            )
        self._goal.result.played = len(self._pcm) / self._second
        return SUCCEEDED


class _Live:
    """Sound that is published on a topic: the robot's stream opens with the first chunk and closes after a pause."""

    def __init__(self, context: Context, opened: Callable[[int], None]) -> None:
        self._context = context
        self._opened = opened
        self._chunks: asyncio.Queue[str] = asyncio.Queue(context.settings.speaker_play_queue_size)
        self._playing: asyncio.Task[None] | None = None
        context.node.create_subscription(AudioDataStamped, 'speaker/play', self._take, DEPTH)

    def _take(self, message: AudioDataStamped) -> None:
        """Take a chunk (ROS thread)."""
        size = len(message.audio.data)
        if size % payload.BYTES_PER_SAMPLE or size > LARGEST_CHUNK:
            self._context.node.get_logger().warning(
                f'speaker/play: message dropped: it must hold 16-bit samples, at most {LARGEST_CHUNK} bytes;'
                f' got {size} bytes',
                throttle_duration_sec=5.0,
            )
            return
        self._context.crossing.post(self._queue, payload.encode(bytes(message.audio.data)))

    def _queue(self, chunk: str) -> None:
        if not self._context.robot.status.connected:
            return  # nobody hears it, and later it would be late
        if self._chunks.full():
            self._chunks.get_nowait()
            self._context.dropped['speaker/play'] += 1
        self._chunks.put_nowait(chunk)
        if self._playing is None or self._playing.done():
            self._playing = asyncio.create_task(self._play())

    async def _play(self) -> None:
        try:
            while not self._chunks.empty():  # more may come while the end of a stream is sent
                await self._stream()
        except LinkError:
            while not self._chunks.empty():
                self._chunks.get_nowait()

    async def _stream(self) -> None:
        pause, robot = self._context.settings.speaker_play_pause, self._context.robot
        connects = await self._open()
        while True:
            try:
                chunk = await asyncio.wait_for(self._chunks.get(), pause)
            except asyncio.TimeoutError:
                break
            if robot.status.connects != connects:  # the robot's stream is gone with the old link
                connects = await self._open()
            await robot.send(SpeakAudioData(chunk))
        if robot.status.connects == connects:
            await robot.send(SpeakAudioEnd())

    async def _open(self) -> int:
        """Open the robot's stream; give the number of the link that it belongs to."""
        settings, robot = self._context.settings, self._context.robot
        self._opened(settings.speaker_play_rate)
        await robot.send(SpeakAudioStart(settings.speaker_play_rate, settings.speaker_lipsync))
        return robot.status.connects


def _part_of(exchange: Exchange, request: Request) -> Request:
    """Give a request the id of the exchange that it continues: so the end has that id, whichever request it echoes."""
    return replace(request, request_id=exchange.request.request_id)
