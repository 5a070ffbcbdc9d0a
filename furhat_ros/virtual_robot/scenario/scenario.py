"""A scenario: what happens, in order, read from a file."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ...errors import InvalidScenario
from .deeds import Step
from .reading import Reading
from .shelf import EXAMPLES, examples
from .tree import NoTreeError

LARGEST = 128 * 2**10
"""Bytes of a file."""


@dataclass(frozen=True)
class Scenario:
    """
    What happens around a robot, and what is expected of it.

        report = await robot.play(Scenario.read('reception.yaml'))
        assert report.is_met, report
    """

    name: str
    steps: tuple[Step, ...]
    loop: bool = False
    seed: int = 0

    @classmethod
    def read(cls, path: str | Path) -> 'Scenario':
        """Read a file, or the example of a name; InvalidScenario tells all mistakes, each with its line."""
        file = _file(path)
        try:
            with file.open('rb') as opened:
                data = opened.read(LARGEST + 1)
        except OSError as error:
            raise InvalidScenario(f'{file}: {error.strerror or error}') from None
        if len(data) > LARGEST:
            raise InvalidScenario(f'{file}: it has more than {LARGEST // 1024} KiB')
        try:
            text = data.decode('utf-8')
        except UnicodeDecodeError as error:
            line = data.count(b'\n', 0, error.start) + 1
            raise InvalidScenario(f'{file}:{line}: this is no UTF-8') from None
        return cls.of(text, str(file), file.parent)

    @classmethod
    def of(cls, text: str, name: str = 'scenario', folder: str | Path = '.') -> 'Scenario':
        """
        Read a text; InvalidScenario tells all mistakes, each with its line.

        Sounds that it names are looked for in a folder; of a file, it is where that is.
        """
        reading = Reading(Path(folder))
        try:
            reading.read(text)
        except NoTreeError as error:
            reading.note(error.line, str(error))
        except ModuleNotFoundError:
            raise InvalidScenario('a scenario needs PyYAML: pip install pyyaml') from None
        if reading.mistakes:
            mistakes = sorted(dict.fromkeys(reading.mistakes), key=lambda each: each[0])
            raise InvalidScenario('\n'.join(f'{name}:{line}: {words}' for line, words in mistakes))
        return cls(name, tuple(reading.steps), reading.loop, reading.seed)


def _file(path: str | Path) -> Path:
    """Find the file; a file that is there counts more than an example of the same name."""
    file, names = Path(path), examples()
    if file.exists() or file.name != str(path) or file.suffix:
        return file
    if str(path) in names:
        return EXAMPLES / f'{path}.yaml'
    close = get_close_matches(str(path), names, 1)
    guess = f'did you mean {close[0]}? ' if close else ''
    raise InvalidScenario(
        f'there is neither a file nor an example {path}; {guess}the examples are {", ".join(names)}'
    )
