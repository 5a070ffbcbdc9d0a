"""How long the robot takes to say something."""

import statistics
from collections import deque

from ..health.report import Report

LAST = 20
"""Utterances that the median is of."""


class SpeechReport:
    """The times from goals to their first sound."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=LAST)
        self._count = 0

    def take(self, seconds: float) -> None:
        """Take the time of one utterance (I/O thread)."""
        self._times.append(seconds)
        self._count += 1

    def report(self) -> Report:
        """Tell how it goes (I/O thread)."""
        times = list(self._times)
        report = Report('speech', 'nothing was said')
        report.values = {'utterances': str(self._count)}
        if times:
            last, median = 1000 * times[-1], 1000 * statistics.median(times)
            report.message = f'first sound after {last:.0f} ms'
            report.values['first_sound_last_ms'] = f'{last:.0f}'
            report.values['first_sound_median_ms'] = f'{median:.0f}'
        return report
