"""The topic /diagnostics, and what the log tells about broken frames."""

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from std_msgs.msg import String

from furhat_ros.client.link import LinkState

from .conftest import wait_until


def link_status(lab):
    """Give the function that finds the newest status of this laboratory's bridge."""
    seen = lab.subscribe(DiagnosticArray, '/diagnostics')
    name = f'{lab.full_name("furhat_bridge")}: link'.lstrip('/')

    def newest():
        statuses = [status for array in seen for status in array.status if status.name == name]
        return statuses[-1] if statuses else None

    return newest


def values(status):
    return {each.key: each.value for each in status.values}


def test_connected_robot_is_ok(lab):
    robot = lab.robot()
    lab.bridge(robot)
    newest = link_status(lab)
    status = wait_until(newest, 'diagnostics')
    assert status.level == DiagnosticStatus.OK
    assert status.hardware_id == robot.url
    assert values(status)['state'] == 'CONNECTED'
    assert values(status)['connects'] == '1'


def test_latency_is_told_after_the_first_ping(lab):
    lab.bridge(lab.robot(), **{'connection.ping_interval': 0.1})
    newest = link_status(lab)
    status = wait_until(
        lambda: newest() and values(newest())['latency_ms'] and newest(), 'a latency'
    )
    assert float(values(status)['latency_ms']) > 0.0


def test_missing_robot_is_an_error_with_its_reason(lab, free_port):
    bridge = lab.bridge(
        free_port,
        connected=False,
        **{'connection.retry_first': 60.0, 'connection.retry_max': 60.0},
    )
    lab.wait_for_link(bridge, LinkState.WAITING)
    newest = link_status(lab)
    status = wait_until(newest, 'diagnostics')
    assert status.level == DiagnosticStatus.ERROR
    assert 'connection refused' in status.message


@pytest.mark.parametrize(
    ('frame', 'kind'),
    [
        ('{"type": ', 'not JSON'),
        ('[1, 2]', 'not an object'),
        ('{"text": "hello"}', 'no type'),
        ('{"type": "response.hear.end", "text": 5}', 'wrong type'),
        ('{"type": "response.speak.word", "word": "a"}', 'missing field'),
    ],
    ids=['not JSON', 'not an object', 'no type', 'wrong type', 'missing field'],
)
def test_broken_frame_is_counted_logged_once_and_the_bridge_goes_on(lab, node_log, frame, kind):
    robot = lab.robot()
    lab.bridge(robot)
    heard = lab.subscribe(String, 'heard')
    lab.wait_for_publishers('heard')
    newest = link_status(lab)
    for _ in range(3):
        robot.call(lambda each: each.send_raw(frame))
    robot.call(lambda each: each.send_raw('{"type": "response.hear.end", "text": "still here"}'))
    wait_until(lambda: heard, 'what comes after')
    wait_until(lambda: newest() and values(newest()).get(f'broken frames: {kind}') == '3', 'count')
    assert len([text for _, text in node_log if 'broken' in text]) == 1


def test_unknown_event_is_no_broken_frame(lab):
    robot = lab.robot()
    bridge = lab.bridge(robot)
    heard = lab.subscribe(String, 'heard')
    lab.wait_for_publishers('heard')
    robot.call(lambda each: each.send_raw('{"type": "response.of.tomorrow", "text": 5}'))
    robot.call(lambda each: each.send_raw('{"type": "response.hear.end", "text": "still here"}'))
    wait_until(lambda: heard, 'what comes after')
    assert not bridge.robot.violations
