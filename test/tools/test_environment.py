import environment


def entered(tmp_path, distro):
    script = tmp_path / 'env.sh'
    script.write_text(environment.private_script(distro, tmp_path / 'a place', []))
    return environment.variables(script)


def test_what_another_ros_left_is_gone(tmp_path, monkeypatch):
    monkeypatch.setenv('PYTHONPATH', '/opt/ros/humble/lib/python3/site-packages')
    monkeypatch.setenv('AMENT_PREFIX_PATH', '/opt/ros/humble')
    monkeypatch.setenv('LD_LIBRARY_PATH', '/opt/ros/humble/lib')
    env = entered(tmp_path, 'jazzy')
    assert 'PYTHONPATH' not in env
    assert not [value for value in env.values() if '/opt/ros/humble' in value]
    assert env['AMENT_PREFIX_PATH'] == str(tmp_path / 'a place')
    assert env['ROS_DISTRO'] == 'jazzy'


def test_discovery_stays_on_this_machine(tmp_path, monkeypatch):
    monkeypatch.setenv('ROS_LOCALHOST_ONLY', '1')
    monkeypatch.setenv('ROS_AUTOMATIC_DISCOVERY_RANGE', 'SUBNET')
    env = entered(tmp_path, 'jazzy')
    assert env['ROS_AUTOMATIC_DISCOVERY_RANGE'] == 'LOCALHOST'
    assert 'ROS_LOCALHOST_ONLY' not in env


def test_an_old_ros_is_told_in_its_own_way(tmp_path):
    script = environment.sourced_script('humble', [])
    assert 'ROS_LOCALHOST_ONLY=1' in script


def test_values_of_several_lines_survive(tmp_path, monkeypatch):
    monkeypatch.setenv('ODD', 'a\nb=c')
    assert entered(tmp_path, 'jazzy')['ODD'] == 'a\nb=c'
