"""What a feature tells about its health."""

from dataclasses import dataclass, field

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue


@dataclass
class Report:
    """
    One status of `/diagnostics` in the making.

    `message` is what is told while all is well; problems take its place, and the worst of them gives the level.
    """

    name: str
    message: str = ''
    values: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[bytes, str]] = field(default_factory=list)

    @property
    def level(self) -> bytes:
        """How bad it is, as in DiagnosticStatus."""
        return max((level for level, _ in self.problems), default=DiagnosticStatus.OK)

    def warn(self, problem: str) -> None:
        """Tell of something that a person should look at."""
        self.problems.append((DiagnosticStatus.WARN, problem))

    def fail(self, problem: str) -> None:
        """Tell of something that does not work."""
        self.problems.append((DiagnosticStatus.ERROR, problem))

    def status(self, node: str, hardware_id: str) -> DiagnosticStatus:
        """Give it as a message."""
        return DiagnosticStatus(
            level=self.level,
            name=f'{node}: {self.name}',
            message='; '.join(problem for _, problem in self.problems) or self.message,
            hardware_id=hardware_id,
            values=[KeyValue(key=key, value=value) for key, value in self.values.items()],
        )
