"""What the messages of a bag consist of: as the bag tells, or, if it is older than Iron, as this package knows."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from .storage import Channel

AUDIO = {
    'audio_common_msgs/msg/AudioData': 'uint8[] data',
    'audio_common_msgs/msg/AudioDataStamped': (
        'std_msgs/Header header\naudio_common_msgs/AudioData audio'
    ),
    'audio_common_msgs/msg/AudioInfo': (
        'uint8 channels\nuint32 sample_rate\nstring sample_format\nuint32 bitrate\nstring coding_format'
    ),
}
"""The messages of ros-drivers' audio_common, which rosbags does not know."""

IDL_SECTION = '=' * 80 + '\n'


class Definitions:
    """The types of the topics of a bag, each looked up when the first message of it comes."""

    def __init__(self, channels: Iterable[Channel]) -> None:
        self._channels = {each.kind: each for each in channels if each.definition}
        self._stores: dict[str, Any] = {}

    def read(self, kind: str, data: bytes) -> Any:
        """Give a message; raises whatever rosbags raises if the data do not fit its type."""
        if kind not in self._stores:
            told = self._channels.get(kind)
            self._stores[kind] = self._known if told is None else _store_of(told)
        return self._stores[kind].deserialize_cdr(data, kind)

    @cached_property
    def _known(self) -> Any:
        """The types that are known without the bag."""
        from rosbags.typesys import Stores, get_types_from_msg, get_typestore

        store = get_typestore(Stores.LATEST)
        types: dict[str, Any] = {}
        for kind, text in [*AUDIO.items(), *_own()]:
            if kind not in store.types:
                types.update(get_types_from_msg(text, kind))
        store.register(types)
        return store


def _store_of(channel: Channel) -> Any:
    from rosbags.typesys import Stores, get_typestore

    store = get_typestore(Stores.EMPTY)
    store.register(_types_in(channel))
    return store


def _types_in(channel: Channel) -> dict[str, Any]:
    from rosbags.typesys import get_types_from_idl, get_types_from_msg

    if channel.encoding != 'ros2idl':
        return dict(get_types_from_msg(channel.definition, channel.kind))
    types: dict[str, Any] = {}
    sections = channel.definition.split(IDL_SECTION)
    for section in sections[1:] or sections:
        head, _, text = section.partition('\n')
        types.update(get_types_from_idl(text if head.startswith('IDL: ') else section))
    return types


def _own() -> Iterator[tuple[str, str]]:
    """Give name and text of the messages of this package."""
    for file in sorted(_folder().glob('*.msg')):
        yield f'furhat_ros/msg/{file.stem}', file.read_text(encoding='utf-8')


def _folder() -> Path:
    """Find the .msg files: of the wheel, of an installed ROS package, or of the sources."""
    here = Path(__file__)
    inside = here.parents[1] / 'definitions'
    above = [
        folder / name
        for start in (here, here.resolve())
        for folder in start.parents
        for name in ('share/furhat_ros/msg', 'msg')
    ]
    return next((each for each in (inside, *above) if (each / 'TurnEvent.msg').is_file()), inside)
