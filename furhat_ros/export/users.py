"""`users.csv`: where everybody was, at every moment; `users.parquet`, the same, if pyarrow is there."""

import math
from collections.abc import Mapping

from .axis import COLUMNS as TIME
from .axis import stamp
from .bag import Message
from .clean_text import clean
from .part import Job, Take
from .table import Table

NUMBERS = ('x', 'y', 'z', 'distance', 'roll', 'pitch', 'yaw', 'attending')
BOX = ('box_x', 'box_y', 'box_width', 'box_height')
COLUMNS = ('id', *NUMBERS, 'attended', *BOX)


class Users:
    """One row for each person in each message."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._table: Table | None = None

    @property
    def takes(self) -> Mapping[str, Take]:
        """What is done with the messages of a topic."""
        return {'users': self._take}

    def finish(self, end: int) -> None:
        """End the table, and write it in another format as well."""
        if self._table is None:
            return
        self._table.close()
        self._job.note(f'users.csv: {self._table.rows} rows')
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            self._job.note('users.parquet: not made; for it install pyarrow (pip install pyarrow)')
        else:
            self._write_parquet(self._table)

    def _take(self, message: Message) -> None:
        if self._table is None:
            self._table = Table(self._job.folder / 'users.csv', COLUMNS)
        time = self._job.axis.cells(stamp(message.content))
        for user in message.content.users:
            place, head, box = user.position, user.rotation, user.box
            numbers = (place.x, place.y, place.z, user.distance, head.x, head.y, head.z)
            corners = (box.x_offset, box.y_offset, box.width, box.height)
            self._table.add(
                *time,
                clean(user.id),
                *map(_cell, (*numbers, user.attending)),
                int(user.attended),
                *(corners if user.has_box else ('',) * len(BOX)),
            )

    def _write_parquet(self, written: Table) -> None:
        import pyarrow
        from pyarrow import csv, parquet

        types = dict.fromkeys((*TIME, *COLUMNS), pyarrow.float64())
        types |= {'utc': pyarrow.timestamp('ns', 'UTC'), 'ns': pyarrow.int64()}
        types |= {'id': pyarrow.string(), 'attended': pyarrow.int64()}
        types |= dict.fromkeys(BOX, pyarrow.int64())
        options = csv.ConvertOptions(column_types=types, strings_can_be_null=False)
        table = csv.read_csv(written.path, convert_options=options)
        parquet.write_table(table, self._job.folder / 'users.parquet')
        self._job.note('users.parquet: the same')


def _cell(value: float) -> str:
    """Write a number; what is not known stays empty."""
    return f'{value:.6g}' if math.isfinite(value) else ''
