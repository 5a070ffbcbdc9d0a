"""Speech: the action `speak`, the service `stop_speaking`, the topics `say` and `is_speaking`."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from std_msgs.msg import String

from furhat_ros.action import Speak as SpeakAction
from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import Outcome
from furhat_ros.protocol.message import Event
from furhat_ros.protocol.speak import (
    SpeakAudio,
    SpeakEnd,
    SpeakStart,
    SpeakStop,
    SpeakText,
    SpeakWord,
)

from ..context import Context
from ..feature import Feature
from ..policies.conversation import Conversation
from ..policies.goal import Goal
from ..policies.goals import GoalServer
from ..policies.latch import Flag
from ..policies.outcomes import SUCCEEDED
from ..policies.qos import TEXTS
from ..policies.services import offer_trigger
from .line import Line
from .speech_report import SpeechReport
from .words import WordFinder

Feedback = SpeakAction.Feedback

LONGEST_PER_CHARACTER = 0.5
"""Seconds; no voice is that slow. A speech that lasts longer than this, and a minute, is given up."""

LAST_INDEX = 2**31 - 1
"""What the field word_index can hold."""

LONGEST_FILE = 600.0
"""Seconds; a sound file whose length is not known in advance is given up after that."""

_URL = re.compile(r'https?://[!-~]+')


class Speak(Feature):
    """
    The robot's voice.

    The line of goals stands here, not in the robot: the robot gets one utterance at a time, so that canceling a goal
    that waits never touches the one that is spoken.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._robot = context.robot
        self._line = Line()
        self._server = GoalServer(context, SpeakAction, 'speak', self._check, self._perform)
        self._speaking = Flag(context.node, 'is_speaking')
        self._silence = asyncio.Event()
        self._times = SpeechReport()
        context.reports.append(self._times.report)
        offer_trigger(context, 'stop_speaking', self._stop)
        context.node.create_subscription(String, 'say', self._say, TEXTS)
        self._robot.subscribe(SpeakStart, lambda _: self._set_speaking(True))
        self._robot.subscribe(SpeakEnd, lambda _: self._set_speaking(False))

    def link_changed(self, status: LinkStatus) -> None:
        """Without a link nothing is known to be spoken."""
        if not status.connected:
            self._set_speaking(False)

    def _say(self, message: String) -> None:
        self._server.run_unasked(SpeakAction.Goal(text=message.data))

    def _check(self, request: SpeakAction.Goal) -> None:
        _check_wanted(request, self.context.settings.speak_max_characters)
        busy = self._server.busy or self._speaking.value
        if request.policy == SpeakAction.Goal.REJECT and busy:
            raise InvalidRequest('the robot is speaking, and the policy of the goal is REJECT')

    async def _perform(self, goal: Goal) -> Outcome:
        if goal.request.policy == SpeakAction.Goal.INTERRUPT:
            self._end_all('interrupted by a newer goal')
        goal.feedback(Feedback(state=Feedback.QUEUED, word_index=-1))
        waits = goal.request.policy != SpeakAction.Goal.INTERRUPT and (
            self._speaking.value or any(self._line)
        )
        async with self._line.turn(goal):
            if goal.request.policy != SpeakAction.Goal.INTERRUPT:
                await self._wait_for_silence(goal)
            if goal.ending is not None:
                return goal.ending
            since = time.monotonic() if waits else goal.since
            utterance = _Utterance(self.context, goal, lambda: self._sound_came(since))
            return await self.context.patience.attempt(goal, utterance.say)

    def _sound_came(self, since: float) -> None:
        """Know how long a goal took to be heard, from its arrival or, if others were before it, from its turn."""
        self._times.take(time.monotonic() - since)

    async def _wait_for_silence(self, goal: Goal) -> None:
        """
        Wait until another client's speech is over, or the goal has to end.

        In the robot's own queue the goal could not be canceled without stopping that speech, too.
        """
        goal.when_ending(self._silence.set)
        while self._speaking.value and goal.ending is None:
            self._silence.clear()
            await self._silence.wait()

    def _set_speaking(self, speaking: bool) -> None:
        self._speaking.set(speaking)
        if not speaking:
            self._silence.set()

    async def _stop(self) -> str:
        self._end_all('stop_speaking was called')
        await self._robot.send(SpeakStop())
        return 'speech stopped'

    def _end_all(self, reason: str) -> None:
        for goal in self._line:
            goal.end(Outcome.STOPPED, reason)


