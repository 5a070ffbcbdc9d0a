"""The part of the command line that is about recordings."""

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..options import Options
from . import bulk

if TYPE_CHECKING:
    from .pass_through import PassThrough
    from .replay import Replay

REPLAYED = frozenset(
    ('speed', 'error_envelope', 'compression', 'auth_key', 'allow_host', 'allow_origin')
)
"""The options that mean something to a replay; the recording says the rest."""

PASSED = frozenset(('auth_key',))
"""The options that mean something to a pass-through: the key is kept out of the recording."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group('recordings (docs/virtual_robot.md)')
    group.add_argument(
        '--record',
        metavar='FILE',
        type=Path,
        help='record what is said, as JSON Lines; compressed if FILE ends in .gz; the key is never in it',
    )
    group.add_argument(
        '--record-without',
        metavar='BULK,BULK',
        type=_bulk,
        default=(),
        help=f'leave faces and voices out of the recording: {",".join(bulk.FIELDS)}',
    )
    instead = group.add_mutually_exclusive_group()
    instead.add_argument(
        '--pass-through',
        metavar='URL',
        help='be no robot, but connect programs to that at URL, e.g. ws://192.168.1.20:9000/v1/events',
    )
    instead.add_argument(
        '--replay',
        metavar='FILE',
        type=Path,
        help='answer from a recording, as the robot did then',
    )


def check(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Raise ValueError for an address that is none, and for an option that would do nothing."""
    if given.record_without and not given.record:
        raise ValueError('--record-without does nothing without --record')
    way, heeded = '--replay', REPLAYED
    if given.pass_through is not None:
        way, heeded = '--pass-through', PASSED
    elif given.replay is None:
        return
    for field in dataclasses.fields(Options):
        if field.name in heeded or not hasattr(given, field.name):
            continue
        if getattr(given, field.name) != parser.get_default(field.name):
            raise ValueError(f'--{field.name.replace("_", "-")} does nothing with {way}')
    if given.pass_through is not None:
        from .target import Target

        Target.of(given.pass_through)
        if given.fault:
            raise ValueError('--fault does nothing with --pass-through')


def replay(given: argparse.Namespace, choices: dict[str, Any]) -> 'Replay':
    """Give the robot that answers from a recording."""
    from .replay import Replay

    heeded = {name: value for name, value in choices.items() if name in REPLAYED}
    return Replay(given.replay, given.host, given.port, **heeded, **_recording(given))


def pass_through(given: argparse.Namespace, choices: dict[str, Any]) -> 'PassThrough':
    """Give the way to a robot."""
    from .pass_through import PassThrough

    return PassThrough(
        given.pass_through,
        given.host,
        given.port,
        auth_key=choices.get('auth_key'),
        **_recording(given),
    )


def _recording(given: argparse.Namespace) -> dict[str, Any]:
    return {'record': given.record, 'record_without': given.record_without}


def _bulk(text: str) -> tuple[str, ...]:
    words = tuple(word for word in text.split(',') if word)
    try:
        bulk.check(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return words
