"""A recording that is read: an index of it in memory, and the frames in the file."""

import json
import logging
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ...errors import RecordingFailed
from . import form

logger = logging.getLogger(__name__)

LONGEST_LINE = 128 * 2**20
"""Bytes."""

_GZIP = b'\x1f\x8b'

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Entry:
    """A line of a recording, without its bulk."""

    number: int
    """Of the line, from 1."""

    time: float
    connection: int
    side: str | None
    event: str | None
    type: str
    """Of the message; empty if that is none."""

    request_id: str | None
    offset: int
    length: int


class Tape:
    """A recording; raises RecordingFailed with file, line and reason if it is none."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self._file = _opened(self.path)
        except OSError as error:
            raise RecordingFailed(f'cannot read {self.path}: {error.strerror or error}') from None
        try:
            self.entries = tuple(self._entries())
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def fields(self, entry: Entry) -> dict[str, Any]:
        """Give a line as it stands in the file."""
        self._file.seek(entry.offset)
        fields: dict[str, Any] = json.loads(self._file.read(entry.length))
        return fields

    def _entries(self) -> Iterator[Entry]:
        offset = 0
        for number, line in enumerate(self._lines(), 1):
            if not line.endswith(b'\n'):
                self._complain(
                    number, 'the line is cut off, as by the end of a program; it is left out'
                )
                return
            if line.strip():
                try:
                    raw = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise self._wrong(number, f'not JSON: {error}') from None
                try:
                    if number > 1:
                        yield _entry(number, form.line_in(raw), offset, len(line))
                    else:
                        self.header = form.header_in(raw)
                except ValueError as error:
                    raise self._wrong(number, str(error)) from None
            offset += len(line)
        if not offset:
            raise self._wrong(1, 'the file is empty')

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        number = 0
        while line := self._file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise self._wrong(number, f'longer than {LONGEST_LINE} bytes')
            yield line

    def _wrong(self, number: int, reason: str) -> RecordingFailed:
        return RecordingFailed(f'{self.path}, line {number}: {reason}')

    def _complain(self, number: int, reason: str) -> None:
        logger.warning('%s, line %d: %s', self.path, number, reason)


def _entry(number: int, line: form.Line, offset: int, length: int) -> Entry:
    wire = line.fields.get('json', {})
    name, request_id = wire.get('type'), wire.get('request_id')
    return Entry(
        number=number,
        time=line.time,
        connection=line.connection,
        side=line.side,
        event=line.fields.get('event'),
        type=name if isinstance(name, str) else '',
        request_id=request_id if isinstance(request_id, str) else None,
        offset=offset,
        length=length,
    )


def _opened(path: Path) -> IO[bytes]:
    """Open a recording; one that is compressed is unpacked first, as far as it goes if its end is missing."""
    file = path.open('rb')
    is_packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    if not is_packed:
        return file
    unpacked = tempfile.TemporaryFile()  # noqa: SIM115  who reads it closes it
    with file:
        try:
            if not _unpack(file, unpacked):
                logger.warning('%s: the end of the file is missing', path)
        except zlib.error as error:
            unpacked.close()
            raise RecordingFailed(f'{path}: not what gzip makes: {error}') from None
    return unpacked


def _unpack(packed: IO[bytes], unpacked: IO[bytes]) -> bool:
    """Unpack one or several gzip files in a row, and tell whether the last one is whole."""
    inflate = zlib.decompressobj(_GZIP_WINDOW)
    while data := packed.read(2**16):
        while data:
            if inflate.eof:
                inflate = zlib.decompressobj(_GZIP_WINDOW)
            unpacked.write(inflate.decompress(data))
            data = inflate.unused_data
    return inflate.eof
