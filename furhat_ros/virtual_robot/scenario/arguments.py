"""The part of the command line that is about scenarios."""

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any

from .shelf import examples

if TYPE_CHECKING:
    from ..robot import VirtualFurhat
    from .scenario import Scenario


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        '--scenario',
        metavar='FILE',
        help='play a scenario, with its people instead of visitors, and end with it; the status is 1 if not all '
        'comes as it expects; FILE is YAML (docs/virtual_robot.md), or the name of an example: '
        f'{", ".join(examples())}',
    )


def check(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Raise ValueError for an option that would do nothing."""
    if given.scenario is None:
        return
    for way in ('replay', 'pass_through'):
        if getattr(given, way) is not None:
            raise ValueError(f'--scenario does nothing with --{way.replace("_", "-")}')
    if given.visitors != parser.get_default('visitors'):
        raise ValueError('--visitors does nothing with --scenario: its people are in the file')
    given.visitors = 0


def read(given: argparse.Namespace) -> 'Scenario | None':
    """Read the scenario, if there is one; InvalidScenario tells all mistakes."""
    if given.scenario is None:
        return None
    from .scenario import Scenario

    return Scenario.read(given.scenario)


async def play(robot: 'VirtualFurhat', scenario: 'Scenario', ended: asyncio.Event) -> int:
    """Play a scenario until it or the program ends, tell what has become of it, and give the status."""
    from .play import Play

    playing = Play(robot, scenario)
    work: list[asyncio.Task[Any]] = [
        asyncio.create_task(playing.run()),
        asyncio.create_task(ended.wait()),
    ]
    await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
    for each in work:
        each.cancel()
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    if isinstance(outcomes[0], Exception):
        raise outcomes[0]
    sys.stdout.write(f'{playing.report}\n')
    sys.stdout.flush()
    return 0 if playing.report.is_met else 1
