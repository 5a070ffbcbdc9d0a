"""
A robot to talk to when there is none: asyncio, a real socket, the robot's rules and its timing; no ROS.

The public part is the names below; each is loaded when it is first used, so that the robot starts in no time.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import ManualClock
    from .robot import VirtualFurhat
    from .scenario.scenario import Scenario
    from .tape.pass_through import PassThrough
    from .tape.replay import Replay
    from .thread import VirtualFurhatThread

__all__ = [
    'ManualClock',
    'PassThrough',
    'Replay',
    'Scenario',
    'VirtualFurhat',
    'VirtualFurhatThread',
]

_HOMES = {
    'ManualClock': '.clock',
    'PassThrough': '.tape.pass_through',
    'Replay': '.tape.replay',
    'Scenario': '.scenario.scenario',
    'VirtualFurhat': '.robot',
    'VirtualFurhatThread': '.thread',
}


def __getattr__(name: str) -> Any:
    """Load a public name."""
    if name not in _HOMES:
        raise AttributeError(f'{__name__} has no {name}')
    return getattr(importlib.import_module(_HOMES[name], __name__), name)
