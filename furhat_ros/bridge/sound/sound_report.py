"""The health of the sound: besides that of its stream, whether samples come at their rate, and what is missing."""

import time

from ..context import Context
from ..health.meters import SPAN, Growth, RateMeter
from ..health.report import Report
from ..streams.stream import Stream
from ..streams.stream_report import StreamReport
from .sample_clock import SampleClock

TOLERANCE = 0.1
"""By so much of it the rate of what comes may differ from that of what was asked for; chunks do not end on time."""


class SoundReport(StreamReport):
    """What the status `sound` tells."""

    def __init__(self, context: Context, stream: Stream, clock: SampleClock) -> None:
        super().__init__(context, 'sound', stream, 'chunks')
        self._clock = clock
        self._meter = RateMeter()
        self._gaps = Growth()

    def report(self) -> Report:
        """Tell how it goes (I/O thread)."""
        report = super().report()
        now = time.monotonic()
        clock = self._clock
        if not self.wanted_for:
            self._meter.clear()
        seen = self._meter.take(clock.heard, now)
        report.values['samples_per_second_asked'] = str(clock.rate)
        report.values['samples_per_second'] = '' if seen is None else f'{seen:.0f}'
        report.values['gaps'] = str(clock.gaps)
        report.values['missing_s'] = f'{clock.missing / 1e9:.3f}'
        if self._gaps.take(clock.gaps, now):
            report.warn('sound was missing lately')
        if seen and self.wanted_for >= SPAN and abs(seen / clock.rate - 1) > TOLERANCE:
            report.warn(
                f'{seen:.0f} samples/s instead of {clock.rate}: much is missing, or the robot has another rate'
            )
        return report
