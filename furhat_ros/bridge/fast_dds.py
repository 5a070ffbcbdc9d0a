"""The profile of Fast DDS with which the launch file starts the bridge: ours, unless somebody has chosen another."""

from collections.abc import Mapping
from pathlib import Path

from ament_index_python.packages import get_package_share_directory

from furhat_ros.errors import InvalidRequest

CHOICES = (
    'FASTDDS_DEFAULT_PROFILES_FILE',
    'FASTRTPS_DEFAULT_PROFILES_FILE',
    'FASTDDS_BUILTIN_TRANSPORTS',
)
"""Variables of the environment with which transports are chosen."""

CHOSEN_HERE = ('DEFAULT_FASTDDS_PROFILES.xml', 'DEFAULT_FASTRTPS_PROFILES.xml')
"""Files in the working folder that do the same."""

OF_FAST_RTPS = ('humble', 'iron', 'jazzy')
"""The distributions that know the second variable of CHOICES; later ones want the first."""


def variables(wish: str, environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """
    Give what to put into the environment of the bridge, beside what is in it already.

    `wish` is `auto` for our profile where neither the environment nor the working folder has a choice, `none`, or the
    path of another one; raise InvalidRequest if there is no such file.
    """
    later, earlier = CHOICES[:2]
    name = earlier if environment.get('ROS_DISTRO') in OF_FAST_RTPS else later
    if wish == 'none':
        return {}
    if wish != 'auto':
        if not Path(wish).is_file():
            raise InvalidRequest(
                f'fastdds_profile must be auto, none or a file; there is no {wish}'
            )
        return {name: wish}
    if any(environment.get(each) for each in CHOICES):
        return {}
    if any((folder / each).exists() for each in CHOSEN_HERE):
        return {}
    return {name: str(ours())}


def ours() -> Path:
    """Give the file that is installed with this package."""
    return Path(get_package_share_directory('furhat_ros')) / 'config' / 'fastdds.xml'
