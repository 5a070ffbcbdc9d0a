"""The access key: where it must not be seen."""

from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.msg import Log
from rcl_interfaces.srv import GetParameters, ListParameters
from std_msgs.msg import String

from furhat_ros.client.link import LinkState
from furhat_ros.msg import RobotState, TurnEvent

from .conftest import LATCHED, ROSOUT, requests, wait_until

KEY = 'a1b2c3d4e5f6'


def test_key_is_in_no_log_topic_parameter_or_diagnostic_of_a_whole_life(lab, tmp_path, capfd):
    file = tmp_path / 'key'
    file.write_text(KEY)
    file.chmod(0o600)
    robot = lab.robot(auth_key=KEY)
    said = [
        lab.subscribe(Log, '/rosout', ROSOUT),
        lab.subscribe(DiagnosticArray, '/diagnostics'),
        lab.subscribe(RobotState, 'state', LATCHED),
        lab.subscribe(String, 'events'),
        lab.subscribe(TurnEvent, 'turns'),
    ]
    bridge = lab.bridge(robot, auth_key_file=str(file), publish_events=True)
    robot.call(lambda each: each.send_raw('this is no JSON'))
    wait_until(lambda: bridge.robot.violations, 'a broken frame')
    robot.call(lambda each: each.refuse_access())
    robot.run(lambda each: each.faults.drop_connections())
    lab.wait_for_link(bridge, LinkState.REFUSED)
    said[1].clear()
    wait_until(lambda: said[1], 'diagnostics of the refusal')
    assert all(said[:3])
    assert {each['key'] for each in requests(robot, 'request.auth')} == {KEY}
    assert KEY not in repr(said)
    assert KEY not in repr(parameters(lab))
    assert KEY not in ''.join(capfd.readouterr())
    assert KEY not in repr((bridge, vars(bridge.robot), bridge.robot.status))


def parameters(lab):
    """Give the values of all parameters of the bridge."""
    names = lab.call(ListParameters, 'furhat_bridge/list_parameters').result.names
    assert 'auth_key_file' in names
    return lab.call(GetParameters, 'furhat_bridge/get_parameters', names=names)
