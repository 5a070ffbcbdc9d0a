"""Record one Furhat robot into a bag of rosbag2, with its parameters and its state beside the messages."""

import tempfile
from datetime import datetime
from pathlib import Path

from ament_index_python.packages import PackageNotFoundError, get_package_prefix
from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import (
    DeclareLaunchArgument,
    EmitEvent,
    ExecuteProcess,
    OpaqueFunction,
    RegisterEventHandler,
    TimerAction,
)
from launch.event_handlers import OnProcessExit
from launch.events import matches_action
from launch.events.process import ShutdownProcess
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackageShare

from furhat_ros.bridge import names
from furhat_ros.bridge.record import recording
from furhat_ros.errors import InvalidRequest

PLUGINS = {'mcap': 'rosbag2_storage_mcap', 'sqlite3': 'rosbag2_storage_sqlite3'}
TIME_TO_CLOSE = '60'
"""Seconds until rosbag2 has written what it still holds."""


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments; the recorder depends on their values."""
    return LaunchDescription(
        [
            DeclareLaunchArgument(
                'namespace',
                default_value='furhat',
                description='Namespace of the bridge whose topics are recorded.',
            ),
            DeclareLaunchArgument(
                'output',
                default_value='furhat_{date}',
                description='Folder of the bag, which must not exist; {date} stands for date and time of the start.',
            ),
            DeclareLaunchArgument(
                'storage',
                default_value='auto',
                choices=['auto', *PLUGINS],
                description='Format of the bag; auto: mcap if its plugin is installed, else sqlite3.',
            ),
            DeclareLaunchArgument(
                'camera',
                default_value='compressed',
                choices=['compressed', 'raw', 'none'],
                description='Images to record; raw takes 10 to 20 times the space of compressed.',
            ),
            DeclareLaunchArgument(
                'sound',
                default_value='true',
                choices=['true', 'false'],
                description='Record what the microphone hears and what the robot says.',
            ),
            DeclareLaunchArgument(
                'humans',
                default_value='',
                description='Namespace of the topics of ROS4HRI to record as well, e.g. /humans. Empty: none.',
            ),
            DeclareLaunchArgument(
                'extra_topics',
                default_value='',
                description='Names of more topics, with blanks between; without a slash in front: in namespace.',
            ),
            DeclareLaunchArgument(
                'topics_file',
                default_value=PathJoinSubstitution(
                    [FindPackageShare('furhat_ros'), 'config', 'record.yaml']
                ),
                description='YAML file with the topics to record and how to subscribe to them.',
            ),
            DeclareLaunchArgument(
                'duration',
                default_value='0',
                description='Seconds after which the recording ends; 0: when it is interrupted (Ctrl-C).',
            ),
            OpaqueFunction(function=_start),
        ]
    )


def _start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    value = {
        name: LaunchConfiguration(name).perform(context)
        for name in ('namespace', 'output', 'storage', 'camera', 'sound', 'humans')
    }
    output = Path(value['output'].replace('{date}', f'{datetime.now():%Y-%m-%d_%H-%M-%S}'))
    if output.exists():
        raise RuntimeError(f'{output} exists; give another output')
    storage = _storage(value['storage'], context.environment.get('ROS_DISTRO', '<distro>'))
    groups = ['always']
    groups += [f'camera_{value["camera"]}'] if value['camera'] != 'none' else []
    groups += ['sound'] if value['sound'] == 'true' else []
    pushed = context.launch_configurations.get('ros_namespace', '')  # by a group
    namespace = names.joined(pushed, value['namespace'])
    try:
        topics = recording.topics(
            Path(LaunchConfiguration('topics_file').perform(context)),
            namespace,
            groups,
            LaunchConfiguration('extra_topics').perform(context).split(),
        )
        humans = [recording.full_name(value['humans'], namespace)] if value['humans'] else []
    except InvalidRequest as error:
        raise RuntimeError(str(error)) from None
    duration = _seconds(LaunchConfiguration('duration').perform(context))
    file = _overrides_file(recording.overrides(topics))
    patterns = [f'{each}/.*' for each in humans]
    recorder = ExecuteProcess(
        cmd=recording.command(topics, str(output), storage, str(file), patterns),
        name='recorder',
        output='screen',
        sigterm_timeout=TIME_TO_CLOSE,
    )
    snapshot = Node(
        package='furhat_ros',
        executable='snapshot',
        namespace=value['namespace'],
        arguments=[str(output), '--wait'],
        output='screen',
    )
    actions: list[LaunchDescriptionEntity] = [
        recorder,
        snapshot,
        RegisterEventHandler(
            OnProcessExit(
                target_action=recorder,
                on_exit=[OpaqueFunction(function=lambda _: file.unlink()), _end(snapshot)],
            )
        ),
    ]
    if duration:
        actions.append(TimerAction(period=duration, actions=[_end(recorder)]))
    return actions


def _end(process: ExecuteProcess) -> EmitEvent:
    """End one process, and not all that was launched with it."""
    return EmitEvent(event=ShutdownProcess(process_matcher=matches_action(process)))


def _storage(wanted: str, distro: str) -> str:
    """Choose the format of the bag; raise RuntimeError with what to install."""
    apt = f'ros-{distro}-'
    if not _is_installed('ros2bag'):
        raise RuntimeError(
            'ros2 bag is not installed: sudo apt install'
            f' {apt}ros2bag {apt}rosbag2-storage-mcap {apt}rosbag2-storage-default-plugins'
        )
    if wanted == 'auto':
        return 'mcap' if _is_installed(PLUGINS['mcap']) else 'sqlite3'
    # In Humble the plugin for SQLite is part of the default plugins.
    packages = [
        PLUGINS[wanted],
        *(['rosbag2_storage_default_plugins'] if wanted == 'sqlite3' else []),
    ]
    if not any(map(_is_installed, packages)):
        name = PLUGINS[wanted].replace('_', '-')
        raise RuntimeError(f'{wanted} is not installed: sudo apt install {apt}{name}')
    return wanted


def _is_installed(package: str) -> bool:
    try:
        get_package_prefix(package)
    except PackageNotFoundError:
        return False
    return True


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float('inf'):
        raise RuntimeError(f'duration must be a number of seconds, 0 or more; got {text!r}')
    return seconds


def _overrides_file(content: str) -> Path:
    with tempfile.NamedTemporaryFile(
        'w', prefix='furhat_record_qos_', suffix='.yaml', delete=False, encoding='utf-8'
    ) as file:
        file.write(content)
    return Path(file.name)
