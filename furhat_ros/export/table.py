"""Tables as CSV."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from .axis import COLUMNS


class Table:
    """A CSV file that grows row by row (RFC 4180, UTF-8); a context manager."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self.rows = 0
        self._file = path.open('w', encoding='utf-8', newline='')
        self._writer = csv.writer(self._file)
        self._writer.writerow([*COLUMNS, *columns])

    def add(self, *cells: object) -> None:
        """Add a row."""
        self._writer.writerow(cells)
        self.rows += 1

    def close(self) -> None:
        """End the file."""
        self._file.close()


def write(path: Path, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a whole table."""
    table = Table(path, columns)
    for row in rows:
        table.add(*row)
    table.close()
