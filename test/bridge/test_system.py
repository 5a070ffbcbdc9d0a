"""The services get_system_status and set_volume."""

from furhat_ros.client.link import LinkState
from furhat_ros.msg import RobotState
from furhat_ros.srv import GetSystemStatus, SetVolume

from .conftest import LATCHED, requests, wait_until


def test_status_tells_volume_and_kind(lab):
    lab.bridge(lab.robot())
    response = lab.call(GetSystemStatus, 'get_system_status')
    assert response.success
    assert (response.volume, response.is_virtual) == (70, True)


def test_volume_is_set_and_state_tells_it(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(RobotState, 'state', LATCHED)
    assert lab.call(SetVolume, 'set_volume', volume=35).success
    assert robot.call(lambda each: each.system.volume) == 35
    wait_until(lambda: seen and seen[-1].volume == 35, 'the new volume in state')


def test_volume_above_100_is_refused_and_not_sent(lab):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(SetVolume, 'set_volume', volume=101)
    assert not response.success
    assert '0 to 100' in response.message
    assert not requests(robot, 'request.system.config')


def test_without_a_robot_the_answer_comes_at_once(lab, free_port):
    bridge = lab.bridge(free_port, connected=False)
    lab.wait_for_link(bridge, LinkState.WAITING)
    response = lab.call(GetSystemStatus, 'get_system_status')
    assert not response.success
    assert 'no connection to the robot' in response.message
