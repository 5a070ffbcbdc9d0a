"""`dialogue.csv`: who said what, and when."""

from . import table
from .dialogue_part import DialoguePart

COLUMNS = ('tier', 'end_ns', 'end_t', 'seconds', 'text', 'note')


class DialogueTable(DialoguePart):
    """One row for each interval."""

    def finish(self, end: int) -> None:
        """Write the table."""
        axis, intervals = self._job.axis, self._job.dialogue.intervals(end)
        rows = (
            (
                *axis.cells(each.start),
                each.tier,
                each.end,
                f'{axis.t(each.end):.6f}',
                f'{(each.end - each.start) / 1e9:.6f}',
                each.text,
                each.note,
            )
            for each in intervals
        )
        if intervals:
            table.write(self._job.folder / 'dialogue.csv', COLUMNS, rows)
            self._job.note(f'dialogue.csv: {len(intervals)} rows')
