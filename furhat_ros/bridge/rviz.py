"""The configuration of rviz: made for one namespace, put into the words of another."""

from typing import Any

import yaml

from furhat_ros.errors import InvalidRequest

NAMESPACE = 'furhat'
"""The namespace of the robot in `rviz/furhat.rviz`, and with a slash its frame prefix."""


def renamed(configuration: str, namespace: str, frame_prefix: str) -> str:
    """
    Give a configuration for a robot with another namespace, without slashes around it, and another prefix of frames.

    Raise InvalidRequest for a prefix that rviz cannot use.
    """
    if frame_prefix and not frame_prefix.endswith('/'):
        raise InvalidRequest(
            f'rviz takes no frame_prefix without a slash at its end, such as {frame_prefix!r}:'
            ' it puts one between the prefix and the names of the links'
        )
    starts = {
        f'/{NAMESPACE}/': f'/{namespace}/' if namespace else '/',
        f'{NAMESPACE}/': frame_prefix,
    }
    content = _renamed(yaml.safe_load(configuration), starts, frame_prefix.removesuffix('/'))
    return yaml.safe_dump(content, sort_keys=False)


def _renamed(value: Any, starts: dict[str, str], tf_prefix: str) -> Any:
    if isinstance(value, dict):
        return {
            key: tf_prefix if key == 'TF Prefix' else _renamed(each, starts, tf_prefix)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_renamed(each, starts, tf_prefix) for each in value]
    if isinstance(value, str):
        for old, new in starts.items():
            if value.startswith(old):
                return new + value.removeprefix(old)
    return value
