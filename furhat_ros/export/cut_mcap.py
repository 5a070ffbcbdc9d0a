"""
What is left of an MCAP file that was cut off or is broken inside.

The format (https://mcap.dev/spec) is a row of records, each with a byte for what it is and its length; so everything
before the cut can be read, and a chunk with a wrong checksum can be left out.
"""

import struct
from binascii import crc32
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from .compression import unfold
from .damage import Damaged

MAGIC = b'\x89MCAP0\r\n'
SCHEMA, CHANNEL, MESSAGE, CHUNK = 0x03, 0x04, 0x05, 0x06
HEAD = struct.Struct('<BQ')
MESSAGE_HEAD = struct.Struct('<HIQQ')
CHUNK_HEAD = struct.Struct('<QQQI')


class CutMcap:
    """A file; its topics are found by reading it once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open('rb') as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise Damaged(f'{path.name} is no MCAP file')
        self._schemas: dict[int, tuple[str, str, str]] = {}
        self._topic_of: dict[int, str] = {}
        self.topics: dict[str, tuple[str, str, str]] = {}
        """Type, encoding and text of its definition, by topic."""

        self.counts: Counter[str] = Counter()
        self.end = 0
        for topic, time, _ in self._messages():
            self.counts[topic] += 1
            self.end = max(self.end, time)

    def read(self, topics: Collection[str]) -> Iterator[tuple[str, int, bytes]]:
        """Give the messages of some topics in the order of the file."""
        return (each for each in self._messages() if each[0] in topics)

    def _messages(self) -> Iterator[tuple[str, int, bytes]]:
        for kind, content in self._records():
            if kind == MESSAGE and len(content) >= MESSAGE_HEAD.size:
                channel, _, time, _ = MESSAGE_HEAD.unpack_from(content)
                if channel in self._topic_of:
                    yield self._topic_of[channel], time, content[MESSAGE_HEAD.size :]
            elif kind in {SCHEMA, CHANNEL}:
                try:
                    self._take(kind, content)
                except (struct.error, UnicodeDecodeError):
                    continue

    def _take(self, kind: int, content: bytes) -> None:
        """Note a schema or a channel."""
        (number,) = struct.unpack_from('<H', content)
        if kind == SCHEMA:
            name, at = _text(content, 2)
            encoding, at = _text(content, at)
            definition, _ = _text(content, at)
            self._schemas[number] = (name, encoding, definition)
            return
        (schema,) = struct.unpack_from('<H', content, 2)
        topic, _ = _text(content, 4)
        if schema in self._schemas:
            self._topic_of[number] = topic
            self.topics[topic] = self._schemas[schema]

    def _records(self) -> Iterator[tuple[int, bytes]]:
        """Give the records, those inside of chunks in their place."""
        size = self._path.stat().st_size
        with self._path.open('rb') as file:
            file.seek(len(MAGIC))
            while len(head := file.read(HEAD.size)) == HEAD.size:
                kind, length = HEAD.unpack(head)
                content = file.read(min(length, size - file.tell()))
                if kind == CHUNK:
                    yield from _inside(content, whole=len(content) == length)
                elif len(content) == length:
                    yield kind, content


def _inside(content: bytes, *, whole: bool) -> Iterator[tuple[int, bytes]]:
    """Give the records of a chunk as far as they are there."""
    try:
        _, _, length, checksum = CHUNK_HEAD.unpack_from(content)
        compression, at = _text(content, CHUNK_HEAD.size)
    except (struct.error, UnicodeDecodeError):
        return
    records = unfold(compression, content[at + 8 :])
    if whole and (len(records) != length or (checksum and crc32(records) != checksum)):
        return
    at = 0
    while at + HEAD.size <= len(records):
        kind, length = HEAD.unpack_from(records, at)
        at += HEAD.size
        if at + length > len(records):
            return
        yield kind, records[at : at + length]
        at += length


def _text(content: bytes, at: int) -> tuple[str, int]:
    """Give a text with its length before it, and where the next thing begins."""
    (length,) = struct.unpack_from('<I', content, at)
    end = at + 4 + length
    if end > len(content):
        raise struct.error('the text ends early')
    return content[at + 4 : end].decode('utf-8'), end
