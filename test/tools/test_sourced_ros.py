from places import VENV
from sourced_ros import distro_in


def test_nothing_sourced():
    assert distro_in({}) is None


def test_a_wish_for_a_distro_is_no_sourced_ros():
    assert distro_in({'ROS_DISTRO': 'kilted'}) is None
    assert distro_in({'ROS_DISTRO': 'kilted', 'AMENT_PREFIX_PATH': ''}) is None


def test_our_own_ros_is_no_sourced_ros():
    prefixes = f'{VENV}/jazzy-py3.12/overlay/install/furhat_ros:{VENV}/jazzy-py3.12/ros'
    assert distro_in({'ROS_DISTRO': 'jazzy', 'AMENT_PREFIX_PATH': prefixes}) is None


def test_a_sourced_ros_says_its_own_name(tmp_path):
    hooks = tmp_path / 'share' / 'ros_environment' / 'environment'
    hooks.mkdir(parents=True)
    (hooks / '1.ros_distro.sh').write_text('export ROS_DISTRO=humble\n')
    env = {'ROS_DISTRO': 'jazzy', 'AMENT_PREFIX_PATH': f'/elsewhere:{tmp_path}'}
    assert distro_in(env) == 'humble'


def test_without_that_the_variable_is_believed(tmp_path):
    assert distro_in({'ROS_DISTRO': 'jazzy', 'AMENT_PREFIX_PATH': str(tmp_path)}) == 'jazzy'
