"""What was found: as Markdown, as figures to compare with later ones, and as pictures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from programs import machine

from .contestants import CRAMPED, FLOOR, KNOWING, NAIVE, OURS, PLAIN, PUBLISHING
from .goals import BARE, Times
from .robots import TOGETHER, PerRobot
from .streams import Run
from .upkeep import Upkeep

ACCELERATORS = ('orjson', 'pybase64', 'simplejpeg')
LIBRARIES = (*ACCELERATORS, 'picows', 'furhat-realtime-api')
MICRO, PERCENT = 1e6, 100.0
TICKS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)  # ms


@dataclass
class Results:
    """All rounds of everything: images by bytes, chunks by seconds, robots by number, and then by contestant."""

    images: dict[int, dict[str, list[Run]]]
    chunks: dict[float, dict[str, list[Run]]]
    full: dict[str, list[Run]]
    goals: dict[str, list[Times]]
    upkeep: dict[str, list[Upkeep]]
    robots: dict[int, dict[str, PerRobot]]


@dataclass(frozen=True)
class Measured:
    """One quantity of one contestant, in each round."""

    rounds: list[float]

    @property
    def median(self) -> float:
        """The figure that counts."""
        return median(self.rounds)

    def told(self, digits: int) -> str:
        """Give the median, and between which values the rounds were."""
        least, most = min(self.rounds), max(self.rounds)
        if len(self.rounds) == 1:
            return f'{self.median:.{digits}f}'
        return f'{self.median:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})'


Row = dict[str, Measured]
"""One quantity, by contestant."""


def quantile(values: Iterable[float], share: float) -> float:
    """Give the value below which so much of all is."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def rows(results: Results) -> dict[str, tuple[Row, int]]:
    """Give every quantity that contestants share, by what it is called, and how many digits it is told with."""

    def row(rounds: dict[str, list[Any]], of: Callable[[Any], float]) -> Row:
        return {name: Measured([of(each) for each in runs]) for name, runs in rounds.items()}

    def age(stream: str, share: float) -> Callable[[Run], float]:
        return lambda run: quantile(run.ages[stream], share)

    def per_piece(run: Run) -> float:
        return MICRO * run.cpu / run.pieces

    found: dict[str, tuple[Row, int]] = {}
    for size, runs in results.images.items():
        found[f'processor per image of {size / 1000:.0f} kB, µs'] = (row(runs, per_piece), 0)
    for seconds, runs in results.chunks.items():
        title = f'processor per chunk of {1000 * seconds:.0f} ms, µs'
        found[title] = (row(runs, per_piece), 0)
    found['processor in the full mix, % of a core'] = (
        row(results.full, lambda run: PERCENT * run.cpu / run.seconds),
        1,
    )
    alone = {'camera': results.images[115_000], 'sound': results.chunks[0.02]}
    for share, name in ((0.5, 'p50'), (0.99, 'p99')):
        for stream, runs in alone.items():
            title = f'{stream}, from the wire to a subscriber, {name}, ms'
            found[title] = (row(runs, age(stream, share)), 2)
        for stream in ('camera', 'sound', 'users'):
            title = f'{stream} in the full mix, {name}, ms'
            found[title] = (row(results.full, age(stream, share)), 2)
        found[f'from a goal to the wire, {name}, ms'] = (
            row(results.goals, lambda times, share=share: quantile(times.to_the_wire, share)),
            2,
        )
    found['with nothing to do, % of a core'] = (
        row(results.upkeep, lambda each: PERCENT * each.share),
        2,
    )
    found['memory, MB'] = (row(results.upkeep, lambda each: each.memory), 0)
    found['from start to connected, s'] = (row(results.upkeep, lambda each: each.start), 2)
    return found


def figures(results: Results) -> dict[str, Any]:
    """Give all medians."""
    ours = results.goals[OURS]
    return {
        'machine': machine(),
        'libraries': libraries(),
        'medians': {
            title: {name: round(each.median, 4) for name, each in row.items()}
            for title, (row, _) in rows(results).items()
        },
        'from the wire to the result of a goal, p50, ms': round(
            median(quantile(times.from_the_wire, 0.5) for times in ours), 3
        ),
        'robots': {
            count: {
                name: {
                    'processor per robot, % of a core': round(PERCENT * each.share, 2),
                    'memory per robot, MB': round(each.memory, 1),
                    'sound, p50, ms': round(quantile(each.ages, 0.5), 3),
                    'sound, p99, ms': round(quantile(each.ages, 0.99), 3),
                }
                for name, each in row.items()
            }
            for count, row in results.robots.items()
        },
    }


