"""A recorder like that of rosbag2, where there is none: raw subscriptions, written into a bag by rosbags."""

import importlib
import threading
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

import rclpy
from ament_index_python.packages import get_package_share_directory
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rosbags.interfaces import Nodetype
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from furhat_ros.bridge.record.recording import Profiles

PERIOD = 0.1
"""Seconds between two looks for topics that are new; as rosbag2."""


class BagRecorder:
    """Records topics as soon as somebody publishes them; a context manager."""

    def __init__(self, path: Path, storage: str, profiles: Profiles) -> None:
        self.received: Counter[str] = Counter()
        self._profiles = profiles
        self._types = _Types()
        self._writer = Writer(path, version=9, storage_plugin=StoragePlugin[storage.upper()])
        self._subscribed: set[str] = set()
        self._ended = False

    def __enter__(self) -> 'BagRecorder':
        self._node = rclpy.create_node('bag_recorder')
        self._node.create_timer(PERIOD, self._look)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        self._thread = threading.Thread(target=self._spin, name='bag recorder')
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended = True
        self._thread.join()
        self._executor.shutdown()
        self._node.destroy_node()

    @property
    def missing(self) -> set[str]:
        """What is to be recorded and has no publisher yet."""
        return self._profiles.keys() - self._subscribed

    def _spin(self) -> None:
        with self._writer:  # in this thread: SQLite wants one alone
            while not self._ended:
                self._executor.spin_once(timeout_sec=PERIOD)

    def _look(self) -> None:
        offered = dict(self._node.get_topic_names_and_types())
        for topic in self.missing & offered.keys():
            if self._node.count_publishers(topic):
                self._subscribe(topic, offered[topic][0])

    def _subscribe(self, topic: str, kind: str) -> None:
        definition, digest = self._types.describe(kind)
        connection = self._writer.add_connection(topic, kind, msgdef=definition, rihs01=digest)

        def take(data: bytes) -> None:
            self._writer.write(connection, time.time_ns(), data)
            self.received[topic] += 1

        qos = _qos(self._profiles[topic])
        self._node.create_subscription(_class_of(kind), topic, take, qos, raw=True)
        self._subscribed.add(topic)


def _class_of(kind: str) -> Any:
    package, _, name = kind.split('/')
    return getattr(importlib.import_module(f'{package}.msg'), name)


def _qos(profile: Any) -> QoSProfile:
    if profile is None:
        return QoSProfile(depth=10)
    return QoSProfile(
        depth=profile['depth'],
        reliability=ReliabilityPolicy.get_from_short_key(profile['reliability']),
        durability=DurabilityPolicy.get_from_short_key(profile['durability']),
    )


class _Types:
    """The definitions of messages, from the files that are installed."""

    def __init__(self) -> None:
        self._store = get_typestore(Stores.EMPTY)

    def describe(self, kind: str) -> tuple[str, str]:
        """Give the definition of a type with all that it holds, and its hash."""
        types: dict[str, Any] = {}
        wanted = [kind]
        while wanted:
            name = wanted.pop()
            if name in types or name in self._store.types:
                continue
            package, _, message = name.split('/')
            file = Path(get_package_share_directory(package)) / 'msg' / f'{message}.msg'
            text = file.read_text(encoding='utf-8')
            types.update(get_types_from_msg(text, name))
            wanted += _names_in(types[name][1])
        if types:
            self._store.register(types)
        return self._store.generate_msgdef(kind, ros_version=2)[0], self._store.hash_rihs01(kind)


def _names_in(fields: Any) -> list[str]:
    """Give the messages that are fields of another."""
    return [
        rest for _, field in fields for node, rest in [_element(field)] if node == Nodetype.NAME
    ]


def _element(field: Any) -> Any:
    """Give what an array or a sequence holds."""
    node, rest = field
    return _element(rest[0]) if node in {Nodetype.ARRAY, Nodetype.SEQUENCE} else field
