"""
What the virtual robot costs: how much of a processor, how much memory, and how long it takes to start.

It runs in a process of its own, with the options of its command line; who is connected to it is here. Its page is
measured in headless Chromium where there is one.
"""

import argparse
import asyncio
import itertools
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import websockets

import robot_page
from document import write
from processor import family, megabytes, seconds_between
from programs import PATIENCE, NotSeen, end, machine

DOCUMENT = Path(__file__).parents[1] / 'docs' / 'virtual_robot.md'

ROUNDS, SECONDS, STARTS = 5, 10.0, 15
QUICK_ROUNDS, QUICK_SECONDS, QUICK_STARTS = 2, 2.0, 3
SETTLING = 2.0  # s after which nothing of the beginning goes on any more
IDLE_BAR = 2.0  # % of a core
START_BAR = 1.0  # s

STREAMS = ('--camera-fps', '25', '--users-rate', '30')
TEXT = 'The quick brown fox jumps over the lazy dog, and then, after a while, it comes back and sleeps. '


@dataclass(frozen=True)
class Robot:
    """A robot that runs."""

    pid: int
    url: str
    voices: str
    began: float


@dataclass(frozen=True)
class Cost:
    """What it took: shares of a core, one for each round, and MB."""

    what: str
    shares: list[float]
    memory: float


@contextmanager
def robot(*options: str) -> Iterator[Robot]:
    """Run a robot for the time of a block."""
    began = time.monotonic()
    command = (sys.executable, '-m', 'furhat_ros.virtual_robot', '--port', '0', *options)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    try:
        first, second = process.stdout.readline(), process.stdout.readline()
        url = next((word for word in first.split() if word.startswith('ws://')), '')
        if not url:
            raise NotSeen(f'the virtual robot did not start: {" ".join(command)}')
        yield Robot(process.pid, url, second.removeprefix('voices: ').strip(), began)
    finally:
        end(process)
        process.stdout.close()


@asynccontextmanager
async def reader(
    url: str,
    *messages: dict[str, Any],
    answer: Callable[[str], dict[str, Any] | None] | None = None,
) -> AsyncIterator[None]:
    """Connect to an address for the time of a block, send something, and read what comes; some of it is answered."""
    async with websockets.connect(url, max_size=None) as socket:
        for message in messages:
            await socket.send(json.dumps(message))

        async def read() -> None:
            async for frame in socket:
                reply = answer(str(frame)) if answer else None
                if reply:
                    await socket.send(json.dumps(reply))

        task = asyncio.create_task(read())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


Company = Callable[[Robot], AbstractAsyncContextManager[None]]
"""Who is connected to a robot for the time of a block."""


@asynccontextmanager
async def nobody(robot: Robot) -> AsyncIterator[None]:
    """Leave the robot alone."""
    yield


def client(robot: Robot) -> AbstractAsyncContextManager[None]:
    """Be a program that asks for nothing."""
    return reader(robot.url)


def page(robot: Robot) -> AbstractAsyncContextManager[None]:
    """Be an open page, as far as the robot is concerned; its log is open as well."""
    return reader(robot.url.replace('/v1/events', '/v1/stage'), {'do': 'watch', 'wire': True})


STARTS_OF_STREAMS = (
    {'type': 'request.camera.start'},
    {'type': 'request.users.start'},
    {'type': 'request.audio.start', 'sample_rate': 16000, 'microphone': True, 'speaker': True},
)


def streams(robot: Robot) -> AbstractAsyncContextManager[None]:
    """Be a program that takes all that flows."""
    return reader(robot.url, *STARTS_OF_STREAMS)


@asynccontextmanager
async def streams_and_page(robot: Robot) -> AsyncIterator[None]:
    """Be both."""
    async with page(robot), streams(robot):
        yield


def talk(robot: Robot) -> AbstractAsyncContextManager[None]:
    """Be a program that takes all that flows, and lets the robot speak without a pause."""
    numbers = itertools.count(1)

    def say() -> dict[str, Any]:
        # Never the same twice: what was synthesised once costs less.
        return {'type': 'request.speak.text', 'text': f'{TEXT}That was number {next(numbers)}.'}

    def after(frame: str) -> dict[str, Any] | None:
        return say() if frame.startswith('{"type":"response.speak.end"') else None

    return reader(robot.url, *STARTS_OF_STREAMS, say(), answer=after)


TONES, ESPEAK = ('--synthesizer', 'estimate'), ('--synthesizer', 'espeak')

LOADS: tuple[tuple[str, tuple[str, ...], Company], ...] = (
    ('nobody is connected', TONES, nobody),
    ('a program is connected and asks nothing', TONES, client),
    ('a page is open, two visitors walk', TONES, page),
    ('a program receives all streams', (*TONES, *STREAMS), streams),
    ('... and an open page shows the wire', (*TONES, *STREAMS), streams_and_page),
    ('a program receives all streams, the robot speaks: tones', (*TONES, *STREAMS), talk),
)
VOICES: tuple[tuple[str, tuple[str, ...], Company], ...] = (
    ('nobody is connected, eSpeak NG waits', ESPEAK, nobody),
    (
        'a program receives all streams, the robot speaks: eSpeak NG',
        (*ESPEAK, *STREAMS),
        talk,
    ),
)


async def cost(
    what: str, options: tuple[str, ...], company: Company, rounds: int, seconds: float
) -> Cost:
    """Measure a robot in some company, round by round."""
    with robot(*options) as here:
        async with company(here):
            await asyncio.sleep(SETTLING)
            shares = []
            for _ in range(rounds):
                begin, before = time.monotonic(), family(here.pid)
                await asyncio.sleep(seconds)
                after, end = family(here.pid), time.monotonic()
                shares.append(seconds_between(before, after) / (end - begin))
            return Cost(what, shares, megabytes(after))


