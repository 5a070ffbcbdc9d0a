"""What a part of the soak found, and how it is written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One line of the table; `bar` is what it must be, and nothing where there is no such thing."""

    what: str
    result: str
    bar: str = ''
    holds: bool = True

    @property
    def row(self) -> str:
        """Give the line in Markdown."""
        verdict = '' if not self.bar else 'yes' if self.holds else '**no**'
        return f'| {self.what} | {self.result} | {self.bar} | {verdict} |'


def none_of(what: str, cases: Sequence[object]) -> Finding:
    """Give a finding that must not occur; the first case is quoted."""
    quoted = f', e.g. {cases[0]}'.replace('|', '/') if cases else ''
    return Finding(what, f'{len(cases)}{quoted}', 'none', not cases)


@dataclass
class Section:
    """One part: its name, what was done, and what was found; `details` is Markdown that follows."""

    title: str
    done: str
    findings: list[Finding] = field(default_factory=list)
    details: str = ''

    @property
    def holds(self) -> bool:
        """Whether every bar was reached."""
        return all(finding.holds for finding in self.findings)

    @property
    def text(self) -> str:
        """Give the section in Markdown."""
        rows = '\n'.join(finding.row for finding in self.findings)
        table = f'| | found | must be | holds |\n|---|---|---|---|\n{rows}\n'
        return '\n'.join(
            filter(None, (f'## {self.title}\n', f'{self.done}\n', table, self.details))
        )


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Give a table in Markdown."""
    head = list(head)
    lines = [head, ['---'] * len(head), *rows]
    return ''.join(f'| {" | ".join(map(str, line))} |\n' for line in lines)