def _check_wanted(wanted: Any, longest: int) -> None:
    if wanted.text and wanted.audio_url:
        raise InvalidRequest('give text or audio_url, not both')
    if wanted.audio_url and not _is_web_address(wanted.audio_url):
        raise InvalidRequest(
            f'audio_url must be an http address, in ASCII; got {wanted.audio_url!r}'
        )
    if not wanted.audio_url and not wanted.text.strip():
        raise InvalidRequest('text is empty; give the text to say')
    if len(wanted.text) > longest:
        raise InvalidRequest(
            f'text has {len(wanted.text)} characters; at most {longest} are allowed'
            ' (parameter speak.max_characters)'
        )
    policies = (SpeakAction.Goal.QUEUE, SpeakAction.Goal.INTERRUPT, SpeakAction.Goal.REJECT)
    if wanted.policy not in policies:
        raise InvalidRequest(
            f'policy must be 0 (QUEUE), 1 (INTERRUPT) or 2 (REJECT); got {wanted.policy}'
        )


def _is_web_address(text: str) -> bool:
    if not _URL.fullmatch(text):
        return False
    try:
        address = urlsplit(text)
        return bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is no number, half a bracket
        return False


def _request_for(wanted: Any) -> SpeakText | SpeakAudio:
    interrupt = wanted.policy == SpeakAction.Goal.INTERRUPT
    if wanted.audio_url:
        return SpeakAudio(wanted.audio_url, lipsync=wanted.lipsync, abort=interrupt)
    return SpeakText(wanted.text, abort=interrupt, monitor_words=True)


class _Utterance:
    """One text on its way through the robot."""

    def __init__(self, context: Context, goal: Goal, on_sound: Callable[[], None]) -> None:
        self._context = context
        self._goal = goal
        self._on_sound = on_sound
        self._text: str = goal.request.text
        self._words = WordFinder(self._text)
        self._started = False

    async def say(self) -> Outcome:
        request = _request_for(self._goal.request)
        exchange = self._context.robot.exchange(request, SpeakStart, SpeakWord, SpeakEnd)
        self._goal.feedback(Feedback(state=Feedback.SYNTHESIZING, word_index=-1))
        try:
            async with Conversation(
                self._context.robot, self._goal, exchange, SpeakStop()
            ) as conversation:
                self._goal.under_way = True
                end = await self._follow(conversation)
        finally:
            if self._started:
                self._goal.result.end = self._context.event_time()
        return self._conclude(end)

    async def _follow(self, conversation: Conversation) -> SpeakEnd:
        """Follow the robot's events to the last one."""
        timeout = self._context.settings.speak_start_timeout
        while True:
            event = await conversation.next(timeout)
            if isinstance(event, SpeakStart):
                self._begin(event)
                timeout = self._longest()
            elif isinstance(event, SpeakWord):
                self._spoken(event)
            elif isinstance(event, SpeakEnd) and self._is_ours(event):
                return event

    def _longest(self) -> float:
        if self._goal.request.audio_url:
            return LONGEST_FILE
        return 60.0 + LONGEST_PER_CHARACTER * len(self._text)

    def _is_ours(self, event: Event) -> bool:
        """An end without request_id and before our start belongs to what was stopped before."""
        failed = isinstance(event, SpeakEnd) and event.failed
        return event.request_id is not None or self._started or failed

    def _begin(self, event: SpeakStart) -> None:
        if not self._started:
            self._on_sound()
        self._started = True
        result = self._goal.result
        result.start = self._context.event_time()
        result.synthesis_time = event.gen_time / 1000.0
        self._goal.feedback(Feedback(state=Feedback.SPEAKING, word_index=-1))

    def _spoken(self, event: SpeakWord) -> None:
        begin, end = self._words.find(event.word)
        self._goal.result.text_spoken = self._text[:end] or self._goal.result.text_spoken
        self._goal.feedback(
            Feedback(
                state=Feedback.SPEAKING,
                word=event.word,
                word_index=event.index if 0 <= event.index <= LAST_INDEX else -1,
                char_begin=begin,
                char_end=end,
            )
        )

    def _conclude(self, end: SpeakEnd) -> Outcome:
        result = self._goal.result
        result.aborted = end.aborted
        result.failed = end.failed
        if self._text:
            result.text_spoken = end.text if end.aborted or end.failed else end.text or self._text
        if end.failed:
            what = 'play the file' if self._goal.request.audio_url else 'synthesise the speech'
            return Outcome(code=Outcome.FAILED, message=f'the robot could not {what}')
        if end.aborted:
            return self._goal.ending or Outcome(
                code=Outcome.STOPPED, message='stopped by another client of the robot'
            )
        return SUCCEEDED
