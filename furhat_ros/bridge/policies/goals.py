"""The policy of all actions: how a goal is accepted, run in the I/O thread, canceled and ended."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle

from furhat_ros.errors import FurhatError, InvalidRequest
from furhat_ros.msg import Outcome

from ..basis import Basis
from .farewell import Farewell
from .goal import Goal
from .outcomes import outcome_of
from .responses import Responses, Sending

MOST_GOALS = 100
"""So many goals of one action may be active; each costs memory, and no robot is that busy."""


class GoalServer:
    """
    One action of the bridge.

    `check` sees a request in the ROS thread and raises InvalidRequest to reject it. `perform` is the work, in the I/O
    thread: it fills `goal.result`, obeys `goal.ending` and returns the outcome. A FurhatError is an outcome, too: that
    of the error, or the reason for which the goal had to end.
    """

    def __init__(
        self,
        basis: Basis,
        action: Any,
        name: str,
        check: Callable[[Any], None],
        perform: Callable[[Goal], Awaitable[Outcome]],
    ) -> None:
        self._crossing = basis.crossing
        self._action = action
        self._name = name
        self._check = check
        self._perform = perform
        self._active: dict[bytes, tuple[Goal, Any]] = {}
        self._goals: dict[Goal, Any] = {}
        self._closing = ''
        self._farewell = Farewell()
        self._log = basis.node.get_logger()
        self._server = _Server(
            self._farewell,
            Responses(basis.crossing, name, self._log),
            basis.node,
            action,
            name,
            execute_callback=self._execute,
            goal_callback=self._on_goal,
            handle_accepted_callback=self._on_accepted,
            cancel_callback=self._on_cancel,
            result_timeout=900,  # s; Kilted's default of 10 s loses results that are asked for late
        )
        basis.actions.append(self)

    @property
    def busy(self) -> bool:
        """Whether a goal is active, also one that came by a topic (ROS thread)."""
        return bool(self._active or self._goals)

    @property
    def needed_until(self) -> float:
        """The time of the monotonic clock until which clients still have to hear of their goals (any thread)."""
        return self._farewell.until

    def close(self, reason: str) -> None:
        """End all goals, and take no more (I/O thread)."""
        self._closing = reason
        for goal in list(self._goals):
            goal.end(Outcome.STOPPED, reason)

    async def drain(self, timeout: float) -> None:
        """Wait for goals that have been told to end (I/O thread)."""
        if self._goals:
            await asyncio.wait(self._goals.values(), timeout=timeout)

    def destroy(self) -> None:
        """Take the action out of ROS (nothing spins any more); its handles would keep a destroyed node alive."""
        self._server.destroy()

    def run_unasked(self, request: Any) -> None:
        """Run a request that came by a topic, without anybody who waits for its end (ROS thread)."""
        try:
            self._expect_room()
            self._check(request)
        except InvalidRequest as error:
            self._log.warning(f'{self._name}: message dropped: {error}', throttle_duration_sec=1.0)
            return
        handle = SimpleNamespace(request=request, publish_feedback=lambda _: None)
        goal = Goal(handle, self._action.Result())
        self._crossing.post(lambda: asyncio.ensure_future(self._run_unasked(goal)))

    async def _run_unasked(self, goal: Goal) -> None:
        await self._run(goal)
        if goal.result.outcome.code != Outcome.SUCCEEDED:
            self._log.warning(f'{self._name}: {goal.result.outcome.message}')

    def _expect_room(self) -> None:
        if max(len(self._active), len(self._goals)) >= MOST_GOALS:
            raise InvalidRequest(f'{MOST_GOALS} goals are waiting or active already')

    def _on_goal(self, request: Any) -> GoalResponse:
        try:
            if self._closing:
                raise InvalidRequest(self._closing)
            self._expect_room()
            self._check(request)
        except InvalidRequest as error:
            self._log.warning(f'{self._name}: goal rejected: {error}')
            return GoalResponse.REJECT
        return GoalResponse.ACCEPT

    def _on_accepted(self, handle: ServerGoalHandle) -> None:
        key = bytes(handle.goal_id.uuid)
        self._farewell.accepted(key)
        goal = Goal(handle, self._action.Result())
        done = self._crossing.call(self._run(goal))
        self._active[key] = (goal, done)
        handle.execute()

    def _on_cancel(self, handle: ServerGoalHandle) -> CancelResponse:
        active = self._active.get(bytes(handle.goal_id.uuid))
        if active is None:
            return CancelResponse.REJECT
        self._crossing.post(
            active[0].end, Outcome.CANCELED, 'canceled by the client of the action'
        )
        return CancelResponse.ACCEPT

    async def _run(self, goal: Goal) -> None:
        """Run one goal to its end (I/O thread)."""
        self._goals[goal] = asyncio.current_task()
        if self._closing:  # accepted in the moment of the closing
            goal.end(Outcome.STOPPED, self._closing)
        try:
            goal.result.outcome = goal.ending or await self._perform(goal)
        except FurhatError as error:
            goal.result.outcome = goal.ending or outcome_of(error)
        except Exception as error:  # noqa: BLE001  a mistake in one goal must end neither the bridge nor other goals
            self._log.error(f'{self._name}: a goal failed inside the bridge: {error!r}')
            goal.result.outcome = Outcome(
                code=Outcome.FAILED, message=f'error in the bridge: {error!r}'
            )
        finally:
            del self._goals[goal]

    async def _execute(self, handle: ServerGoalHandle) -> Any:
        """Wait for the I/O thread and end the goal (ROS thread; rclpy wants a coroutine here)."""
        key = bytes(handle.goal_id.uuid)
        goal, done = self._active[key]
        job = await done
        del self._active[key]
        if job.cancelled():
            goal.result.outcome = Outcome(code=Outcome.STOPPED, message='the bridge was shut down')
        code = goal.result.outcome.code
        if code == Outcome.SUCCEEDED:
            handle.succeed()
        elif code == Outcome.CANCELED and handle.is_cancel_requested:
            handle.canceled()
        else:
            handle.abort()
        self._farewell.ended()
        return goal.result


class _Server(ActionServer):
    """Tells which results are asked for, and that a goal was accepted until its client has heard it: rclpy does not."""

    def __init__(
        self, farewell: Farewell, responses: Responses, *arguments: Any, **options: Any
    ) -> None:
        self._farewell = farewell
        self._responses = responses
        super().__init__(*arguments, **options)

    async def execute(self, taken_data: Any) -> None:
        with Sending() as sending:
            await super().execute(taken_data)
        if 'result' in taken_data:
            _, request = taken_data['result']
            self._farewell.asked(bytes(request.goal_id.uuid))
        if sending.dropped and 'goal' in taken_data:
            self._answer_again(*taken_data['goal'])

    def _answer_again(self, header: Any, request: Any) -> None:
        """Tell a client once more what has become of its goal."""
        response = self._action_type.Impl.SendGoalService.Response()
        response.accepted = bytes(request.goal_id.uuid) in self._goal_handles
        response.stamp = self._node.get_clock().now().to_msg()
        self._responses.send_again(lambda: self._handle.send_goal_response(header, response))
