"""The topic `/diagnostics`: what all features tell about their health."""

import asyncio

from diagnostic_msgs.msg import DiagnosticArray

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation

from ..basis import Reporter
from ..context import Context
from ..feature import Feature
from ..policies.publishers import create_publisher
from ..policies.qos import EVENTS
from .link_report import LinkReport
from .report import Report

PERIOD = 1.0
"""Seconds, as is the custom. What happens to the link is told at once."""


class Diagnostics(Feature):
    """Publishes what `context.reports` tell; logs the first broken frame of each kind."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._publisher = create_publisher(context.node, DiagnosticArray, '/diagnostics', EVENTS)
        self._name = context.node.get_fully_qualified_name().lstrip('/')
        self._connected = False
        context.reports.append(LinkReport(context).report)
        context.every(PERIOD, self._publish)
        context.robot.watch_violations(self._on_violation)

    def _on_violation(self, violation: ProtocolViolation) -> None:
        if self.context.robot.violations[violation.kind] == 1:
            self.context.node.get_logger().warning(
                f'the robot sent something broken ({violation.kind}): {violation};'
                ' from now on this is only counted, see /diagnostics'
            )

    def link_changed(self, status: LinkStatus) -> None:
        """Tell of a link that has come or gone, when all features know of it."""
        if status.connected != self._connected:
            self._connected = status.connected
            asyncio.get_running_loop().call_soon(self._publish)

    def _publish(self) -> None:
        reports = [self._ask(reporter) for reporter in self.context.reports]
        robot = self.context.robot.address.url
        array = DiagnosticArray(status=[report.status(self._name, robot) for report in reports])
        array.header.stamp = self.context.now()
        self._publisher.publish(array)

    def _ask(self, reporter: Reporter) -> Report:
        try:
            return reporter()
        except Exception as error:  # noqa: BLE001  who asks how others are must not end with them
            report = Report('diagnostics')
            report.fail(f'a report failed inside the bridge: {error!r}')
            return report
