"""What `record.launch.py` records: the topics of a file, put into a namespace, and the command of rosbag2 for them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from furhat_ros.errors import InvalidRequest

from ..names import joined

NAME = re.compile(r'/?([a-zA-Z_]\w*)(/[a-zA-Z_]\w*)*')
"""Of a topic."""

GROUPS = ('always', 'camera_compressed', 'camera_raw', 'sound')

Profiles = dict[str, Mapping[str, Any] | None]
"""By the full names of topics, how they are subscribed to; None: as they are offered."""


def topics(
    file: Path, namespace: str, groups: Sequence[str], extra: Iterable[str] = ()
) -> Profiles:
    """Read what is recorded of a robot, and add names of other topics; raise InvalidRequest for a mistake."""
    content = _content(file)
    found: Profiles = {}
    for group in groups:
        for name, profile in (content['topics'].get(group) or {}).items():
            if profile not in content['qos']:
                raise InvalidRequest(
                    f'{file}: {name} has the qos {profile}, which is not described there'
                )
            found[full_name(name, namespace)] = content['qos'][profile]
    for name in extra:
        found.setdefault(full_name(name, namespace), None)
    return found


def full_name(name: str, namespace: str) -> str:
    """Give the name of a topic from the root; raise InvalidRequest if it cannot be one."""
    if not NAME.fullmatch(name):
        raise InvalidRequest(f'{name!r} is no name of a topic')
    return f'/{joined(namespace, name)}'


def overrides(profiles: Profiles) -> str:
    """Give the file for --qos-profile-overrides-path."""
    return yaml.safe_dump(
        {name: dict(profile) for name, profile in profiles.items() if profile is not None}
    )


def command(
    profiles: Profiles,
    output: str,
    storage: str,
    overrides_file: str,
    patterns: Iterable[str] = (),
) -> list[str]:
    """
    Give the command that records; a pattern is a regular expression for more names.

    By one expression for all names: how they are listed differs from Humble to Jazzy, and Humble has no list beside
    an expression.
    """
    expression = '|'.join([*(re.escape(name) for name in profiles), *patterns])
    return [
        *('ros2', 'bag', 'record', '--output', output, '--storage', storage),
        *('--qos-profile-overrides-path', overrides_file),
        *('--regex', f'^({expression})$'),
    ]


def _content(file: Path) -> Any:
    try:
        content = yaml.safe_load(file.read_text(encoding='utf-8'))
    except OSError as error:
        raise InvalidRequest(f'cannot read {file}: {error.strerror}') from None
    except yaml.YAMLError as error:
        raise InvalidRequest(f'{file} is no YAML: {error}') from None
    if not isinstance(content, dict) or not all(
        isinstance(content.get(part), dict) for part in ('qos', 'topics')
    ):
        raise InvalidRequest(f'{file} must have the parts qos and topics')
    unknown = set(content['topics']) - set(GROUPS)
    if unknown:
        raise InvalidRequest(
            f'{file}: no such group of topics: {", ".join(sorted(map(str, unknown)))}'
        )
    return content
