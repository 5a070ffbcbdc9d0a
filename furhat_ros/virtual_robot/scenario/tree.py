"""
YAML as a tree that knows its lines.

It is made of the events of PyYAML's safe loader, and not of the objects that `safe_load` makes of them: those have lost
their lines, and two equal keys are one. Nothing here is more than text; what a text means, the word it belongs to says.
So `id: no` is somebody called no. References, which can make a small file a huge one, are no part of this.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Note = Callable[[int, str], None]
"""Takes a mistake: its line, and what is wrong there."""

DEEPEST = 10
"""Levels; a scenario has five."""


class NoTreeError(ValueError):
    """A text that is no YAML, or YAML that is no tree."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class Text:
    """A text; `quoted` if it is certainly nothing else."""

    line: int
    text: str
    quoted: bool


@dataclass(frozen=True)
class List:
    """Items in their order."""

    line: int
    items: list['Node'] = field(default_factory=list)


@dataclass(frozen=True)
class Fields:
    """Words, and what is said of each."""

    line: int
    entries: list[tuple['Node', 'Node']] = field(default_factory=list)


Node = Text | List | Fields


def tree(text: str, note: Note) -> Node | None:
    """Read a text, None if there is nothing in it; note what is too much, and raise NoTreeError if it is no tree."""
    import yaml

    line = 1
    try:
        builder = _Builder(note)
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1
            builder.take(event, line)
    except yaml.reader.ReaderError as error:
        line = text.count('\n', 0, error.position) + 1
        raise NoTreeError(line, 'a character that no text has') from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NoTreeError(mark.line + 1 if mark else line, _words(error)) from None
    except (ValueError, OverflowError) as error:
        if isinstance(error, NoTreeError):
            raise
        # A number in an escape or a directive that the library does not look at.
        raise NoTreeError(line, f'this is no YAML: {error}') from None
    return builder.root


class _Builder:
    """Puts nodes together, without recursion."""

    def __init__(self, note: Note) -> None:
        self.root: Node | None = None
        self._note = note
        self._open: list[List | Fields] = []
        self._keys: dict[int, Node] = {}

    def take(self, event: Any, line: int) -> None:
        """Take the next event."""
        kind = type(event).__name__
        if kind == 'AliasEvent':
            raise NoTreeError(line, f'*{event.anchor}: a scenario has no references; write it out')
        if kind == 'DocumentStartEvent' and self.root is not None:
            raise NoTreeError(line, 'a second document begins here; a file is one scenario')
        if kind in {'SequenceEndEvent', 'MappingEndEvent'}:
            self._open.pop()
        if kind not in {'ScalarEvent', 'SequenceStartEvent', 'MappingStartEvent'}:
            return
        if event.anchor:
            self._note(line, f'&{event.anchor}: a scenario has no references')
        if event.tag not in {None, '!'}:
            self._note(line, 'a scenario has no tags, which begin with !')
        if kind == 'ScalarEvent':
            self._put(Text(line, event.value, quoted=bool(event.style)))
            return
        if len(self._open) >= DEEPEST:
            raise NoTreeError(line, f'there are more than {DEEPEST} levels')
        node = List(line) if kind == 'SequenceStartEvent' else Fields(line)
        self._put(node)
        self._open.append(node)

    def _put(self, node: Node) -> None:
        """Put a node where it belongs: among words each second node is what is said of the one before."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, List):
            parent.items.append(node)
        elif len(self._open) in self._keys:
            parent.entries.append((self._keys.pop(len(self._open)), node))
        else:
            self._keys[len(self._open)] = node


def _words(error: Any) -> str:
    """Say what is wrong with the YAML."""
    problem = str(error.problem or error.context or 'this is no YAML')
    if "'\\t'" in problem:
        return 'there is a tab; YAML is indented with spaces'
    return f'this is no YAML: {problem}'
