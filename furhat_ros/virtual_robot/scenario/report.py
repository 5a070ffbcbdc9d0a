"""What has become of the expectations of a scenario."""

from collections import deque
from dataclasses import dataclass

from .deeds import Expect, Step
from .scenario import Scenario

MOST_KEPT = 1000
"""So many of the latest outcomes are kept, and as many of what was impossible."""


@dataclass(frozen=True)
class Outcome:
    """What has become of one expectation, so many seconds after the start."""

    line: int
    number: int
    expected: str
    met: bool
    happened: str
    seconds: float

    def __str__(self) -> str:
        """Say it in one line."""
        word = 'met    ' if self.met else 'NOT MET'
        where = f'line {self.line}, step {self.number}, at {self.seconds:.1f} s'
        return f'{word} {where}: {self.expected}: {self.happened}'


class Report:
    """The outcomes, the latest last; what was impossible is in `problems`."""

    def __init__(self, scenario: Scenario) -> None:
        self.outcomes: deque[Outcome] = deque(maxlen=MOST_KEPT)
        self.problems: deque[str] = deque(maxlen=MOST_KEPT)
        self.met = 0
        self.missed = 0
        self._name = scenario.name
        count = sum(isinstance(step.deed, Expect) for step in scenario.steps)
        self._planned = None if scenario.loop else count

    @property
    def left(self) -> int:
        """How many expectations have no outcome; in a loop nobody knows."""
        return 0 if self._planned is None else self._planned - self.met - self.missed

    @property
    def is_met(self) -> bool:
        """Whether all came as it was expected, and nothing was impossible."""
        return not self.missed and not self.left and not self.problems

    def add(self, outcome: Outcome) -> None:
        """Take an outcome."""
        self.outcomes.append(outcome)
        if outcome.met:
            self.met += 1
        else:
            self.missed += 1

    def add_problem(self, step: Step, reason: str) -> str:
        """Take what could not be done, and give it in words."""
        problem = f'FAILED  line {step.line}, step {step.number}: {step.word}: {reason}'
        self.problems.append(problem)
        return problem

    def __str__(self) -> str:
        """Say it all, one line for each outcome."""
        count = self.met + self.missed + self.left
        lines = [f'{self._name}: {self.met} of {count} expectations met', *map(str, self.outcomes)]
        lines += self.problems
        if self.left:
            lines.append(f'it ended before {self.left} of them')
        return '\n  '.join(lines)
