"""The health of the link, and what the robot sent that it should not have."""

from diagnostic_msgs.msg import DiagnosticStatus

from furhat_ros.client.link import LinkState
from furhat_ros.protocol.codec import RobotError

from ..context import Context
from .report import Report

LONGEST_ERROR = 200
"""Characters of the robot's words that are repeated."""


class LinkReport:
    """What the status `link` tells."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._errors = 0
        self._last_error = ''
        context.robot.subscribe(RobotError, self._take)

    def _take(self, error: RobotError) -> None:
        self._errors += 1
        self._last_error = ' '.join(error.text.split())[:LONGEST_ERROR]

    def report(self) -> Report:
        """Tell how it goes (I/O thread)."""
        robot = self._context.robot
        status, latency = robot.status, robot.latency
        report = Report('link', 'connected')
        report.values = {
            'state': status.state.name,
            'scope': status.scope,
            'connects': str(status.connects),
            'reconnects': str(max(status.connects - 1, 0)),
            'latency_ms': _milliseconds(latency),
            'transport_delay_ms': _milliseconds(self._context.stamps.transport_delay),
            'transport_delay_subtracted': str(self._context.settings.stamps_subtract_delay),
            'robot errors': str(self._errors),
            'last robot error': self._last_error,
        }
        for title, counts in (
            ('broken frames', robot.violations),
            ('unusual', robot.oddities),
            ('dropped', self._context.dropped),
        ):
            for kind, count in sorted(counts.items()):
                report.values[f'{title}: {kind}'] = str(count)
        highest = self._context.settings.diagnostics_max_latency
        if not status.connected:
            # An attempt that follows a failure is no better than the failure; the first one is no failure yet.
            failed = status.reason or status.state is LinkState.CLOSED
            level = DiagnosticStatus.ERROR if failed else DiagnosticStatus.WARN
            report.problems.append((level, status.reason or status.state.name.lower()))
        elif latency is not None and latency > highest:
            report.warn(
                f'a round trip takes {1000 * latency:.0f} ms, more than {1000 * highest:g}'
                ' (diagnostics.max_latency)'
            )
        return report


def _milliseconds(seconds: float | None) -> str:
    return '' if seconds is None else f'{1000 * seconds:.1f}'
