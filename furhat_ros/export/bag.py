"""A recording: its topics, and its messages one after another."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .definitions import Definitions
from .storage import Channel, Record, Storage, open_storages


@dataclass(frozen=True)
class Message:
    """A message of a bag."""

    topic: str
    time: int
    """When it was recorded, in ns."""

    content: Any


class Bag:
    """A bag of rosbag2; `complain` is told in words what of it cannot be read. Raises NotExported if that is all."""

    def __init__(self, path: Path, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._storages = open_storages(path, complain)
        self.channels: dict[str, Channel] = {}
        for storage in self._storages:
            for topic, channel in storage.channels.items():
                self.channels.setdefault(topic, channel)
        self.end = max(storage.end for storage in self._storages)
        """When the last message was recorded, in ns."""

        self._definitions = Definitions(self.channels.values())

    def count(self, topics: Collection[str]) -> int:
        """Tell how many messages some topics have; not exactly if the bag is damaged."""
        return sum(
            channel.count
            for storage in self._storages
            for topic, channel in storage.channels.items()
            if topic in topics
        )

    def messages(self, topics: Collection[str]) -> Iterator[Message]:
        """Give the messages of some topics, in the order of their recording unless the bag is damaged."""
        wanted = {topic: self.channels[topic] for topic in topics if topic in self.channels}
        unread: Counter[str] = Counter()
        reasons: dict[str, str] = {}
        for topic, time, data in self._records(wanted):
            try:
                content = self._definitions.read(wanted[topic].kind, data)
            except Exception as error:  # noqa: BLE001  whatever does not fit: the next message may
                unread[topic] += 1
                reasons[topic] = str(error) or repr(error)
                continue
            yield Message(topic, time, content)
        for topic, number in unread.items():
            self._complain(f'{topic}: {number} messages cannot be read ({reasons[topic]})')

    def _records(self, topics: Collection[str]) -> Iterator[Record]:
        for storage in self._storages:
            last = 0
            try:
                for record in storage.read(topics, 0):
                    last = record[1]
                    yield record
            except Exception as error:  # noqa: BLE001  damage shows in many ways
                self._complain(
                    f'the bag is damaged inside ({error or repr(error)}); this is what could be read'
                )
                yield from self._rest(storage, topics, last)

    @staticmethod
    def _rest(storage: Storage, topics: Collection[str], last: int) -> Iterator[Record]:
        for piece in storage.rescue():
            yield from piece.read(topics, last)
