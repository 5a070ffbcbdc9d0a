"""The command line of the virtual robot; every field of `Options` is an option of it."""

import argparse
import asyncio
import dataclasses
import errno
import logging
import os
import signal
import sys
import typing
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InvalidScenario, RecordingFailed
from . import fault_names
from .choices import choices_of
from .espeak import NoEspeakError
from .options import Options
from .scenario import arguments as scenarios
from .tape import arguments as tape

if TYPE_CHECKING:
    from .scenario.scenario import Scenario

KEY_VARIABLE = 'FURHAT_AUTH_KEY'

DEFAULTS = {'visitors': 2, 'synthesizer': 'auto'}
"""Where somebody who just wants to look is better served than a test."""


def run(arguments: list[str]) -> int:
    """Run a virtual robot as the arguments say, until a signal or its scenario ends it; give the status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    logging.basicConfig(level=given.log_level.upper(), format='%(levelname)s %(message)s')
    # The library reports every stranger on the port as an error, with a traceback.
    logging.getLogger('websockets').setLevel(logging.CRITICAL)
    try:
        scenarios.check(parser, given)
        choices = _choices(given)
        Options(**choices)
        tape.check(parser, given)
        scenario = scenarios.read(given)
    except InvalidScenario as error:
        parser.exit(2, f'{error}\n')
    except ValueError as error:
        parser.error(str(error))
    try:
        return asyncio.run(_serve(partial(_robot, given, choices), given.fault, scenario))
    except (NoEspeakError, RecordingFailed) as error:
        parser.exit(1, f'{error}\n')
    except OSError as error:
        reason = 'it is in use' if error.errno == errno.EADDRINUSE else error.strerror or error
        parser.exit(1, f'cannot open port {given.port} on {given.host}: {reason}\n')


def _robot(given: argparse.Namespace, choices: dict[str, Any]) -> tuple[Any, Callable[[], str]]:
    """Give what is to run, and what to say of it when it does."""
    if given.pass_through is not None:
        way = tape.pass_through(given, choices)
        return way, lambda: f'pass-through to {way.robot.url} on {way.url}'
    if given.replay is not None:
        replay = tape.replay(given, choices)
        return replay, lambda: f'virtual Furhat on {replay.url}\nreplays {given.replay}'
    from .robot import VirtualFurhat

    robot = VirtualFurhat(
        given.host,
        given.port,
        record=given.record,
        record_without=given.record_without,
        **choices,
    )
    return (
        robot,
        lambda: (
            f'virtual Furhat on {robot.url}\nvoices: {robot.synthesizer.description}\n'
            f'page: {robot.page_url}'
        ),
    )


async def _serve(
    build: Callable[[], tuple[Any, Callable[[], str]]],
    faults: list[tuple[str, dict[str, Any]]],
    scenario: 'Scenario | None',
) -> int:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def end(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(ended.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        # Not by add_signal_handler, which is undone while the loop closes: a second Ctrl-C would then be a traceback.
        signal.signal(number, end)
    robot, words = build()
    async with robot:
        for name, fields in faults:
            robot.faults.start(name, **fields)
        sys.stdout.write(f'{words()}\n')
        sys.stdout.flush()
        if scenario:
            return await scenarios.play(robot, scenario, ended)
        await ended.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='virtual_robot',
        usage='%(prog)s [options]',
        description='A Furhat that is not there, for programs that want to talk to one.',
        epilog=f'faults:\n{fault_names.described()}',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--host', default='127.0.0.1', help='address to listen on (default: %(default)s)'
    )
    parser.add_argument(
        '--port',
        type=_port,
        default=9000,
        help='port to listen on, 0 for any free one (default: %(default)s)',
    )
    keys = parser.add_mutually_exclusive_group()
    keys.add_argument(
        '--auth-key',
        help=f'the key that programs must know (default: the environment, {KEY_VARIABLE})',
    )
    keys.add_argument('--auth-key-file', type=Path, help='a file that holds the key')
    parser.add_argument(
        '--log-level',
        default='warning',
        choices=('debug', 'info', 'warning', 'error'),
        help='(default: %(default)s)',
    )
    parser.add_argument(
        '--fault',
        metavar='NAME:FIELD=X,FIELD=X',
        type=_fault,
        action='append',
        default=[],
        help='let something go wrong, e.g. drop:every=30; may be given several times; see below',
    )
    scenarios.add(parser)
    tape.add(parser)
    hints = typing.get_type_hints(Options)
    for field in dataclasses.fields(Options):
        if 'help' in field.metadata:
            _add_option(parser, field, hints[field.name])
    return parser


def _add_option(
    parser: argparse.ArgumentParser, field: 'dataclasses.Field[Any]', hint: Any
) -> None:
    """Add the option for a field; a switch that is on by default gets one that turns it off."""
    name, explanation = field.name.replace('_', '-'), field.metadata['help']
    default = DEFAULTS.get(field.name, field.default)
    if hint is bool:
        action, option = (
            ('store_false', f'--no-{name}') if default else ('store_true', f'--{name}')
        )
        shown = f'not so: {explanation}' if default else explanation
        parser.add_argument(option, dest=field.name, action=action, help=shown)
        return
    how: dict[str, Any] = (
        {'choices': choices_of(hint)} if choices_of(hint) else {'metavar': 'X', 'type': hint}
    )
    if hint == tuple[str, ...]:
        how = {'metavar': 'X,X', 'type': _names}
    shown = f'{explanation} (default: %(default)s)' if default not in (None, ()) else explanation
    parser.add_argument(f'--{name}', dest=field.name, default=default, help=shown, **how)


def _choices(given: argparse.Namespace) -> dict[str, Any]:
    names = {field.name for field in dataclasses.fields(Options)}
    choices = {name: value for name, value in vars(given).items() if name in names}
    if given.auth_key == '':
        raise ValueError('the key is empty')
    if given.auth_key_file:
        choices['auth_key'] = _key_in(given.auth_key_file)
    elif not given.auth_key:
        choices['auth_key'] = os.environ.get(KEY_VARIABLE) or None
    return choices


def _key_in(path: Path) -> str:
    try:
        key = path.read_text(encoding='utf-8').strip()
    except OSError as error:
        raise ValueError(f'cannot read the key in {path}: {error.strerror}') from None
    if not key:
        raise ValueError(f'there is no key in {path}')
    return key


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f'{text} is no port, which is a number from 0 to 65535')
    return int(text)


def _fault(text: str) -> tuple[str, dict[str, Any]]:
    try:
        return fault_names.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(',') if name)
