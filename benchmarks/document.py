"""Documents with figures, docs/benchmarks.md above all: each program writes its own section, and leaves the others."""

import re
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1] / 'docs' / 'benchmarks.md'

HEAD = """\
# Benchmarks

Written by `make bench WRITE=1`; `make bench` alone prints it.
"""


def write(section: str, document: Path = BENCHMARKS) -> None:
    """Put a section, which begins with its heading, in the place of the one with the same heading, or at the end."""
    text = document.read_text(encoding='utf-8') if document.exists() else HEAD
    head, *sections = re.split(r'^(?=## )', text, flags=re.MULTILINE)
    heading = section.splitlines()[0]
    found = [each.splitlines()[0] == heading for each in sections]
    if any(found):
        sections[found.index(True)] = section
    else:
        sections.append(section)
    parts = (part.strip() for part in (head, *sections))
    document.write_text('\n\n'.join(parts) + '\n', encoding='utf-8')
