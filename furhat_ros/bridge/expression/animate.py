"""Keyframes on the face: the action `animate_face`. The robot takes no gestures of one's own: this streams them."""

import asyncio
from bisect import bisect_right
from typing import Any

from furhat_ros.action import AnimateFace
from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import Outcome
from furhat_ros.protocol.face import FaceHeadpose, FaceParams

from ..context import Context
from ..feature import Feature
from ..policies.goal import Goal
from ..policies.goals import GoalServer
from ..policies.outcomes import SUCCEEDED
from .face import HEAD_POSE_RATE, PARAMS_RATE, head_pose_from, params_from

MOST_KEYFRAMES = 10000

FEEDBACK_PERIOD = 0.1
"""Seconds."""

Track = list[tuple[float, float]]
"""Times in seconds, and values."""


class Animate(Feature):
    """Plays animations of the face, one at a time."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._server = GoalServer(context, AnimateFace, 'animate_face', self._check, self._perform)

    def _check(self, request: Any) -> None:
        if self._server.busy:
            raise InvalidRequest('another goal is animating the face; cancel it first')
        Animation(request.keyframes)

    async def _perform(self, goal: Goal) -> Outcome:
        animation = Animation(goal.request.keyframes)
        ended = asyncio.Event()
        goal.when_ending(ended.set)
        return await self.context.patience.attempt(
            goal, lambda: self._play(goal, animation, ended)
        )

    async def _play(self, goal: Goal, animation: 'Animation', ended: asyncio.Event) -> Outcome:
        loop = asyncio.get_running_loop()
        begin, told, posed = loop.time(), -FEEDBACK_PERIOD, -1.0
        while True:
            elapsed = min(loop.time() - begin, animation.length)
            goal.result.elapsed = elapsed
            params = animation.params(elapsed)
            if params.params:
                await self.context.robot.send(params)
                goal.under_way = True
            if elapsed - posed >= 1.0 / HEAD_POSE_RATE or elapsed == animation.length:
                posed = elapsed
                pose = animation.head_pose(elapsed)
                if pose is not None:
                    await self.context.robot.send(pose)
                    goal.under_way = True
            if elapsed - told >= FEEDBACK_PERIOD:
                told = elapsed
                goal.feedback(AnimateFace.Feedback(elapsed=elapsed))
            if elapsed >= animation.length:
                return SUCCEEDED
            try:
                await asyncio.wait_for(ended.wait(), 1.0 / PARAMS_RATE)
            except asyncio.TimeoutError:
                continue
            assert goal.ending is not None
            return goal.ending


class Animation:
    """Keyframes as one track for each parameter; raises InvalidRequest for keyframes that make no sense."""

    def __init__(self, keyframes: Any) -> None:
        if not 0 < len(keyframes) <= MOST_KEYFRAMES:
            raise InvalidRequest(f'keyframes must be 1 to {MOST_KEYFRAMES}; got {len(keyframes)}')
        self._params: dict[str, Track] = {}
        self._poses: dict[str, Track] = {}
        self.length = -1.0
        for index, keyframe in enumerate(keyframes):
            try:
                self._add(keyframe)
            except InvalidRequest as error:
                raise InvalidRequest(f'keyframes[{index}]: {error}') from None

    def params(self, time: float) -> FaceParams:
        """Give the parameters at a time."""
        return FaceParams({name: _value(track, time) for name, track in self._params.items()})

    def head_pose(self, time: float) -> FaceHeadpose | None:
        """Give the head pose at a time; None if the animation has none."""
        if not self._poses:
            return None
        return FaceHeadpose(**{name: _value(track, time) for name, track in self._poses.items()})  # type: ignore[arg-type]

    def _add(self, keyframe: Any) -> None:
        time = keyframe.time_from_start.sec + keyframe.time_from_start.nanosec * 1e-9
        if time < 0 or time <= self.length:
            raise InvalidRequest(
                f'its time, {time:g} s, must be later than that of the one before'
            )
        self.length = time
        if not keyframe.face.names and not keyframe.has_head_pose:
            raise InvalidRequest('it changes nothing')
        if keyframe.face.names or keyframe.face.values:
            for name, value in params_from(keyframe.face).params.items():
                self._params.setdefault(name, []).append((time, value))
        if keyframe.has_head_pose:
            pose = head_pose_from(keyframe.head_pose)
            for name in ('yaw', 'pitch', 'roll'):
                self._poses.setdefault(name, []).append((time, getattr(pose, name)))


def _value(track: Track, time: float) -> float:
    """Give the value of a track at a time: linear between its points, constant before and after."""
    after = bisect_right(track, time, key=lambda point: point[0])
    if after == 0:
        return track[0][1]
    if after == len(track):
        return track[-1][1]
    (t0, v0), (t1, v1) = track[after - 1], track[after]
    return v0 + (v1 - v0) * (time - t0) / (t1 - t0)
