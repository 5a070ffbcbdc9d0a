"""`overview.png`: the whole recording at a glance: who spoke when, attention, the users' distance, the loudness."""

import math
import textwrap
import warnings
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from .axis import stamp, utc
from .bag import Message
from .clean_text import clean
from .dialogue import ATTENTION, LISTENING, ROBOT, TIERS, USER, WORDS, Interval
from .part import Job, Take

INSTALL = 'matplotlib (pip install matplotlib, or apt install python3-matplotlib)'
COLOURS = {
    ROBOT: '#6aaede',
    WORDS: '#a9d1ee',
    USER: '#f2a65a',
    LISTENING: '#b8d8b8',
    ATTENTION: '#c9b6dc',
}
SOURCES = {'microphone': '#d9741a', 'speaker': '#2a7ab8'}
SIZE = (16.0, 9.0)
"""Inches, at 100 points each."""

DOTS = 100
LETTER = 6.2
"""Points that a letter takes, on an average."""

MOST_LINES = 3
"""Of text in a bar."""

QUIETEST = -80.0
"""dB below full scale; what is quieter is drawn there."""

FULL_SCALE = 32768.0
STEP = 0.2
"""Seconds between two points of a user's line, at least."""

MOST_NAMES = 8


class Overview:
    """One picture."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._loudness: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._distances: dict[str, list[tuple[float, float]]] = defaultdict(list)

    @property
    def takes(self) -> Mapping[str, Take]:
        """What is done with the messages of a topic."""
        takes = {**self._job.dialogue.takes, 'users': self._take_users}
        for source in SOURCES:
            takes[f'{source}/audio_stamped'] = partial(self._take_sound, source)
        return takes

    def finish(self, end: int) -> None:
        """Draw."""
        intervals = self._job.dialogue.intervals(end)
        if not (intervals or self._loudness or self._distances):
            return
        try:
            from matplotlib.backends.backend_agg import FigureCanvasAgg
            from matplotlib.figure import Figure
        except ImportError:
            self._job.note(f'overview.png: not made; for it install {INSTALL}')
            return
        figure = Figure(figsize=SIZE, dpi=DOTS, layout='constrained')
        FigureCanvasAgg(figure)
        self._draw(figure, intervals, max(self._job.axis.t(end), 0.001))
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')  # letters that the font lacks are drawn as boxes
            figure.savefig(self._job.folder / 'overview.png')
        self._job.note('overview.png')

    def _take_users(self, message: Message) -> None:
        t = self._job.axis.t(stamp(message.content))
        for user in message.content.users:
            points = self._distances[clean(user.id)]
            if not points or t - points[-1][0] >= STEP:
                points.append((t, user.distance))

    def _take_sound(self, source: str, message: Message) -> None:
        import numpy

        samples = numpy.frombuffer(message.content.audio.data.tobytes(), '<i2').astype('f8')
        if len(samples):
            power = float(numpy.mean(samples**2)) / FULL_SCALE**2
            level = 10 * math.log10(power) if power else QUIETEST
            self._loudness[source].append(
                (self._job.axis.t(stamp(message.content)), max(level, QUIETEST))
            )

    def _draw(self, figure: Any, intervals: list[Interval], end: float) -> None:
        who, distance, loudness = figure.subplots(
            3, 1, sharex=True, gridspec_kw={'height_ratios': [3, 2, 2]}
        )
        start = utc(self._job.axis.start)
        figure.suptitle(_plain(f'{self._job.name}   {start}'), fontsize=13)
        self._draw_intervals(who, intervals, end)
        self._draw_lines(distance, self._distances, {}, 'distance of users, m')
        distance.set_ylim(bottom=0)
        self._draw_lines(loudness, self._loudness, SOURCES, 'loudness, dB of full scale')
        loudness.set_ylim(QUIETEST, 0)
        loudness.set_xlabel('time from the start of the recording, s')
        loudness.set_xlim(0, end)
        for axes in (who, distance, loudness):
            axes.grid(visible=True, axis='x', color='#dddddd')
            axes.set_axisbelow(True)

    def _draw_intervals(self, axes: Any, intervals: list[Interval], end: float) -> None:
        t = self._job.axis.t
        width = SIZE[0] * 72 * 0.9 / end
        for row, tier in enumerate(TIERS):
            here = [each for each in intervals if each.tier == tier]
            bars = [(t(each.start), max(t(each.end) - t(each.start), 0.0)) for each in here]
            axes.broken_barh(
                bars, (row - 0.4, 0.8), facecolor=COLOURS[tier], edgecolor='white', linewidth=0.5
            )
            for each, (left, length) in zip(here, bars, strict=True):
                letters = int(length * width / LETTER)
                if tier != LISTENING and letters > 2:
                    text = _fitted(each.text, letters)
                    axes.text(
                        left + 2 / width, row, _plain(text), va='center', fontsize=9, clip_on=True
                    )
        axes.set_yticks(range(len(TIERS)), TIERS)
        axes.set_ylim(len(TIERS) - 0.5, -0.5)

    @staticmethod
    def _draw_lines(
        axes: Any,
        lines: Mapping[str, list[tuple[float, float]]],
        colours: Mapping[str, str],
        label: str,
    ) -> None:
        for number, (name, points) in enumerate(sorted(lines.items())):
            shown = f' {_plain(name)}' if number < MOST_NAMES else None
            colour = {'color': colours[name]} if name in colours else {}
            axes.plot(*zip(*points, strict=True), linewidth=1, label=shown, **colour)
        if lines:
            axes.legend(loc='upper right', fontsize=8)
        axes.set_ylabel(label)


def _fitted(text: str, letters: int) -> str:
    """Break a text into lines of whole words, or shorten it to one line if it has words that are too long for that."""
    if max(map(len, text.split()), default=0) > letters:
        return f'{text[: letters - 1]}\u2026'
    return '\n'.join(textwrap.wrap(text, letters, max_lines=MOST_LINES, placeholder='\u2026'))


def _plain(text: str) -> str:
    """Keep matplotlib from taking a dollar for the beginning of a formula."""
    return text.replace('$', r'\$')
