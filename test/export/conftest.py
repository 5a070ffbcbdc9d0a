"""Bags with known content, written as a recorder writes them, and their export."""

import array
import csv
import random
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

rosbags = pytest.importorskip('rosbags', reason='rosbags (pip install rosbags) reads the bags')

from rosbags.rosbag2 import StoragePlugin, Writer  # noqa: E402
from rosbags.typesys import Stores, get_types_from_msg, get_typestore  # noqa: E402

from furhat_ros.export.command import main  # noqa: E402
from furhat_ros.export.definitions import AUDIO  # noqa: E402

MESSAGES = Path(__file__).parents[2] / 'msg'
START = 1_900_000_000_123_456_789
"""ns; the first message of a bag is recorded then."""

SECOND = 1_000_000_000
RATE = 16000
CHUNK = 320
"""Samples, 20 ms."""

STEP = CHUNK * SECOND // RATE


def known_types() -> Any:
    """Give everything that the bridge publishes, as rosbags types."""
    store = get_typestore(Stores.LATEST)
    texts = dict(AUDIO)
    for file in MESSAGES.glob('*.msg'):
        texts[f'furhat_ros/msg/{file.stem}'] = file.read_text()
    types: dict[str, Any] = {}
    for name, text in texts.items():
        types.update(get_types_from_msg(text, name))
    store.register(types)
    return store


STORE = known_types()


def make(kind: str, /, **fields: Any) -> Any:
    """Make a message of a type like `std_msgs/String`; what is not given is nothing."""
    package, name = kind.split('/')
    return STORE.types[f'{package}/msg/{name}'](**fields)


