"""
The bridge beside a naive program and the floor, in turn, on the same traffic, which a process of its own sends.

`--write` writes the section of docs/benchmarks.md, its pictures, and all medians into docs/benchmarks.json.
"""

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from contest import goals, robots, streams, upkeep
from contest.contestants import CRAMPED, FLOOR, KNOWING, NAIVE, OURS, PLAIN, PUBLISHING
from contest.report import Results, figures, plots, section
from contest.streams import FULL, Traffic
from document import write
from programs import NotSeen

DOCS = Path(__file__).parents[1] / 'docs'

NEEDED = ('furhat_realtime_api', 'matplotlib', 'orjson', 'picows', 'pybase64', 'simplejpeg')
"""The private ROS 2 jazzy has them."""

T = TypeVar('T')


@dataclass(frozen=True)
class Effort:
    """
    How often and how long: seconds for a stream, for the full mix, and for what has nothing to do.

    What something is asked of has `rounds`, all else `few`; without `variants`, ours is as the launch file starts it.
    """

    rounds: int
    few: int
    stream: float
    full: float
    idle: float
    goals: int
    sizes: tuple[int, ...]
    chunks: tuple[float, ...]
    robots: tuple[int, ...]
    variants: bool


SIZES = (50_000, 115_000, 400_000)  # bytes
CHUNKS = (0.01, 0.02, 0.1)  # s

WHOLE = Effort(7, 3, 4.0, 10.0, 5.0, 150, SIZES, CHUNKS, (1, 2, 4, 8, 16), variants=True)
QUICK = Effort(1, 1, 1.5, 2.0, 1.5, 30, SIZES[1:2], CHUNKS[1:2], (), variants=False)
JUDGED = (115_000, 0.02)


def in_turn(
    rounds: int, names: tuple[str, ...], measure: Callable[[str], T]
) -> dict[str, list[T]]:
    """Measure each of several, one after the other, in each of some rounds."""
    found: dict[str, list[T]] = {name: [] for name in names}
    for number in range(rounds):
        # Another one begins in each round, so that none always comes after the same.
        for name in (*names[number % len(names) :], *names[: number % len(names)]):
            found[name].append(measure(name))
            print('.', end='', file=sys.stderr, flush=True)
    return found


def measure(effort: Effort) -> Results:
    """Measure everything."""

    def of_streams(traffic: Traffic, names: tuple[str, ...], seconds: float, judged: bool) -> Any:
        rounds = effort.rounds if judged else effort.few
        return in_turn(rounds, names, lambda name: streams.run(name, traffic, seconds))

    three = (OURS, NAIVE, FLOOR)
    plain, cramped = ((PLAIN,), (CRAMPED,)) if effort.variants else ((), ())
    lower = (KNOWING, PUBLISHING) if effort.variants else ()
    offered = upkeep.offers()
    return Results(
        images={
            size: of_streams(
                Traffic(('camera',), image=size),
                three + plain + (lower if size in JUDGED else ()),
                effort.stream,
                size in JUDGED,
            )
            for size in effort.sizes
        },
        chunks={
            chunk: of_streams(
                Traffic(('sound',), chunk=chunk), three, effort.stream, chunk in JUDGED
            )
            for chunk in effort.chunks
        },
        full=of_streams(FULL, three + plain + cramped, effort.full, judged=True),
        goals=in_turn(
            effort.rounds, (OURS, goals.BARE), lambda name: goals.run(name, effort.goals)
        ),
        upkeep=in_turn(
            effort.rounds,
            (OURS, goals.BARE),
            lambda name: (
                upkeep.of_ours(effort.idle)
                if name == OURS
                else upkeep.of_bare(offered, effort.idle)
            ),
        ),
        robots={
            count: {
                name: robots.run(name, count, effort.full)
                for name in (OURS, robots.TOGETHER, FLOOR)
            }
            for count in effort.robots
        },
    )


def main() -> int:
    """Measure and tell; give the exit status, which is 1 if nothing could be measured."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument('--quick', action='store_true', help='a look, of one round and one robot')
    parser.add_argument('--rounds', type=int, help='how often each has its turn')
    parser.add_argument('--write', action='store_true', help='write docs/benchmarks.* as well')
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error('a quick look is too rough for the document: --quick or --write, not both')
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(f'Not measured: pip install {" ".join(missing)}.', file=sys.stderr)
        return 1
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    try:
        effort = QUICK if options.quick else WHOLE
        if options.rounds:
            effort = replace(effort, rounds=options.rounds, few=min(options.rounds, effort.few))
        results = measure(effort)
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(file=sys.stderr)
    text = section(results)
    print(text, end='')
    if options.write:
        write(text)
        (DOCS / 'benchmarks.json').write_text(json.dumps(figures(results), indent=1) + '\n')
        plots(results, DOCS / 'pictures')
    return 0


if __name__ == '__main__':
    sys.exit(main())
