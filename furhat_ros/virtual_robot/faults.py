"""What goes wrong with the robot, while it runs."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from . import fault_names
from .clock import Clock, Timer
from .fault import Fault, LineFault
from .outages import Disable, Drop, Refuse, Restart, Stall
from .server import Server


class Faults:
    """
    The faults of a robot, none at first; `fault_names.FAULTS` has their names and fields.

        robot.faults.start('delay', seconds=0.2, jitter=0.1)
        robot.faults.start('drop', every=30)
        robot.faults.stop('delay')
        robot.faults.clear()

    Faults of all kinds, and several of one kind, go together. Their seconds are those of the robot's clock. What they
    leave to chance takes the same course in every run, for each client.
    """

    def __init__(self, clock: Clock, server: Server, lose_state: Callable[[], None]) -> None:
        self._clock = clock
        self._server = server
        self._lose_state = lose_state
        self._timers: dict[Fault, Timer | None] = {}
        self._acting: list[Fault] = []

    @property
    def started(self) -> tuple[Fault, ...]:
        """The faults that act or will act again, in the order in which they were started."""
        return tuple(self._timers)

    def start(self, name: str, **fields: Any) -> None:
        """Let something go wrong from now on; raise ValueError, in words for a person, for what is no fault."""
        fault = fault_names.fault(name, **fields)
        self._timers[fault] = None
        if fault.interval is None:
            self._begin(fault)
        else:
            self._plan(fault, fault.interval, self._begin)

    def stop(self, name: str) -> None:
        """End all faults of a name."""
        kind = fault_names.FAULTS[name]
        self._forget([fault for fault in self._timers if isinstance(fault, kind)])

    def clear(self) -> None:
        """End all faults: what was held up comes now, and what was broken stays broken."""
        self._forget(list(self._timers))

    async def drop_connections(self) -> None:
        """Cut all connections without a goodbye, as a lost network does, and wait until they are gone."""
        lines = self._server.lines
        self.start('drop')
        for line in lines:
            await line.gone.wait()

    def _begin(self, fault: Fault) -> None:
        if fault.interval is not None:
            self._plan(fault, fault.interval, self._begin)
        if fault.duration == 0:
            self._strike(fault)
            self._over(fault)
            return
        self._acting.append(fault)
        self._act()
        self._strike(fault)
        if fault.duration is not None:
            self._clock.call_later(fault.duration, partial(self._end, fault))

    def _strike(self, fault: Fault) -> None:
        """Do what a fault does in the moment when it begins."""
        if isinstance(fault, Disable):
            self._server.run(self._server.say_goodbye())
        if isinstance(fault, (Drop, Restart)):
            for line in self._server.lines:
                if isinstance(fault, Restart):
                    line.cut()
                elif fault.duration == 0 and fault.concerns(line.number):
                    line.cut(fault.how)
        if isinstance(fault, Restart):
            self._lose_state()

    def _end(self, fault: Fault) -> None:
        if fault in self._acting:
            self._acting.remove(fault)
            self._act()
            self._over(fault)

    def _over(self, fault: Fault) -> None:
        if fault.interval is None:
            self._timers.pop(fault, None)

    def _forget(self, faults: list[Fault]) -> None:
        for fault in faults:
            timer = self._timers.pop(fault)
            if timer:
                timer.cancel()
        self._acting = [fault for fault in self._acting if fault not in faults]
        self._act()

    def _act(self) -> None:
        """Make the robot suffer what acts now, and nothing else."""
        statuses = [fault.status for fault in self._acting if isinstance(fault, Disable)]
        self._server.disabled = HTTPStatus(statuses[-1]) if statuses else None
        hangs = any(isinstance(fault, Stall) and not fault.client for fault in self._acting)
        self._server.suffer(
            [fault for fault in self._acting if isinstance(fault, LineFault)], answers=not hangs
        )
        if any(isinstance(fault, (Refuse, Restart)) for fault in self._acting):
            self._server.shut()
        else:
            self._server.reopen()

    def _plan(self, fault: Fault, seconds: float, step: Callable[[Fault], None]) -> None:
        self._timers[fault] = self._clock.call_later(seconds, partial(step, fault))
