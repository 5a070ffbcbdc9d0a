"""Which robots a bag is about: found by the types of this package, wherever their topics stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import NotExported
from .storage import Channel

STAMPED = 'audio_common_msgs/msg/AudioDataStamped'
INFO = 'audio_common_msgs/msg/AudioInfo'

ROLES = {
    'turns': 'furhat_ros/msg/TurnEvent',
    'hearing': 'furhat_ros/msg/Hearing',
    'attention': 'furhat_ros/msg/Attention',
    'users': 'furhat_ros/msg/Users',
    'state': 'furhat_ros/msg/RobotState',
    'camera/image_raw/compressed': 'sensor_msgs/msg/CompressedImage',
    'camera/image_raw': 'sensor_msgs/msg/Image',
    'microphone/audio_stamped': STAMPED,
    'microphone/audio_info': INFO,
    'speaker/audio_stamped': STAMPED,
    'speaker/audio_info': INFO,
}
"""What is read, by its name in the namespace of a robot."""

OURS = [name for name, kind in ROLES.items() if kind.startswith('furhat_ros/') or kind == STAMPED]
"""What a robot is known by: no other package has these names and types."""

SHOWN = 8


@dataclass(frozen=True)
class Robot:
    """A robot of a bag: its namespace, and the names of its topics by their names in it."""

    namespace: str
    topics: Mapping[str, str]

    @property
    def folder(self) -> str:
        """A name for its folder."""
        return re.sub(r'\W+', '_', self.namespace.strip('/'), flags=re.ASCII) or 'robot'


def robots_in(channels: Mapping[str, Channel], namespace: str | None) -> list[Robot]:
    """Find the robots, or the one in a namespace; raise NotExported if there is none."""
    if namespace is not None:
        found = [f'/{namespace.strip("/")}']
    else:
        found = sorted(
            {
                topic.removesuffix(f'/{name}') or '/'
                for topic, channel in channels.items()
                for name in OURS
                if topic.endswith(f'/{name}') and channel.kind == ROLES[name]
            }
        )
    robots = [robot for each in found if (robot := _robot(each, channels)).topics]
    if not robots:
        raise NotExported(_nothing(channels, namespace))
    return robots


def _robot(namespace: str, channels: Mapping[str, Channel]) -> Robot:
    start = namespace.rstrip('/')
    topics = {
        name: f'{start}/{name}'
        for name, kind in ROLES.items()
        if (channel := channels.get(f'{start}/{name}')) is not None and channel.kind == kind
    }
    return Robot(namespace, topics)


def _nothing(channels: Mapping[str, Channel], namespace: str | None) -> str:
    where = '' if namespace is None else f' in the namespace /{namespace.strip("/")}'
    names = sorted(channels)
    more = f' and {len(names) - SHOWN} more' if len(names) > SHOWN else ''
    there = f'{", ".join(names[:SHOWN])}{more}' if names else 'no topic at all'
    return f'the bag holds nothing of a Furhat{where}; it has {there}'
