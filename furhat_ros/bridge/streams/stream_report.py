"""The health of a stream of the robot: who wants it, how much comes, and what is lost."""

import time

from ..context import Context
from ..health.meters import SPAN, Growth, RateMeter
from ..health.report import Report
from .stream import Stream


class StreamReport:
    """
    Counts what comes of a stream, and tells whether it comes as it should.

    `plural` is the word for its messages; fewer than `lowest` of them in a second are too few, which the parameter
    `diagnostics.<name>_min_rate` says.
    """

    def __init__(
        self, context: Context, name: str, stream: Stream, plural: str, lowest: float = 0.0
    ) -> None:
        self.wanted_for = 0.0
        """Seconds for which somebody has wanted it without a break."""

        self._context = context
        self._name = name
        self._stream = stream
        self._plural = plural
        self._lowest = lowest
        self._count = self._bytes = 0
        self._last: float | None = None
        self._wanted_since: float | None = None
        self._messages, self._volume = RateMeter(), RateMeter()
        self._drops = Growth()

    def take(self, size: int = 0) -> None:
        """Take note of a message, and of its bytes on the wire (I/O thread)."""
        self._count += 1
        self._bytes += size
        self._last = time.monotonic()

    def report(self) -> Report:
        """Tell how it goes (I/O thread)."""
        now = time.monotonic()
        self._watch(now)
        messages, volume = (
            self._messages.take(self._count, now),
            self._volume.take(self._bytes, now),
        )
        coming = 'it begins' if messages is None else f'{messages:.1f} {self._plural}/s'
        report = Report(self._name, coming)
        age = None if self._last is None else now - self._last
        report.values = {
            'wanted': ', '.join(sorted(self._stream.wanted)) or 'no',
            **{
                f'subscribers of {name}': str(n)
                for name, n in self._stream.subscribers().items()
                if n
            },
            f'{self._plural}_per_second': _number(messages),
            'bytes_per_second': _number(volume, 0),
            'last_message_age_s': _number(age),
            'received': str(self._count),
            'dropped': str(self._context.dropped[self._name]),
        }
        if self._wanted_since is None:
            report.message = 'nobody wants it'
        else:
            self._judge(report, messages, age)
        dropped = self._drops.take(self._context.dropped[self._name], now)
        if dropped:
            report.warn(f'{dropped} dropped lately: the bridge could not keep up')
        return report

    def _watch(self, now: float) -> None:
        """Know since when it has been wanted."""
        if not self._stream.wanted:
            self._wanted_since = None
        elif self._wanted_since is None:
            self._wanted_since = now
            self._messages.clear()
            self._volume.clear()
        self.wanted_for = 0.0 if self._wanted_since is None else now - self._wanted_since

    def _judge(self, report: Report, rate: float | None, age: float | None) -> None:
        silent = self.wanted_for if age is None else min(age, self.wanted_for)
        if silent > self._context.settings.diagnostics_stale_after:
            report.fail(f'no {self._plural} for {silent:.0f} s')
        elif rate is not None and self.wanted_for >= SPAN and rate < self._lowest:
            report.warn(
                f'{rate:.1f} {self._plural}/s, fewer than {self._lowest:g}'
                f' (diagnostics.{self._name}_min_rate)'
            )


def _number(value: float | None, digits: int = 1) -> str:
    return '' if value is None else f'{value:.{digits}f}'