def time_of(ns: int) -> Any:
    return make('builtin_interfaces/Time', sec=ns // SECOND, nanosec=ns % SECOND)


def header(ns: int, frame: str = 'furhat/base_link') -> Any:
    return make('std_msgs/Header', stamp=time_of(ns), frame_id=frame)


def noise(samples: int, seed: int = 1) -> bytes:
    """Give sound in which no two chunks are alike."""
    return random.Random(seed).randbytes(2 * samples)


def chunks(pcm: bytes) -> list[bytes]:
    """Cut sound as the bridge does."""
    return [pcm[begin : begin + 2 * CHUNK] for begin in range(0, len(pcm), 2 * CHUNK)]


class BagWriter:
    """A bag of one or several robots; times are ns from START. Written when the block ends."""

    def __init__(self, path: Path, storage: str) -> None:
        self.path = path
        self._storage = storage
        self._messages: list[tuple[int, str, str, bytes]] = []

    def __enter__(self) -> 'BagWriter':
        return self

    def __exit__(self, *_: object) -> None:
        plugin = StoragePlugin[self._storage.upper()]
        with Writer(self.path, version=9, storage_plugin=plugin) as writer:
            connections: dict[str, Any] = {}
            for time, topic, kind, data in sorted(self._messages, key=lambda each: each[0]):
                if topic not in connections:
                    connections[topic] = writer.add_connection(topic, kind, typestore=STORE)
                writer.write(connections[topic], START + time, data)

    @property
    def file(self) -> Path:
        """The file with the messages."""
        (file,) = [*self.path.glob('*.mcap'), *self.path.glob('*.db3')]
        return file

    def write(self, topic: str, kind: str, message: Any, at: int) -> None:
        package, name = kind.split('/')
        full = f'{package}/msg/{name}'
        data = bytes(STORE.serialize_cdr(message, full))
        self._messages.append((at, topic, full, data))

    def info(
        self, source: str = 'microphone', rate: int = RATE, at: int = 0, **other: Any
    ) -> None:
        fields = {
            'channels': 1,
            'sample_rate': rate,
            'sample_format': 'S16LE',
            'bitrate': 16 * rate,
            'coding_format': 'wave',
            **other,
        }
        kind = 'audio_common_msgs/AudioInfo'
        self.write(f'/furhat/{source}/audio_info', kind, make(kind, **fields), at)

    def chunk(
        self,
        pcm: bytes,
        stamp: int,
        source: str = 'microphone',
        namespace: str = '/furhat',
        late: int = 5_000_000,
    ) -> None:
        """Write a chunk of sound; it is recorded when it has sounded, and a little later."""
        kind = 'audio_common_msgs/AudioDataStamped'
        data = make('audio_common_msgs/AudioData', data=_bytes(pcm))
        message = make(kind, header=header(START + stamp), audio=data)
        at = stamp + len(pcm) // 2 * SECOND // RATE + late
        self.write(f'{namespace}/{source}/audio_stamped', kind, message, at)

    def sound(
        self,
        pcm: bytes,
        start: int = 0,
        source: str = 'microphone',
        without: Sequence[int] = (),
        namespace: str = '/furhat',
    ) -> None:
        """Write sound in chunks, but for some of them."""
        for number, chunk in enumerate(chunks(pcm)):
            if number not in without:
                self.chunk(chunk, start + number * STEP, source, namespace)

    def turn(
        self,
        kind: int,
        at: int,
        text: str = '',
        cause: str = '',
        aborted: bool = False,
        namespace: str = '/furhat',
    ) -> None:
        message = make(
            'furhat_ros/TurnEvent',
            header=header(START + at),
            kind=kind,
            text=text,
            cause=cause,
            aborted=aborted,
        )
        self.write(f'{namespace}/turns', 'furhat_ros/TurnEvent', message, at)

    def hearing(self, kind: int, at: int, text: str = '', cause: str = '') -> None:
        message = make(
            'furhat_ros/Hearing',
            header=header(START + at),
            kind=kind,
            text=text,
            cause=cause,
        )
        self.write('/furhat/hearing', 'furhat_ros/Hearing', message, at)

    def attention(self, current: str, at: int, stamp: 'int | None' = None) -> None:
        message = make(
            'furhat_ros/Attention',
            stamp=time_of(START + (at if stamp is None else stamp)),
            target=current,
            current=current,
        )
        self.write('/furhat/attention', 'furhat_ros/Attention', message, at)

    def users(self, at: int, *users: Any) -> None:
        message = make('furhat_ros/Users', header=header(START + at), users=list(users))
        self.write('/furhat/users', 'furhat_ros/Users', message, at)

    def picture(self, jpeg: bytes, at: int) -> None:
        message = make(
            'sensor_msgs/CompressedImage',
            header=header(START + at),
            format='bgr8; jpeg compressed bgr8',
            data=_bytes(jpeg),
        )
        self.write(
            '/furhat/camera/image_raw/compressed', 'sensor_msgs/CompressedImage', message, at
        )


def user(id: str, x: float = 1.0, y: float = 0.5, z: float = 0.1, **other: Any) -> Any:
    fields = {
        'id': id,
        'position': make('geometry_msgs/Point', x=x, y=y, z=z),
        'distance': (x * x + y * y + z * z) ** 0.5,
        'rotation': make('geometry_msgs/Vector3', x=0.0, y=0.1, z=-0.2),
        'attended': True,
        'attending': 0.75,
        'has_box': True,
        'box': make(
            'sensor_msgs/RegionOfInterest',
            x_offset=100,
            y_offset=50,
            width=80,
            height=90,
            do_rectify=False,
        ),
        **other,
    }
    return make('furhat_ros/User', **fields)


def _bytes(data: bytes) -> Any:
    import numpy

    return numpy.frombuffer(data, dtype=numpy.uint8)


@pytest.fixture(params=['mcap', 'sqlite3'])
def storage(request):
    return request.param


@pytest.fixture
def bag(tmp_path, storage):
    return BagWriter(tmp_path / 'bag', storage)


@pytest.fixture
def export(request, tmp_path, capsys):
    """Export a bag, in the parts that ONLY of the module names; give exit status, what was said, and the folder."""

    def export(path, *arguments, out='out'):
        folder = tmp_path / out
        if '--only' not in arguments:
            arguments = (*arguments, '--only', *request.module.ONLY)
        try:
            status = main([str(path), str(folder), *arguments])
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return SimpleNamespace(status=status, said=said.out, warned=said.err, folder=folder)

    return export


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def samples(pcm: bytes) -> 'array.array[int]':
    return array.array('h', pcm)
