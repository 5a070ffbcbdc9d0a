"""
What is left of a bag in an SQLite database that was cut off or is broken inside.

What there is, SQLite tells, since that is at the beginning of the file. The messages are read from the leaf pages of
their table (https://sqlite.org/fileformat2.html): SQLite itself finds none of them if the page that lists the others is
lost, and takes zeros for what is behind the end.
"""

import sqlite3
import struct
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from .damage import Damaged

MAGIC = b'SQLite format 3\0'
LEAF = 0x0D
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
"""Bytes of an integer by its serial type; 8 and 9 are the numbers 0 and 1."""

FIRST_BLOB = 12

Row = tuple[int, int, bytes]
"""Number of the topic, time in ns, serialized message."""


class CutSqlite:
    """A file; its messages are counted by reading it once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.topics: dict[str, tuple[str, str, str]] = {}
        """Type, encoding and text of its definition, by topic."""

        self._topic_of: dict[int, str] = {}
        try:
            with closing(self._connect()) as database:
                self._learn(database)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise Damaged(f'{path.name}: {error}') from None
        self.counts: Counter[str] = Counter()
        self.end = 0
        for number, time, _ in self._rows():
            if number in self._topic_of:
                self.counts[self._topic_of[number]] += 1
                self.end = max(self.end, time)

    def read(self, topics: Collection[str]) -> Iterator[tuple[str, int, bytes]]:
        """Give the messages of some topics in the order of the file."""
        for number, time, data in self._rows():
            topic = self._topic_of.get(number, '')
            if topic in topics:
                yield topic, time, data

    def _connect(self) -> sqlite3.Connection:
        # Immutable: nobody else writes it, and no journal is looked for.
        name = f'file:{quote(str(self._path.absolute()))}?mode=ro&immutable=1'
        database = sqlite3.connect(name, uri=True)
        # Without it SQLite refuses every database that is shorter than its first page says.
        database.execute('PRAGMA writable_schema=ON')
        return database

    def _learn(self, database: sqlite3.Connection) -> None:
        definitions: dict[str, tuple[str, str]] = {}
        try:
            query = (
                'SELECT topic_type, encoding, encoded_message_definition FROM message_definitions'
            )
            definitions = {
                kind: (encoding, text) for kind, encoding, text in database.execute(query)
            }
        except sqlite3.Error:
            pass  # bags of Humble have none
        for number, topic, kind in database.execute('SELECT id, name, type FROM topics'):
            self._topic_of[number] = str(topic)
            self.topics[str(topic)] = (str(kind), *definitions.get(kind, ('', '')))

    def _rows(self) -> Iterator[Row]:
        """Give the rows of the table of messages."""
        with self._path.open('rb') as file:
            pages = _Pages(file)
            for number in range(2, pages.count + 1):  # the first one holds the list of the tables
                page = pages.read(number)
                if page[0] == LEAF:
                    yield from _rows_in(page, pages)


def ends_in_a_page(path: Path) -> bool:
    """Tell whether a file is a database whose last page is not whole: SQLite would read zeros for the rest of it."""
    with path.open('rb') as file:
        head = file.read(100)
        return head.startswith(MAGIC) and file.seek(0, 2) % _page_size(head) != 0


def _page_size(head: bytes) -> int:
    size = int.from_bytes(head[16:18], 'big')
    return 65536 if size == 1 else max(size, 512)


class _Pages:
    """The whole pages of a file; they have numbers from 1 on."""

    def __init__(self, file: BinaryIO) -> None:
        head = file.read(100)
        if len(head) < 100 or not head.startswith(MAGIC):
            raise Damaged('no SQLite database')
        self._size = _page_size(head)
        self.usable = self._size - head[20]
        self.count = file.seek(0, 2) // self._size
        self._file = file

    def read(self, number: int) -> bytes:
        """Give a page; raise ValueError if it is not there."""
        if not 1 <= number <= self.count:
            raise ValueError('the page is behind the end')
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)


def _rows_in(page: bytes, pages: _Pages) -> Iterator[Row]:
    (cells,) = struct.unpack_from('>H', page, 3)
    for number in range(cells):
        try:
            (at,) = struct.unpack_from('>H', page, 8 + 2 * number)
            row = _message(_payload(page, at, pages))
        except (ValueError, IndexError, struct.error):
            continue  # of another table, or its end is lost
        yield row


def _payload(page: bytes, at: int, pages: _Pages) -> bytes:
    """Give the content of a cell, with what of it is on other pages."""
    size, at = _varint(page, at)
    _, at = _varint(page, at)  # the number of the row
    usable = pages.usable
    here = size
    if size > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (size - least) % (usable - 4)
        here = here if here <= usable - 35 else least
    parts = [page[at : at + here]]
    missing = size - here
    next_at = at + here
    while missing > 0:
        (number,) = struct.unpack_from('>I', page, next_at)
        page, next_at = pages.read(number), 0
        parts.append(page[4 : 4 + min(missing, usable - 4)])
        missing -= usable - 4
    return b''.join(parts)


def _message(record: bytes) -> Row:
    """Read a row of the table of messages: number, topic, time and data; raise ValueError if it is none."""
    end, at = _varint(record, 0)
    kinds = []
    while at < end:
        kind, at = _varint(record, at)
        kinds.append(kind)
    if len(kinds) != 4 or kinds[0] != 0 or kinds[3] < FIRST_BLOB or kinds[3] % 2:
        raise ValueError('no message')
    topic, at = _integer(record, end, kinds[1])
    time, at = _integer(record, at, kinds[2])
    size = (kinds[3] - FIRST_BLOB) // 2
    if at + size != len(record):
        raise ValueError('the message ends early')
    return topic, time, record[at:]


def _integer(record: bytes, at: int, kind: int) -> tuple[int, int]:
    if kind not in INTEGERS:
        raise ValueError('no integer')
    end = at + INTEGERS[kind]
    return kind - 8 if kind >= 8 else int.from_bytes(record[at:end], 'big', signed=True), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Give an integer of one to nine bytes, and where the next thing begins."""
    value = 0
    for number in range(8):
        byte = data[at + number]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    return value << 8 | data[at + 8], at + 9
