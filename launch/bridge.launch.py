"""Start the bridge to one Furhat robot, with virtual:=true together with a virtual robot."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, OpaqueFunction
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackagePrefix, FindPackageShare

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
        for name in ('namespace', 'host', 'port', 'auth_key_file', 'frame_prefix', 'log_level')
    }
    value['full_namespace'] = _full_namespace(context, value['namespace'])
    if value['port'] and not value['port'].isdecimal():
        raise RuntimeError(f'port must be a number, got {value["port"]!r}')
    if LaunchConfiguration('virtual').perform(context) == 'false':
        return [_bridge(value)]
    if value['host'] not in LOOPBACK:
        raise RuntimeError(
            f'virtual:=true starts a robot on this machine; leave host away (got {value["host"]})'
        )
    value['host'] = '127.0.0.1'
    value['port'] = value['port'] or '9000'
    return [_virtual_robot(value), _bridge(value)]


def _full_namespace(context: LaunchContext, namespace: str) -> str:
    """Give the namespace from the root, without slashes at its ends; a group may have pushed one."""
    pushed = context.launch_configurations.get('ros_namespace', '')
    parts = [namespace] if namespace.startswith('/') else [pushed, namespace]
    return '/'.join(part.strip('/') for part in parts if part.strip('/'))


def _bridge(value: dict[str, str]) -> Node:
    namespace = value['full_namespace']
    prefix = '' if value['frame_prefix'] == 'none' else value['frame_prefix']
    overrides: dict[str, str | int] = {
        'frame_prefix': prefix.replace('{namespace}', namespace).lstrip('/')
    }
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
        arguments=['--ros-args', '--log-level', f'{logger}:={value["log_level"]}'],
        output='screen',
        emulate_tty=True,
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
