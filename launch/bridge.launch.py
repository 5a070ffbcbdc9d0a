"""Start the bridge to one Furhat robot, with virtual:=true together with a virtual robot."""

import os
from pathlib import Path

from ament_index_python.packages import PackageNotFoundError, get_package_prefix
from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, OpaqueFunction
from launch.logging import launch_config
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackagePrefix, FindPackageShare

from furhat_ros.bridge import fast_dds, names, rviz

LOOPBACK = ('', 'localhost', '127.0.0.1')


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments; the nodes depend on their values."""
    return LaunchDescription(
        [
            DeclareLaunchArgument(
                'namespace',
                default_value='furhat',
                description='Put before all names of this robot; another one for each robot.',
            ),
            DeclareLaunchArgument(
                'host',
                default_value='',
                description='Host name or IP address of the robot. Empty: as in params_file.',
            ),
            DeclareLaunchArgument(
                'port',
                default_value='',
                description="Port of the robot's Realtime API. Empty: as in params_file.",
            ),
            DeclareLaunchArgument(
                'params_file',
                default_value=PathJoinSubstitution(
                    [FindPackageShare('furhat_ros'), 'config', 'furhat.yaml']
                ),
                description='YAML file with the parameters of the bridge.',
            ),
            DeclareLaunchArgument(
                'auth_key_file',
                default_value='',
                description='File that holds the access key of the robot. Empty: as in params_file,'
                ' else the environment variable FURHAT_AUTH_KEY.',
            ),
            DeclareLaunchArgument(
                'frame_prefix',
                # Put together in _start: what is declared by one include is seen by the next one.
                default_value='{namespace}/',
                description='Put before all frame names, so that two robots can share one tf tree;'
                ' {namespace} stands for the whole namespace, none for no prefix. Overrides params_file.',
            ),
            DeclareLaunchArgument(
                'virtual',
                default_value='false',
                choices=['true', 'false'],
                description='Also start a virtual robot on this machine, and talk to it.',
            ),
            DeclareLaunchArgument(
                'robot_state_publisher',
                default_value='auto',
                choices=['auto', 'true', 'false'],
                description="Who publishes the frames of the robot's body: robot_state_publisher, or else the bridge;"
                ' auto takes the former where it is installed.',
            ),
            DeclareLaunchArgument(
                'rviz',
                default_value='false',
                choices=['true', 'false'],
                description='Also open rviz2 with the body, the people, the camera and all frames.',
            ),
            DeclareLaunchArgument(
                'fastdds_profile',
                default_value='auto',
                description='Profile of Fast DDS for the bridge: auto for config/fastdds.xml, with more shared memory,'
                ' unless transports are chosen elsewhere; none; or the path of another one.',
            ),
            DeclareLaunchArgument(
                'log_level',
                default_value='info',
                choices=['debug', 'info', 'warn', 'error', 'fatal'],
                description='How much the bridge tells.',
            ),
            OpaqueFunction(function=_start),
        ]
    )


def _start(context: LaunchContext) -> list[Node | ExecuteProcess]:
    value = {
        name: LaunchConfiguration(name).perform(context)
        for name in (
            'namespace',
            'host',
            'port',
            'auth_key_file',
            'frame_prefix',
            'fastdds_profile',
            'log_level',
        )
    }
    pushed = context.launch_configurations.get('ros_namespace', '')  # by a group
    value['full_namespace'] = names.joined(pushed, value['namespace'])
    if value['port'] and not value['port'].isdecimal():
        raise RuntimeError(f'port must be a number, got {value["port"]!r}')
    body = []
    if _has_state_publisher(LaunchConfiguration('robot_state_publisher').perform(context)):
        body = [_state_publisher(value)]
    look = []
    if LaunchConfiguration('rviz').perform(context) == 'true':
        look = [_rviz(value)]
    if LaunchConfiguration('virtual').perform(context) == 'false':
        return [_bridge(value, publishes_body=not body), *body, *look]
    if value['host'] not in LOOPBACK:
        raise RuntimeError(
            f'virtual:=true starts a robot on this machine; leave host away (got {value["host"]})'
        )
    value['host'] = '127.0.0.1'
    value['port'] = value['port'] or '9000'
    return [_virtual_robot(value), _bridge(value, publishes_body=not body), *body, *look]


def _has_state_publisher(wish: str) -> bool:
    """Tell whether robot_state_publisher has to run; raise if it is wanted and not there."""
    try:
        return wish != 'false' and bool(get_package_prefix('robot_state_publisher'))
    except PackageNotFoundError:
        if wish == 'true':
            raise RuntimeError(
                'robot_state_publisher:=true, but that package is not installed; auto leaves its work to the bridge'
            ) from None
        return False


def _frame_prefix(value: dict[str, str]) -> str:
    prefix = '' if value['frame_prefix'] == 'none' else value['frame_prefix']
    return prefix.replace('{namespace}', value['full_namespace']).lstrip('/')


def _bridge(value: dict[str, str], *, publishes_body: bool) -> Node:
    namespace = value['full_namespace']
    overrides: dict[str, str | int] = {'frame_prefix': _frame_prefix(value)}
    if not publishes_body:
        overrides['publish_body_tf'] = False
    overrides.update({name: value[name] for name in ('host', 'auth_key_file') if value[name]})
    if value['port']:
        overrides['port'] = int(value['port'])
    logger = '.'.join([*namespace.split('/'), 'furhat_bridge']).lstrip('.')
    return Node(
        package='furhat_ros',
        executable='bridge',
        name='furhat_bridge',
        namespace=value['namespace'],
        parameters=[LaunchConfiguration('params_file'), overrides],
        additional_env=fast_dds.variables(value['fastdds_profile'], os.environ, Path.cwd()),
        arguments=['--ros-args', '--log-level', f'{logger}:={value["log_level"]}'],
        output='screen',
        emulate_tty=True,
    )


def _state_publisher(value: dict[str, str]) -> Node:
    urdf = Path(FindPackageShare('furhat_ros').find('furhat_ros')) / 'urdf' / 'furhat.urdf'
    return Node(
        package='robot_state_publisher',
        executable='robot_state_publisher',
        name='robot_state_publisher',
        namespace=value['namespace'],
        parameters=[
            LaunchConfiguration('params_file'),
            {
                # As text: launch would take it for YAML.
                'robot_description': ParameterValue(
                    urdf.read_text(encoding='utf-8'), value_type=str
                ),
                'frame_prefix': _frame_prefix(value),
            },
        ],
        # The bridge publishes it, with or without this node.
        remappings=[('robot_description', '~/robot_description')],
        output='screen',
    )


def _rviz(value: dict[str, str]) -> Node:
    namespace = value['full_namespace']
    try:
        get_package_prefix('rviz2')
    except PackageNotFoundError:
        raise RuntimeError(
            'rviz:=true, but rviz2 is not installed: sudo apt install ros-<distro>-rviz2'
        ) from None
    ours = Path(FindPackageShare('furhat_ros').find('furhat_ros')) / 'rviz' / 'furhat.rviz'
    # Beside the logs of this launch: what was shown stays to be seen, and to be changed and kept.
    file = Path(launch_config.log_dir) / f'{namespace.replace("/", "_") or "furhat"}.rviz'
    file.write_text(
        rviz.renamed(ours.read_text(encoding='utf-8'), namespace, _frame_prefix(value)),
        encoding='utf-8',
    )
    return Node(
        package='rviz2',
        executable='rviz2',
        name='rviz',
        namespace=value['namespace'],
        arguments=['-d', str(file)],
        output='screen',
    )


def _virtual_robot(value: dict[str, str]) -> ExecuteProcess:
    # No Node action: the virtual robot is no ROS node and takes no --ros-args.
    program = PathJoinSubstitution(
        [FindPackagePrefix('furhat_ros'), 'lib', 'furhat_ros', 'virtual_robot']
    )
    return ExecuteProcess(
        cmd=[program, '--host', value['host'], '--port', value['port']],
        name='virtual_robot',
        output='screen',
    )
