"""Listening on request: the action `listen`, the service `stop_listening`, the topic `is_listening`."""

from typing import Any

from builtin_interfaces.msg import Time

from furhat_ros.action import Listen as ListenAction
from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import Outcome, Utterance
from furhat_ros.protocol.listen import (
    HearEnd,
    HearPartial,
    HearStart,
    ListenConfig,
    ListenEnded,
    ListenStart,
    ListenStarted,
    ListenStop,
)
from furhat_ros.srv import ConfigureListening

from ..context import Context
from ..feature import Feature
from ..policies.conversation import Conversation
from ..policies.goal import Goal
from ..policies.goals import GoalServer
from ..policies.latch import Flag
from ..policies.limits import above_zero
from ..policies.outcomes import SUCCEEDED
from ..policies.services import offer, offer_trigger

START_TIMEOUT = 5.0
"""Seconds for the robot to say that it listens."""

_EVENTS = (ListenStarted, ListenEnded, HearStart, HearPartial, HearEnd)


class Listen(Feature):
    """The robot's one listen session."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._robot = context.robot
        self._goal: Goal | None = None
        self._server = GoalServer(context, ListenAction, 'listen', self._check, self._perform)
        self._listening = Flag(context.node, 'is_listening')
        offer_trigger(context, 'stop_listening', self._stop)
        offer(context, ConfigureListening, 'configure_listening', self._configure)
        self._robot.subscribe(ListenStarted, lambda _: self._listening.set(True))
        self._robot.subscribe(ListenEnded, lambda _: self._listening.set(False))

    def link_changed(self, status: LinkStatus) -> None:
        """Without a link nobody is known to listen."""
        if not status.connected:
            self._listening.set(False)

    def _check(self, request: ListenAction.Goal) -> None:
        if self._server.busy:
            raise InvalidRequest('another goal is listening; cancel it first')
        _check_goal(request)

    async def _perform(self, goal: Goal) -> Outcome:
        self._goal = goal
        try:
            return await self.context.patience.attempt(goal, lambda: self._listen(goal))
        finally:
            self._goal = None
            if goal.result.start != Time():
                goal.result.end = self.context.event_time()

    async def _listen(self, goal: Goal) -> Outcome:
        if goal.request.languages:
            await self._robot.send(_config(goal.request))
        # A session left open, also by another client, would make the robot refuse ours.
        await self._robot.send(ListenStop())
        return await _Session(self.context, goal).listen()

    async def _stop(self) -> str:
        self._end('stop_listening was called')
        await self._robot.send(ListenStop())
        return 'listening stopped'

    async def _configure(self, request: Any, _response: Any) -> str:
        await self._robot.send(_config_from(request))
        return f'listening for {", ".join(request.languages)}'

    def _end(self, reason: str) -> None:
        if self._goal is not None:
            self._goal.end(Outcome.STOPPED, reason)


def _check_goal(request: Any) -> None:
    for name in ('no_speech_timeout', 'end_speech_timeout'):
        above_zero(name, getattr(request, name))
    _check_config(request)


def _check_config(request: Any) -> None:
    if request.phrases and not request.languages:
        raise InvalidRequest('phrases need languages, e.g. [en-US]')
    if not all(text.strip() for text in [*request.languages, *request.phrases]):
        raise InvalidRequest('languages and phrases must not hold empty entries')


def _config_from(request: Any) -> ListenConfig:
    _check_config(request)
    if not request.languages:
        raise InvalidRequest('languages must hold at least one, e.g. en-US')
    return _config(request)


def _config(request: Any) -> ListenConfig:
    return ListenConfig(tuple(request.languages), tuple(request.phrases) or None)


def _start(wanted: Any) -> ListenStart:
    return ListenStart(
        partial=wanted.partial,
        concat=wanted.concat,
        stop_no_speech=wanted.stop_no_speech,
        stop_robot_start=wanted.stop_robot_start,
        stop_user_end=wanted.stop_user_end,
        resume_robot_end=wanted.resume_robot_end,
        no_speech_timeout=wanted.no_speech_timeout,
        end_speech_timeout=wanted.end_speech_timeout,
    )


class _Session:
    """One listen session, from its start to its end."""

    def __init__(self, context: Context, goal: Goal) -> None:
        self._context = context
        self._goal = goal
        self._started = False
        self._hearing_since = Utterance().start

    async def listen(self) -> Outcome:
        exchange = self._context.robot.exchange(_start(self._goal.request), *_EVENTS)
        result = self._goal.result
        try:
            async with Conversation(
                self._context.robot, self._goal, exchange, ListenStop()
            ) as conversation:
                await self._follow(conversation)
        finally:
            result.text = ' '.join(each.text for each in result.utterances)
        if result.cause in {'', ListenAction.Result.STOPPED}:
            return self._goal.ending or Outcome(
                code=Outcome.STOPPED, message='stopped by another client of the robot'
            )
        return SUCCEEDED

    async def _follow(self, conversation: Conversation) -> None:
        while True:
            event = await conversation.next(None if self._started else START_TIMEOUT)
            if isinstance(event, ListenStarted):
                self._begin()
            elif isinstance(event, HearStart):
                self._hearing_since = self._context.event_time()
                self._goal.feedback(ListenAction.Feedback(hearing=True))
            elif isinstance(event, HearPartial):
                self._goal.feedback(ListenAction.Feedback(hearing=True, partial=event.text))
            elif isinstance(event, HearEnd):
                self._heard(event.text)
            elif isinstance(event, ListenEnded) and self._is_last(event):
                self._goal.result.cause = event.cause
                return

    def _begin(self) -> None:
        if not self._started:
            self._started = True
            if self._goal.result.start == Time():  # not again after a lost link
                self._goal.result.start = self._context.event_time()

    def _heard(self, text: str) -> None:
        if text:
            self._goal.result.utterances = [
                *self._goal.result.utterances,
                Utterance(text=text, start=self._hearing_since, end=self._context.event_time()),
            ]
        self._hearing_since = Utterance().start
        self._goal.feedback(ListenAction.Feedback(hearing=False))

    def _is_last(self, event: ListenEnded) -> bool:
        """An end before our start belongs to an older session; a pause while the robot speaks is no end."""
        if event.request_id is None and not self._started:
            return False
        paused = event.cause == ListenAction.Result.ROBOT_SPEAK
        return not (paused and self._goal.request.resume_robot_end)
