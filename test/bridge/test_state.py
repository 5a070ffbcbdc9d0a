"""The topic state, and what the log tells about the link."""

import pytest
from rclpy.impl.logging_severity import LoggingSeverity

from furhat_ros.client.link import LinkState
from furhat_ros.msg import RobotState
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

from .conftest import LATCHED, wait_until

Level = LoggingSeverity


def test_link_states_have_the_numbers_of_the_message():
    assert {state.name: state.value for state in LinkState} == {
        state.name: getattr(RobotState, state.name) for state in LinkState
    }


def test_state_tells_what_robot_is_connected(lab):
    robot = lab.robot(scope='anywhere')
    lab.bridge(robot)
    seen = lab.subscribe(RobotState, 'state', LATCHED)
    wait_until(lambda: seen and seen[-1].volume >= 0 and seen[-1].face_id, 'the whole state')
    state = seen[-1]
    assert state.link == RobotState.CONNECTED
    assert state.reason == ''
    assert state.url == robot.url
    assert state.scope == 'anywhere'
    assert state.connects == 1
    assert state.kind == RobotState.VIRTUAL
    assert state.voice_id.endswith('- Amazon Polly')
    assert state.face_id == 'adult - Alex'
    assert state.volume == 70


def test_state_goes_through_connecting_and_authenticating(lab, free_port):
    bridge = lab.bridge(free_port, connected=False)
    seen = lab.subscribe(RobotState, 'state', 100)
    lab.wait_until_served('state')
    lab.wait_for_link(bridge, LinkState.WAITING)
    lab.robot(port=free_port)
    wait_until(lambda: seen and seen[-1].link == RobotState.CONNECTED, 'the connection')
    states = [each.link for each in seen]
    steps = [RobotState.RESOLVING, RobotState.CONNECTING, RobotState.AUTHENTICATING]
    assert states[states.index(RobotState.AUTHENTICATING) - 2 :][:4] == [
        *steps,
        RobotState.CONNECTED,
    ]


def test_missing_robot_is_told_once_and_then_found(lab, free_port, node_log):
    bridge = lab.bridge(free_port, connected=False)
    lab.wait_for_link_times(bridge, LinkState.WAITING, 3)
    lab.robot(port=free_port)
    lab.wait_for_link(bridge, LinkState.CONNECTED)
    wait_until(lambda: len(node_log) >= 2, 'two lines')
    assert [level for level, _ in node_log] == [Level.WARN, Level.INFO]
    assert 'connection refused' in node_log[0][1]
    assert 'connected to' in node_log[1][1]


def test_lost_link_is_told_with_its_reason_and_comes_back(lab, node_log):
    robot = lab.robot()
    bridge = lab.bridge(robot)
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: bridge.robot.status.connects == 2, 'the second connection')
    wait_until(lambda: len(node_log) >= 3, 'three lines')
    assert [level for level, _ in node_log] == [Level.INFO, Level.WARN, Level.INFO]


@pytest.mark.parametrize(
    ('key', 'reason'), [('', 'it wants a key'), ('wrong', 'the key is wrong')]
)
def test_refused_key_is_one_clear_error_that_does_not_tell_the_key(
    lab, tmp_path, node_log, key, reason, monkeypatch
):
    monkeypatch.setenv('FURHAT_AUTH_KEY', key)
    bridge = lab.bridge(lab.robot(auth_key='s3cret-right'), connected=False)
    seen = lab.subscribe(RobotState, 'state', LATCHED)
    lab.wait_for_link_times(bridge, LinkState.REFUSED, 2)
    wait_until(lambda: seen and seen[-1].link == RobotState.REFUSED, 'the refusal')
    assert reason in seen[-1].reason
    assert [level for level, _ in node_log] == [Level.ERROR]
    assert reason in node_log[0][1]
    assert not key or key not in node_log[0][1].replace('the key is wrong', '')


def test_key_of_the_environment_opens_the_robot(lab, monkeypatch):
    monkeypatch.setenv('FURHAT_AUTH_KEY', 's3cret')
    lab.bridge(lab.robot(auth_key='s3cret'))


def test_key_file_that_is_corrected_later_needs_no_restart(lab, tmp_path):
    file = tmp_path / 'key'
    file.write_text('wrong\n')
    bridge = lab.bridge(lab.robot(auth_key='s3cret'), connected=False, auth_key_file=str(file))
    lab.wait_for_link(bridge, LinkState.REFUSED)
    file.write_text('s3cret\n')
    lab.wait_for_link(bridge, LinkState.CONNECTED)


def test_robot_that_comes_back_is_asked_again_who_it_is(lab, free_port):
    with VirtualFurhatThread(port=free_port, scope='first'):
        bridge = lab.bridge(free_port)
        seen = lab.subscribe(RobotState, 'state', LATCHED)
        wait_until(lambda: seen and seen[-1].volume >= 0, 'the first robot')
    lab.wait_for_link(bridge, LinkState.WAITING)
    wait_until(lambda: seen[-1].volume == -1, 'an unknown volume')
    lab.robot(port=free_port, scope='second')
    wait_until(lambda: seen[-1].scope == 'second' and seen[-1].volume >= 0, 'the second robot')
