"""A scenario as it is played on a robot."""

import asyncio
import logging
import math
from collections.abc import Callable
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from ..users import LOOKING_AWAY, Person, Position
from .deeds import (
    Condition,
    EndFault,
    Enter,
    Expect,
    Fault,
    Leave,
    Look,
    Say,
    Step,
    Wait,
    Walk,
)
from .language import AWAY, ROBOT
from .report import Outcome, Report
from .scenario import Scenario
from .walking import length, way
from .witness import Witness, expected

if TYPE_CHECKING:
    from ..robot import VirtualFurhat

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two rounds of a loop."""

SHORTEST_WALK = 0.01
"""Seconds."""

CUTTING = frozenset(('drop', 'disable', 'restart'))
"""The faults after which programs have to connect again."""


class Play:
    """
    One scenario on one robot.

    Its steps begin in their order, each at its time or, if that has passed, at once. Who walks or talks goes on beside;
    a round has ended when they have finished, too.
    """

    def __init__(self, robot: 'VirtualFurhat', scenario: Scenario) -> None:
        self.report = Report(scenario)
        self._robot = robot
        self._clock = robot.clock
        self._scenario = scenario
        self._dice = Random(scenario.seed)
        self._witness = Witness(robot)
        self._changed = asyncio.Event()
        self._start = self._since = 0.0
        self._people: dict[str, None] = {}
        self._talk: dict[str | None, asyncio.Future[None]] = {}
        self._faults: dict[str, None] = {}

    async def run(self) -> Report:
        """Play it to the end; a loop has none."""
        self._start = self._clock.now()
        self._robot.on_change.append(self._changed.set)
        try:
            await self._round()
            while self._scenario.loop:
                self._clear_up()
                await self._clock.sleep(PAUSE)
                await self._round()
        finally:
            self._robot.on_change.remove(self._changed.set)
        return self.report

    async def _round(self) -> None:
        self._since = self._clock.now()
        self._witness.look_away()
        for step in self._scenario.steps:
            if step.at is not None and self._since + step.at > self._clock.now():
                await self._clock.sleep_until(self._since + step.at)
            try:
                await self._begin(step)
            except (LookupError, ValueError) as error:
                # Somebody else has a hand in it: a test, a page.
                reason = str(error.args[0]) if error.args else str(error)
                logger.warning('%s', self.report.add_problem(step, reason))
        await self._until(self._all_is_done)

    async def _begin(self, step: Step) -> None:
        deed = step.deed
        if isinstance(deed, Expect):
            await self._expect(step, deed)
        elif isinstance(deed, Wait):
            await self._until(partial(self._is_true, deed.condition), deed.within)
            self._since = self._clock.now()
        else:
            if isinstance(deed, Say):
                await self._until(partial(self._is_silent, deed.id))
            self._witness.look_away()
            self._act(deed)

    def _act(self, deed: Enter | Walk | Look | Say | Leave | Fault | EndFault) -> None:
        robot = self._robot
        if isinstance(deed, Enter):
            robot.users.add(deed.id, deed.x, deed.y, deed.z, attending=deed.attending)
            self._people[deed.id] = None
        elif isinstance(deed, Walk):
            self._walk(deed)
        elif isinstance(deed, Look):
            robot.users.move(deed.id, attending=self._attending(deed))
        elif isinstance(deed, Say):
            text = self._dice.choice(deed.texts)
            self._talk[deed.id] = robot.ears.voice(text, deed.id, deed.sound)
        elif isinstance(deed, Leave):
            self._person(deed.id)
            robot.users.remove(deed.id)
            self._people.pop(deed.id, None)
        elif isinstance(deed, Fault):
            if deed.name in CUTTING:
                self._witness.lose_clients()
            robot.faults.start(deed.name, **deed.fields)
            self._faults[deed.name] = None
        else:
            robot.faults.stop(deed.name)

    async def _expect(self, step: Step, deed: Expect) -> None:
        began = self._clock.now()
        met = await self._until(partial(self._is_true, deed.condition), deed.within)
        self._since = self._clock.now()
        happened = f'after {self._since - began:.1f} s'
        if not met:
            happened = self._witness.tells(deed.condition)
        outcome = Outcome(
            step.line,
            step.number,
            f'{expected(deed.condition)} within {deed.within:g} s',
            met,
            happened,
            began - self._start,
        )
        self.report.add(outcome)
        if not met:
            logger.warning('%s', outcome)

    async def _until(self, condition: Callable[[], bool], within: float | None = None) -> bool:
        """Wait until something is true; tell whether it was, within so many seconds."""
        over = False

        def end() -> None:
            nonlocal over
            over = True
            self._changed.set()

        timer = None if within is None else self._clock.call_later(within, end)
        try:
            while not condition():
                if over:
                    return False
                self._changed.clear()
                await self._changed.wait()
        finally:
            if timer:
                timer.cancel()
        return True

    def _is_true(self, condition: Condition) -> bool:
        if condition.word == 'done':
            return self._is_done(condition.value)
        return self._witness.sees(condition)

    def _is_done(self, name: str) -> bool:
        return self._is_silent(name) and not self._robot.users.is_walking(name)

    def _is_silent(self, name: str | None) -> bool:
        return name not in self._talk or self._talk[name].done()

    def _all_is_done(self) -> bool:
        return all(map(self._is_done, self._people)) and all(map(self._is_silent, self._talk))

    def _walk(self, deed: Walk) -> None:
        person = self._person(deed.id)
        places: list[Position] = [(person.x, person.y, person.z)]
        for place in deed.to:
            x, y, z = places[-1]
            places.append((place.get('x', x), place.get('y', y), place.get('z', z)))
        seconds = deed.seconds or max(length(places) / deed.speed, SHORTEST_WALK)
        path = way(places, self._clock.now(), seconds)
        self._robot.users.walk(deed.id, path, seconds)

    def _attending(self, deed: Look) -> float:
        """Tell how much somebody looks at the robot who looks there."""
        person = self._person(deed.id)
        if deed.at in {ROBOT, AWAY}:
            return float(deed.at == ROBOT)
        other = self._person(deed.at)
        there = math.atan2(other.x - person.x, other.z - person.z)
        here = math.atan2(-person.x, -person.z)
        turn = abs(math.degrees(math.remainder(there - here, math.tau)))
        return round(max(0.0, 1 - turn / LOOKING_AWAY), 2)

    def _person(self, name: str) -> Person:
        for person in self._robot.users:
            if person.id == name:
                return person
        raise LookupError(f'{name} is not there')

    def _clear_up(self) -> None:
        """Let everybody go who has come, and all be well."""
        present = {person.id for person in self._robot.users}
        for name in self._people:
            if name in present:
                self._robot.users.remove(name)
        for name in self._faults:
            self._robot.faults.stop(name)
        self._people.clear()
        self._talk.clear()
        self._faults.clear()