async def start_seconds(*options: str) -> float:
    """Start a robot; give the seconds until it has let in a program."""
    with robot(*options) as here:
        async with websockets.connect(here.url, open_timeout=PATIENCE):
            return time.monotonic() - here.began


def has_espeak() -> bool:
    """Tell whether the robot would speak with eSpeak NG."""
    with robot('--synthesizer', 'auto') as here:
        return here.voices.startswith('eSpeak')


@dataclass(frozen=True)
class Measured:
    """All of it."""

    costs: list[Cost]
    starts: dict[str, list[float]]
    shows: robot_page.Shows | None
    missing: list[str]

    @property
    def idle(self) -> float:
        """Percent of a core."""
        return 100 * median(self.costs[0].shares)

    @property
    def start(self) -> float:
        """Seconds, of whichever way to start takes longest."""
        return max(map(median, self.starts.values()))

    @property
    def is_good(self) -> bool:
        """Whether both bars are reached."""
        return self.idle < IDLE_BAR and self.start < START_BAR


async def measure(rounds: int, seconds: float, starts: int) -> Measured:
    """Measure everything that can be measured here."""
    loads, ways, missing = LOADS, {'tones': TONES}, []
    if has_espeak():  # and so nothing is compiled any more when it is started below
        loads, ways = (*LOADS, *VOICES), {**ways, 'eSpeak NG': ESPEAK}
    else:
        missing.append('The voices: eSpeak NG is not installed (`pip install espeakng-loader`).')
    begun = {
        voice: [await start_seconds(*options) for _ in range(starts)]
        for voice, options in ways.items()
    }
    costs = [await cost(*load, rounds, seconds) for load in loads]
    shows = None
    try:
        with robot(*TONES) as here:
            address = here.url.replace('ws:', 'http:').removesuffix('v1/events')
            async with talk(here):
                shows = await robot_page.measure(address, rounds, seconds)
    except NotSeen as problem:
        missing.append(f'The page in a browser: {problem}.')
    return Measured(costs, begun, shows, missing)


def report(measured: Measured, rounds: int, seconds: float) -> str:
    """Describe what was measured, in Markdown."""
    return _REPORT.format(
        idle=measured.idle,
        idle_bar=f'{_holds(measured.idle, IDLE_BAR)} the bar of {IDLE_BAR:g} %',
        start=measured.start,
        start_bar=f'{_holds(measured.start, START_BAR)} the bar of {START_BAR:g} s',
        costs='\n'.join(map(_cost_row, measured.costs)),
        starts='\n'.join(map(_start_row, measured.starts.items())),
        count=len(next(iter(measured.starts.values()))),
        rounds=rounds,
        seconds=seconds,
        page=_page(measured.shows),
        missing=''.join(f'\n\nNot measured. {each}' for each in measured.missing),
        machine=machine(),
    )


def _holds(value: float, bar: float) -> str:
    return 'below' if value < bar else 'NOT below'


def _cost_row(cost: Cost) -> str:
    percent = sorted(100 * share for share in cost.shares)
    return (
        f'| {cost.what} | {median(percent):.2f} % | {percent[0]:.2f} to {percent[-1]:.2f} |'
        f' {cost.memory:.0f} MB |'
    )


def _start_row(start: tuple[str, list[float]]) -> str:
    voice, seconds = start
    return f'| {voice} | {median(seconds):.2f} s | {min(seconds):.2f} to {max(seconds):.2f} |'


def _page(shows: robot_page.Shows | None) -> str:
    if shows is None:
        return ''
    size = '{width} x {height}'.format(**robot_page.SIZE)
    return _PAGE.format(rows=robot_page.rows(shows), size=size, renderer=shows.renderer)


def main() -> int:
    """Measure and tell; give the exit status, which is 1 also where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='measure for seconds, not minutes')
    parser.add_argument('--write', action='store_true', help='write docs/virtual_robot.md as well')
    options = parser.parse_args()
    rounds, seconds, starts = ROUNDS, SECONDS, STARTS
    if options.quick:
        rounds, seconds, starts = QUICK_ROUNDS, QUICK_SECONDS, QUICK_STARTS
    try:
        measured = asyncio.run(measure(rounds, seconds, starts))
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    section = report(measured, rounds, seconds)
    print(section, end='')
    if options.write:
        write(section, DOCUMENT)
    return 0 if measured.is_good else 1


_REPORT = """\
## What it costs

**Alone it takes {idle:.2f} % of a core**, {idle_bar}, **and {start:.2f} s after its start it has let in a
program**, {start_bar}.

| while | of a core | least to most | memory |
|---|---|---|---|
{costs}

All streams are 25 pictures and 30 lists of users a second, and microphone and speaker at 16 kHz. The robot has two
visitors, who walk about. The page in this table is a program that takes what a page gets. Medians of {rounds} rounds of
{seconds:g} s, of the time that its process, and what that has started, had on the processors.

| from the start of the process to the first connection, with | median | least to most |
|---|---|---|
{starts}

{count} starts each, of a program that has been started before.{page}{missing}

Measured on {machine}, by `python benchmarks/virtual_robot.py --write`.
"""

_PAGE = """

| the page | pictures of the robot a second | least to most | of a core |
|---|---|---|---|
{rows}

The page in headless Chromium, {size}, while the robot speaks, with all processes of the browser. It was drawn by
{renderer}."""

if __name__ == '__main__':
    sys.exit(main())
