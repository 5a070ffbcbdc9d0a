"""Gestures: the action `gesture` and the service `play_gesture`."""

from typing import Any

from furhat_ros.action import Gesture as GestureAction
from furhat_ros.errors import InvalidRequest, RequestTimeout
from furhat_ros.msg import Outcome
from furhat_ros.protocol.gesture import GESTURES, GestureEnded, GestureStart, GestureStarted
from furhat_ros.srv import PlayGesture

from ..context import Context
from ..feature import Feature
from ..policies.goal import Goal
from ..policies.goals import GoalServer
from ..policies.limits import above_zero, number
from ..policies.outcomes import SUCCEEDED
from ..policies.services import offer

START_TIMEOUT = 5.0
"""Seconds for the robot to begin."""

LONGEST = 10.0
"""Seconds that a gesture of duration 1 surely does not take."""

Feedback = GestureAction.Feedback


class Gesture(Feature):
    """The robot's built-in gestures; they run beside each other and beside speech."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        GoalServer(
            context,
            GestureAction,
            'gesture',
            _check,
            lambda goal: context.patience.attempt(goal, lambda: self._perform(goal)),
        )
        offer(context, PlayGesture, 'play_gesture', self._play)

    async def _play(self, request: Any, _response: Any) -> str:
        _check(request)
        await self.context.robot.send(_request(request, monitor=False))
        return f'{request.name} is played'

    async def _perform(self, goal: Goal) -> Outcome:
        # The robot cannot be told to stop a gesture: a goal that has to end just stops waiting.
        request = _request(goal.request, monitor=True)
        with self.context.robot.exchange(request, GestureStarted, GestureEnded) as exchange:
            await exchange.send()
            goal.under_way = True
            goal.when_ending(lambda: exchange.fail(RequestTimeout('the goal has to end')))
            timeout = START_TIMEOUT
            while True:
                event = await exchange.next(timeout)
                if isinstance(event, GestureStarted):
                    goal.result.start = self.context.event_time()
                    goal.feedback(Feedback(started=True))
                    timeout = START_TIMEOUT + LONGEST * request.duration
                elif isinstance(event, GestureEnded):
                    goal.result.end = self.context.event_time()
                    return SUCCEEDED


def _check(request: Any) -> None:
    if request.name not in GESTURES:
        raise InvalidRequest(f'no gesture {request.name!r}; there are {", ".join(GESTURES)}')
    number('intensity', request.intensity, 0.0)
    above_zero('duration', request.duration)


def _request(wanted: Any, monitor: bool) -> GestureStart:
    return GestureStart(wanted.name, wanted.intensity, wanted.duration, monitor)
