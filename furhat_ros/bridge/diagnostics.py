"""Health for `/diagnostics`: the link, and what the robot sent that it should not have."""

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from furhat_ros.client.link import LinkState
from furhat_ros.errors import ProtocolViolation

from .context import Context
from .feature import Feature

PERIOD = 1.0
"""Seconds, as is the custom."""

_LEVELS = {
    LinkState.CONNECTED: DiagnosticStatus.OK,
    LinkState.REFUSED: DiagnosticStatus.ERROR,
    LinkState.WAITING: DiagnosticStatus.ERROR,
}


class Diagnostics(Feature):
    """Publishes once a second; logs the first broken frame of each kind."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._publisher = context.node.create_publisher(DiagnosticArray, '/diagnostics', 10)
        context.every(PERIOD, self._publish)
        context.robot.watch_violations(self._on_violation)

    def _on_violation(self, violation: ProtocolViolation) -> None:
        if self.context.robot.violations[violation.kind] == 1:
            self.context.node.get_logger().warning(
                f'the robot sent something broken ({violation.kind}): {violation};'
                ' from now on this is only counted, see /diagnostics'
            )

    def _publish(self) -> None:
        array = DiagnosticArray(status=[self._link()])
        array.header.stamp = self.context.now()
        self._publisher.publish(array)

    def _link(self) -> DiagnosticStatus:
        robot = self.context.robot
        status, latency = robot.status, robot.latency
        values = {
            'state': status.state.name,
            'scope': status.scope,
            'connects': str(status.connects),
            'latency_ms': '' if latency is None else f'{1000 * latency:.1f}',
        }
        for title, counts in (
            ('broken frames', robot.violations),
            ('unusual', robot.oddities),
            ('dropped', self.context.dropped),
        ):
            for kind, count in sorted(counts.copy().items()):
                values[f'{title}: {kind}'] = str(count)
        return DiagnosticStatus(
            level=_LEVELS.get(status.state, DiagnosticStatus.WARN),
            name=f'{self.context.node.get_fully_qualified_name().lstrip("/")}: link',
            message=status.reason or status.state.name.lower(),
            hardware_id=robot.address.url,
            values=[KeyValue(key=key, value=value) for key, value in values.items()],
        )
