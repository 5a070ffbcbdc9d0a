"""The files of a bag of rosbag2, whole or damaged: serialized messages by topic."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import NotExported
from .cut_mcap import CutMcap
from .cut_sqlite import CutSqlite, ends_in_a_page
from .damage import Damaged

MISSING = (
    'reading bags needs the Python package rosbags: pip install rosbags, or furhat_ros[export]'
)
COMPRESSED = b'\x28\xb5\x2f\xfd'
"""How a message begins that was compressed by itself: the mark of zstd."""

Record = tuple[str, int, bytes]
"""Topic, time of recording in ns, serialized message."""


@dataclass(frozen=True)
class Channel:
    """A topic of a bag; `encoding` and `definition` tell its type in full and are empty in old bags."""

    kind: str
    encoding: str
    definition: str
    count: int


class Storage(Protocol):
    """Something that holds messages."""

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The topics."""

    @property
    def end(self) -> int:
        """When the last message was recorded."""

    def read(self, topics: Collection[str], after: int) -> Iterator[Record]:
        """Give the messages of some topics that were recorded after a time."""

    def rescue(self) -> 'list[Storage]':
        """Give other ways to read the same, for what is damaged; empty if there is none."""


class Whole:
    """A bag that rosbags can open."""

    def __init__(self, path: Path, files: list[Path]) -> None:
        from rosbags.rosbag2 import Reader

        for file in files:
            if ends_in_a_page(file):
                raise Damaged(f'{file.name} ends in the middle of a page')
        self._files = files
        self._reader = Reader(path)
        self._reader.open()
        self.channels = {each.topic: _channel(each) for each in self._reader.connections}
        self.end = int(self._reader.end_time) - 1

    def read(self, topics: Collection[str], after: int) -> Iterator[Record]:
        """Give the messages of some topics that were recorded after a time, in the order of their times."""
        wanted = [each for each in self._reader.connections if each.topic in topics]
        if not wanted:
            return  # for rosbags nothing means everything
        for connection, time, data in self._reader.messages(wanted, start=after + 1):
            yield connection.topic, time, bytes(data)

    def rescue(self) -> list[Storage]:
        """Give the files one by one."""
        return [each for file in self._files if (each := _piece(file)) is not None]


class Piece:
    """One file that rosbags cannot open or not read to its end."""

    def __init__(self, file: 'CutMcap | CutSqlite') -> None:
        self._file = file
        self.end = file.end
        self.channels = {
            topic: Channel(kind, encoding, definition, file.counts[topic])
            for topic, (kind, encoding, definition) in file.topics.items()
        }

    def read(self, topics: Collection[str], after: int) -> Iterator[Record]:
        """Give what can be read, in the order of the file."""
        for topic, time, data in self._file.read(topics):
            if time > after:
                yield topic, time, _decompressed(data)

    def rescue(self) -> list[Storage]:
        """Nothing else is known."""
        return []


def open_storages(path: Path, complain: Callable[[str], None]) -> list[Storage]:
    """Open a bag, given by its folder or by one of its files; raise NotExported if nothing in it can be read."""
    try:
        import rosbags.rosbag2  # noqa: F401
    except ImportError:
        raise NotExported(MISSING) from None
    if not path.exists():
        raise NotExported(f'there is no {path}')
    if path.is_file():
        return _open_files(path, [path], complain)
    files = _files_in(path)
    if not (path / 'metadata.yaml').is_file():
        if not files:
            raise NotExported(
                f'{path} is no bag: it has neither a metadata.yaml nor .mcap or .db3 files'
            )
        complain('metadata.yaml is missing, so the recording was not ended properly')
        return _open_files(path, files, complain)
    try:
        return [Whole(path, files)]
    except Exception as error:  # noqa: BLE001  whatever is broken: the files may still hold messages
        complain(f'the bag is damaged or was not ended properly ({error})')
        return _open_files(path, files, complain)


def _open_files(path: Path, files: list[Path], complain: Callable[[str], None]) -> list[Storage]:
    found = [each for file in files if (each := _open_file(file, complain)) is not None]
    if not found:
        raise NotExported(f'{path}: no file of a bag of rosbag2 (.mcap or .db3) that can be read')
    return found


def _open_file(file: Path, complain: Callable[[str], None]) -> Storage | None:
    try:
        return Whole(file, [file])
    except Exception as error:  # noqa: BLE001  as above
        piece = _piece(file)
        if piece is None:
            complain(f'{file.name} cannot be read ({error})')
        else:
            complain(f'{file.name} is damaged ({error}); this is what could be read')
        return piece


def _piece(file: Path) -> Storage | None:
    for cut in (CutMcap, CutSqlite):
        try:
            return Piece(cut(file))
        except Damaged:
            continue
    return None


def _files_in(folder: Path) -> list[Path]:
    """Give the storage files of a bag, in the order in which they were written: bag_2 before bag_10."""
    files = [*folder.glob('*.mcap'), *folder.glob('*.db3')]
    return sorted(files, key=lambda file: [int(n) for n in re.findall(r'\d+', file.stem)])


def _channel(connection: Any) -> Channel:
    from rosbags.interfaces import MessageDefinitionFormat

    names = {MessageDefinitionFormat.MSG: 'ros2msg', MessageDefinitionFormat.IDL: 'ros2idl'}
    definition = connection.msgdef
    encoding = names.get(definition.format, '')
    return Channel(connection.msgtype, encoding, definition.data, connection.msgcount)


def _decompressed(data: bytes) -> bytes:
    if not data.startswith(COMPRESSED):
        return data
    from .compression import zstd

    return bytes(zstd().decompress(data))
