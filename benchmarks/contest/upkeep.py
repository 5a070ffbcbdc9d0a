"""What a bridge costs that has nothing to do, beside a bare node that offers the same."""

import json
import time
from dataclasses import dataclass
from typing import Any

from programs import PATIENCE, NotSeen

from .contestants import bridge
from .listeners import LOOK
from .processes import Program, new_namespace, python, running

NAME = 'furhat_bridge'
SETTLING = 3.0  # s until nothing of the beginning goes on


@dataclass
class Upkeep:
    """Seconds until the robot is asked for access, or until all is offered; share of a core; MB."""

    start: float
    share: float
    memory: float


def offers() -> dict[str, Any]:
    """Give what the bridge offers, with names that fit in any namespace."""
    namespace = new_namespace()
    with (
        running(python('traffic')) as robot,
        bridge(robot.answer(), [namespace]),
        running(python('graph', NAME, namespace)) as graph,
    ):
        found: dict[str, Any] = graph.answer()
    return {
        part: [(name.removeprefix(f'{namespace}/'), kind) for name, kind in each]
        for part, each in found.items()
    }


def of_ours(seconds: float) -> Upkeep:
    """Start the bridge, and leave it alone."""
    with running(python('traffic')) as robot:
        port = robot.answer()
        with bridge(port, [new_namespace()]) as ours:
            return _idle(ours, _asked_at(robot) - ours.began, seconds)


def of_bare(offered: dict[str, Any], seconds: float) -> Upkeep:
    """Start a bare node that offers the same, and leave it alone."""
    with running(python('bare', new_namespace())) as bare:
        bare.ask(json.dumps(offered))
        return _idle(bare, time.monotonic() - bare.began, seconds)


def _asked_at(robot: Program) -> float:
    """Wait until somebody asks a robot for access, which it grants at once; give the time on the monotonic clock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for kind, came in robot.ask('requests'):
            if kind == 'request.auth':
                return float(came / 1e9)
        time.sleep(LOOK)
    raise NotSeen('nobody asks the robot for access')


def _idle(program: Program, start: float, seconds: float) -> Upkeep:
    time.sleep(SETTLING)
    cpu, began = program.cpu, time.monotonic()
    time.sleep(seconds)  # not to wait: how long it has nothing to do is the input
    return Upkeep(start, (program.cpu - cpu) / (time.monotonic() - began), program.memory)
