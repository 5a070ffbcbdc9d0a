"""Attention: the action `attend`, its services, and the topics `attention` and `look_at`."""

import asyncio
import math
import time
from typing import Any

from geometry_msgs.msg import Point, PointStamped

from furhat_ros.action import Attend as AttendAction
from furhat_ros.client.exchange import Exchange
from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import FurhatError, InvalidRequest, LinkError, RequestTimeout
from furhat_ros.msg import Attention, Outcome
from furhat_ros.protocol.attend import (
    CLOSEST,
    SPEEDS,
    AttendLocation,
    AttendNobody,
    AttendStatus,
    AttendUser,
)
from furhat_ros.protocol.message import Request
from furhat_ros.protocol.users import UsersData, UsersOnce
from furhat_ros.srv import AttendLocation as AttendLocationSrv
from furhat_ros.srv import AttendUser as AttendUserSrv

from ..context import Context
from ..feature import Feature
from ..policies.goal import Goal
from ..policies.goals import GoalServer
from ..policies.latch import Latch
from ..policies.latest import Later, Latest
from ..policies.limits import number
from ..policies.outcomes import SUCCEEDED
from ..policies.services import offer, offer_trigger
from ..space.axes import degrees, location_from
from .places import Places

Wanted = AttendAction.Goal
Feedback = AttendAction.Feedback

CONFIRM_TIMEOUT = 3.0
"""Seconds for the robot to tell that its attention has changed."""

TAKEN = 'another request took the attention'

HIGHEST_RATE = 8.0
"""Places per second that the robot is known to follow."""