def libraries() -> dict[str, str]:
    """Give the versions of what counts here."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = 'not installed'
    return found


def _ratio(row: Row, to: str, of: str = OURS) -> str:
    return f'{row[of].median / row[to].median:.2f}' if to in row else ''


BARS = (
    ('processor per image of 115 kB, µs', OURS, NAIVE, 0.40),
    ('processor per image of 115 kB, µs', OURS, FLOOR, 1.25),
    ('camera, from the wire to a subscriber, p50, ms', OURS, FLOOR, 1.2),
    ('sound, from the wire to a subscriber, p50, ms', OURS, FLOOR, 1.2),
    ('camera, from the wire to a subscriber, p99, ms', OURS, FLOOR, 1.5),
    ('sound, from the wire to a subscriber, p99, ms', OURS, FLOOR, 1.5),
    ('camera in the full mix, p50, ms', OURS, FLOOR, 1.2),
    ('sound in the full mix, p50, ms', OURS, FLOOR, 1.2),
    ('camera in the full mix, p99, ms', OURS, FLOOR, 1.5),
    ('sound in the full mix, p99, ms', OURS, FLOOR, 1.5),
    ('from a goal to the wire, p50, ms', OURS, BARE, 1.3),
    ('processor in the full mix, % of a core', OURS, FLOOR, 1.2),
    ('memory, MB', OURS, BARE, 1.3),
    ('from start to connected, s', OURS, BARE, 1.5),
)
"""What was asked of the bridge: at most so much of another."""

MOST_IDLE = 0.5  # % of a core
MOST_LATER = 2.0
"""What was asked: by so much the 99th percentile of sound may be higher in the full mix than alone."""


def bars(results: Results) -> list[tuple[str, float, float]]:
    """Give what was asked for, what came out, and what it may be at most."""
    found = rows(results)
    told = [
        (
            f'{title.rpartition(",")[0]}: {name} / {other}',
            found[title][0][name].median / found[title][0][other].median,
            most,
        )
        for title, name, other, most in BARS
    ]
    told.append(('sound, p99: in the full mix / alone', _later(found, OURS), MOST_LATER))
    idle = found['with nothing to do, % of a core'][0][OURS].median
    told.append(('with nothing to do, % of a core', idle, MOST_IDLE))
    if results.robots:
        most = max(results.robots)
        title = f'processor per robot: {most} robots in one process / 1'
        told.append((title, _growth(results, TOGETHER), 1.0))
    return told


def _later(found: dict[str, tuple[Row, int]], name: str) -> float:
    """Give by how much the 99th percentile of sound is higher in the full mix than alone."""
    mixed, alone = (
        'sound in the full mix, p99, ms',
        'sound, from the wire to a subscriber, p99, ms',
    )
    return found[mixed][0][name].median / found[alone][0][name].median


def _growth(results: Results, name: str) -> float:
    """Give how many times what it costs alone, in a process of its own, a robot costs among the most."""
    alone = OURS if name == TOGETHER else name
    return results.robots[max(results.robots)][name].share / results.robots[1][alone].share


def section(results: Results) -> str:
    """Describe what was measured, in Markdown."""
    lines = ['## The bridge, a naive program, and the floor', '', _INTRODUCTION]
    lines += ['| ratio of the medians | found | asked | |', '|---|---|---|---|']
    for title, found, most in bars(results):
        verdict = 'met' if found <= most else '**missed**'
        lines.append(f'| {title} | {found:.2f} | {most:.2f} | {verdict} |')
    names = (OURS, PLAIN, CRAMPED, NAIVE, FLOOR, KNOWING, PUBLISHING, BARE)
    lines += [
        '',
        *_beside(results),
        f'| median of up to {len(results.full[OURS])} rounds | {" | ".join(names)} |',
        '|---' * (1 + len(names)) + '|',
    ]
    for title, (row, digits) in rows(results).items():
        cells = [row[name].told(digits) if name in row else '' for name in names]
        lines.append(f'| {title} | {" | ".join(cells)} |')
    pooled = [age for run in results.full[OURS] for age in run.ages['sound']]
    back = [ms for times in results.goals[OURS] for ms in times.from_the_wire]
    lines += [
        '',
        f'In the full mix, one of 1000 chunks of sound took ours {quantile(pooled, 0.999):.2f} ms or more. From the'
        f' end of a gesture on the wire to the result in the client of the action: {quantile(back, 0.5):.2f} ms, 99 of'
        f' 100 in {quantile(back, 0.99):.2f} ms.',
        '',
        *(_robots(results) if results.robots else []),
        _PICTURES,
        '',
    ]
    versions = ', '.join(f'{name} {number}' for name, number in libraries().items())
    lines.append(f'Measured on {machine()}; {versions}.')
    return '\n'.join(lines) + '\n'


def _beside(results: Results) -> list[str]:
    """Say what the bars have to be seen beside."""
    found = rows(results)
    image, _ = found['processor per image of 115 kB, µs']
    lines = [
        f"The floor's own sound is {_later(found, FLOOR):.2f} times later in the full mix than alone."
    ]
    if PUBLISHING in image:
        lines.append(
            f'Publishing alone, without anything to receive or to decode, costs {_ratio(image, NAIVE, PUBLISHING)} of'
            f' what the naive program takes for an image, and {_ratio(image, FLOOR, PUBLISHING)} of the floor: with'
            ' rclpy nobody is below that. An image of ours costs'
            f' {_ratio(image, KNOWING)} times what it costs a floor that reads no JSON around it.'
        )
    return ['\n'.join(lines), '']


def _robots(results: Results) -> list[str]:
    lines = [
        '| robots | | processor per robot, % of a core | memory per robot, MB | sound p50, ms | p99, ms |',
        '|---|---|---|---|---|---|',
    ]
    for count, row in results.robots.items():
        for name, each in row.items():
            ages = f'{quantile(each.ages, 0.5):.2f} | {quantile(each.ages, 0.99):.2f}'
            cells = f'{PERCENT * each.share:.2f} | {each.memory:.0f} | {ages}'
            lines.append(f'| {count} | {name} | {cells} |')
    most = max(results.robots)
    lines += [
        '',
        _ROBOTS.format(
            most=most,
            ours=_growth(results, OURS),
            floor=_growth(results, FLOOR),
            together=_growth(results, TOGETHER),
        ),
        '',
    ]
    return lines


def plots(results: Results, folder: Path) -> None:
    """Draw how old sound is in the full mix, and what an image costs."""
    import matplotlib as mpl

    mpl.use('Agg')
    from matplotlib import pyplot, ticker

    names = (OURS, PLAIN, NAIVE, FLOOR)
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3.6), layout='constrained')
    for name in names:
        ages = sorted(age for run in results.full[name] for age in run.ages['sound'])
        shares = [(number + 1) / len(ages) for number in range(len(ages))]
        left.plot(ages, shares, label=name)
    left.set_xscale('log')
    left.set_xticks(TICKS, [f'{tick:g}' for tick in TICKS])
    left.xaxis.set_minor_formatter(ticker.NullFormatter())
    left.set_xlim(TICKS[0], TICKS[-1])
    left.set_xlabel('ms from the wire to a subscriber')
    left.set_ylabel('share of the chunks')
    left.set_title('Sound in the full mix')
    left.legend()
    sizes = list(results.images)
    width = 0.8 / len(names)
    for number, name in enumerate(names):
        places = [place + number * width for place in range(len(sizes))]
        heights = [
            median(MICRO * r.cpu / r.pieces for r in results.images[size][name]) for size in sizes
        ]
        right.bar(places, heights, width, label=name)
    right.set_xticks(
        [place + 1.5 * width for place in range(len(sizes))],
        [f'{size / 1000:.0f} kB' for size in sizes],
    )
    right.set_ylabel('µs of processor')
    right.set_title('One image')
    figure.savefig(folder / 'benchmark.png', dpi=110)
    pyplot.close(figure)


_INTRODUCTION = """\
Three contestants have the same traffic in turn, in several rounds, each in a process of its own beside those of the
robot and of the subscriber. **Ours** is this bridge as its launch file starts it, with all its features; *without
accelerators* it runs on what Python brings along, and *without config/fastdds.xml* on the shared memory that Fast DDS
has by itself. **Naive** is what somebody writes today: the vendor's client `furhat-realtime-api`, with handlers as in
its documentation that decode base64 and publish with rclpy. **The floor** is a straight-line program without any
feature on the fastest libraries that we know: `picows`, `orjson`, `pybase64`, `simplejpeg`, and with the same shared
memory as ours; it gives orjson each frame whole, where ours takes the payload of an image out first, so that there is a
*floor without JSON*, too, which knows each byte that this robot writes around an image. *Publishing alone* is a program
that only publishes one and the same image again and again. **Bare** is, for goals, an action server that writes the
same bytes to a socket; for the rest, a node with the same publishers, subscriptions, services and actions and nothing
behind them. The full mix is 25 images of 115 kB, 50 chunks of sound and 30 lists of three users a second, with a
subscriber to each and one to the decoded pixels, each in a process of its own.
All times are those of one machine, robot and subscriber included; on another one, only the ratios are worth comparing.
"""

_ROBOTS = """\
Each robot sends 5 images of 115 kB, 10 chunks of sound and 5 lists of users a second, so that the processors are not
the limit: they also have the robots and the listeners. With {most} robots a robot costs {ours:.2f} times what it costs
alone; for the floor, which has no feature that could cost more with more robots, it is {floor:.2f} times. Together in
one process, a robot costs {together:.2f} times what it costs alone in a process."""

_PICTURES = '![Ages of sound in the full mix, and what an image costs](pictures/benchmark.png)'