class Attend(Feature):
    """Whom or what the robot looks at; the newest request counts, wherever it comes from."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._robot = context.robot
        self._places = Places(context)
        self._status = AttendStatus('', '')
        self._goal: Goal | None = None
        self._exchange: Exchange | None = None
        self._claimed = -math.inf
        """When the newest goal or service that got the attention came, on the monotonic clock."""

        self._attention = Latch(context.node, Attention, 'attention')
        self._server = GoalServer(context, AttendAction, 'attend', self._check, self._perform)
        offer(context, AttendUserSrv, 'attend_user', self._attend_user)
        offer(context, AttendLocationSrv, 'attend_location', self._attend_location)
        offer_trigger(context, 'attend_nobody', self._attend_nobody)
        Latest(context, PointStamped, 'look_at', HIGHEST_RATE, self._look_at, self._take_over)
        self._robot.subscribe(AttendStatus, self._on_status)

    def link_changed(self, status: LinkStatus) -> None:
        """Without a link nothing is known of the attention."""
        if not status.connected and self._status.target:
            self._publish(AttendStatus('', ''))

    def _on_status(self, event: AttendStatus) -> None:
        self._publish(event)
        if self._exchange is not None:
            self._exchange.deliver(event)

    def _publish(self, status: AttendStatus) -> None:
        self._status = status
        now = self.context.event_time()
        self._attention.set(Attention(stamp=now, target=status.target, current=status.current))

    def _claim(self, since: float) -> bool:
        """Take the attention for a goal or service that came at a time; False if a newer one has had it."""
        if since < self._claimed:
            return False
        self._claimed = since
        self._take_over()
        return True

    def _take_over(self) -> None:
        """End the goal that has the attention: something newer wants it."""
        goal, self._goal, self._exchange = self._goal, None, None
        if goal is not None:
            goal.end(Outcome.STOPPED, TAKEN)

    def _check(self, request: Any) -> None:
        _request_for(request, request.location.point)

    async def _perform(self, goal: Goal) -> Outcome:
        try:
            return await self.context.patience.attempt(goal, lambda: self._attend(goal))
        except FurhatError as error:
            # What was reached stays as it is after a lost link, unless somebody had to hold it.
            if self._goal is goal and (goal.request.hold or not isinstance(error, LinkError)):
                await self._robot.send_or_owe(AttendNobody())
            raise
        finally:
            goal.result.current = self._status.current
            if self._goal is goal:
                self._goal = None

    async def _attend(self, goal: Goal) -> Outcome:
        request = await self._request(goal)
        again = self._goal is goal
        if not again and not self._claim(goal.since):
            return Outcome(code=Outcome.STOPPED, message=TAKEN)
        with self._robot.exchange(request) as exchange:
            self._goal, self._exchange = goal, exchange
            before = self._status.target

            def give_up() -> None:
                exchange.fail(RequestTimeout('the goal has to end'))

            goal.when_ending(give_up)
            try:
                await self._send(goal, exchange, again)
                return await self._follow(goal, exchange, before)
            finally:
                goal.forget(give_up)
                if self._exchange is exchange:
                    self._exchange = None

    async def _send(self, goal: Goal, exchange: Exchange, again: bool) -> None:
        try:
            await exchange.send()
        except LinkError:
            if not again and self._goal is goal:
                self._goal = None  # the robot knows nothing of it
            raise

    async def _request(self, goal: Goal) -> Request:
        """Find the request of a goal, which may have to end meanwhile."""
        finding = asyncio.ensure_future(self._find(goal.request))
        goal.when_ending(finding.cancel)
        try:
            return await finding
        except asyncio.CancelledError:
            if goal.ending is None:
                raise
            raise RequestTimeout('the goal has to end') from None
        finally:
            goal.forget(finding.cancel)

    async def _find(self, wanted: Any) -> Request:
        if wanted.target == Wanted.USER:
            await self._expect_user(wanted.user_id)
        if wanted.target == Wanted.LOCATION:
            return _request_for(wanted, await self._places.find(wanted.location))
        return _request_for(wanted, wanted.location.point)

    async def _follow(self, goal: Goal, exchange: Exchange, before: str) -> Outcome:
        """
        Wait for the robot's confirmation, and with `hold` for the end.

        A robot that attends it already (`before`) may say nothing, and may still say first what an older request did:
        only what comes after a confirmation, or after the time for one, takes the attention away.
        """
        wanted = _target(goal.request)
        attends = before == wanted
        settled = False
        while True:
            if attends:
                goal.feedback(Feedback(current=self._status.current))
                if not goal.request.hold:
                    return SUCCEEDED
            try:
                event = await exchange.next(None if settled else CONFIRM_TIMEOUT)
            except RequestTimeout:
                if goal.ending is not None or settled:
                    raise
                if self._status.target not in {'', wanted}:
                    if before == wanted:
                        return self._taken(self._status)
                    raise
                attends = settled = True
                continue
            if isinstance(event, AttendStatus):
                attends = event.target == wanted
                if settled and not attends:
                    return self._taken(event)
                settled = attends

    def _taken(self, status: AttendStatus) -> Outcome:
        """Tell of a robot that somebody else made look elsewhere."""
        self._robot.lasting.forget_attention()
        return Outcome(code=Outcome.STOPPED, message=f'the robot now attends {status.target}')

    async def _attend_user(self, request: Any, _response: Any) -> str:
        since = time.monotonic()
        user = request.user_id or CLOSEST
        await self._expect_user(user)
        await self._attend_since(since, AttendUser(user))
        return f'attending {user}'

    async def _attend_location(self, request: Any, _response: Any) -> str:
        since = time.monotonic()
        await self._attend_since(since, _place(await self._places.find(request.location)))
        return 'attending the location'

    async def _attend_nobody(self) -> str:
        await self._attend_since(time.monotonic(), AttendNobody())
        return 'attending nobody'

    async def _attend_since(self, since: float, request: Request) -> None:
        if not self._claim(since):
            raise FurhatError(TAKEN)
        await self._robot.send(request)

    async def _expect_user(self, user: str) -> None:
        """Raise InvalidRequest for a user who is not there: the robot itself would say nothing."""
        if user == CLOSEST:
            return
        present = await self._robot.ask(UsersOnce(), UsersData)
        ids = [each.id for each in present.users]
        if user not in ids:
            raise InvalidRequest(f'no user {user!r}; there are: {", ".join(ids) or "nobody"}')

    def _look_at(self, location: PointStamped) -> Request | Later:
        """Give the request for a place, or what finds that place first (ROS thread)."""
        place = _place(location.point)
        if self._places.is_near(location):
            return place

        came = time.monotonic()

        async def find() -> Request:
            found = _place(await self._places.find(location))
            if came < self._claimed:
                raise FurhatError(TAKEN)
            return found

        return find


def _request_for(wanted: Any, point: Point) -> Request:
    """Give the request that a goal stands for, with its place; raise InvalidRequest if it makes no sense."""
    if wanted.target > Wanted.LOCATION:
        raise InvalidRequest(
            'target must be 0 (NOBODY), 1 (CLOSEST), 2 (USER) or 3 (LOCATION);'
            f' got {wanted.target}'
        )
    if wanted.target == Wanted.USER and not wanted.user_id:
        raise InvalidRequest('target USER needs a user_id')
    turn = _turn(wanted)
    if wanted.target == Wanted.NOBODY:
        return AttendNobody()
    if wanted.target == Wanted.LOCATION:
        return _place(point, **turn)
    return AttendUser(CLOSEST if wanted.target == Wanted.CLOSEST else wanted.user_id, **turn)


def _place(point: Point, **turn: Any) -> AttendLocation:
    """Give the request for a place in base_link; raise InvalidRequest unless it is finite."""
    place = location_from(point)
    return AttendLocation(place.x, place.y, place.z, **turn)


def _target(wanted: Any) -> str:
    """Give the robot's word for what is wanted."""
    fixed = {
        Wanted.NOBODY: Attention.NOBODY,
        Wanted.CLOSEST: Attention.CLOSEST,
        Wanted.LOCATION: Attention.LOCATION,
    }
    return fixed.get(wanted.target, wanted.user_id)


def _turn(wanted: Any) -> dict[str, Any]:
    """Give the fields that say how the head turns; what is not wanted is left to the robot."""
    turn: dict[str, Any] = {}
    if wanted.speed > len(SPEEDS):
        raise InvalidRequest(f'speed must be 0 to {len(SPEEDS)}; got {wanted.speed}')
    if wanted.speed:
        turn['speed'] = SPEEDS[wanted.speed - 1]
    if wanted.use_slack:
        turn['slack_pitch'] = degrees('slack_pitch', wanted.slack_pitch, lowest=0.0)
        turn['slack_yaw'] = degrees('slack_yaw', wanted.slack_yaw, lowest=0.0)
        timeout = number('slack_timeout', wanted.slack_timeout, -math.inf, 3600.0)
        turn['slack_timeout'] = -1 if timeout < 0 else round(1000 * timeout)
    return turn
