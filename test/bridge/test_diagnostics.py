"""The topic /diagnostics, and what the log tells about broken frames."""

import pytest
from audio_common_msgs.msg import AudioDataStamped
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from furhat_ros.action import Speak
from furhat_ros.bridge.health.report import Report
from furhat_ros.client.link import LinkState
from furhat_ros.msg import Users

from .conftest import wait_until

TOPICS = {
    'camera': (CompressedImage, 'camera/image_raw/compressed'),
    'users': (Users, 'users'),
    'sound': (AudioDataStamped, 'microphone/audio_stamped'),
}


def newest_status(lab, subject):
    """Give the function that finds the newest status of a subject of this laboratory's bridge."""
    seen = lab.subscribe(DiagnosticArray, '/diagnostics')
    name = f'{lab.full_name("furhat_bridge")}: {subject}'.lstrip('/')

    def newest():
        statuses = [status for array in seen for status in array.status if status.name == name]
        return statuses[-1] if statuses else None

    return newest


def values(status):
    return {each.key: each.value for each in status.values}


def test_connected_robot_is_ok(lab):
    robot = lab.robot()
    lab.bridge(robot)
    newest = newest_status(lab, 'link')
    status = wait_until(newest, 'diagnostics')
    assert status.level == DiagnosticStatus.OK
    assert status.hardware_id == robot.url
    assert values(status)['state'] == 'CONNECTED'
    assert values(status)['connects'] == '1'


def test_latency_is_told_after_the_first_ping(lab):
    lab.bridge(lab.robot(), **{'connection.ping_interval': 0.1})
    newest = newest_status(lab, 'link')
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
    newest = newest_status(lab, 'link')
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
    lab.wait_until_served('heard')
    newest = newest_status(lab, 'link')
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
    lab.wait_until_served('heard')
    robot.call(lambda each: each.send_raw('{"type": "response.of.tomorrow", "text": 5}'))
    robot.call(lambda each: each.send_raw('{"type": "response.hear.end", "text": "still here"}'))
    wait_until(lambda: heard, 'what comes after')
    assert not bridge.robot.violations


def wait_for_status(newest, condition, what):
    """Wait until the newest status is as it should be; give it."""

    def fitting():
        status = newest()
        return status if status and condition(status) else None

    return wait_until(fitting, what)


def test_link_that_was_lost_stays_an_error_while_it_is_tried_again(lab, free_port):
    bridge = lab.bridge(free_port, connected=False)
    newest = newest_status(lab, 'link')
    wait_for_status(newest, lambda status: status.level == DiagnosticStatus.ERROR, 'an error')
    lab.wait_for_link_times(bridge, LinkState.CONNECTING, 3)
    seen = lab.subscribe(DiagnosticArray, '/diagnostics')
    wait_until(lambda: len(seen) > 2, 'more diagnostics')
    assert {
        status.level for array in seen for status in array.status if 'link' in status.name
    } == {DiagnosticStatus.ERROR}


def test_refused_key_is_an_error(lab):
    lab.bridge(lab.robot(auth_key='secret'), connected=False)
    newest = newest_status(lab, 'link')
    status = wait_for_status(
        newest, lambda each: each.level == DiagnosticStatus.ERROR, 'an error of the link'
    )
    assert 'refuses access' in status.message


def test_reconnects_are_counted(lab):
    robot = lab.robot()
    lab.bridge(robot)
    newest = newest_status(lab, 'link')
    robot.run(lambda each: each.faults.drop_connections())
    wait_for_status(newest, lambda each: values(each)['reconnects'] == '1', 'a reconnect')


def test_round_trip_that_is_too_long_is_a_warning_that_names_the_parameter(lab):
    lab.bridge(lab.robot(), **{'connection.ping_interval': 0.1, 'diagnostics.max_latency': 0.0})
    newest = newest_status(lab, 'link')
    status = wait_for_status(
        newest, lambda each: 'diagnostics.max_latency' in each.message, 'a warning'
    )
    assert status.level == DiagnosticStatus.WARN


def test_time_on_the_way_is_told(lab):
    lab.bridge(lab.robot(), **{'connection.ping_interval': 0.1})
    newest = newest_status(lab, 'link')
    status = wait_for_status(newest, lambda each: values(each)['transport_delay_ms'], 'a delay')
    assert float(values(status)['transport_delay_ms']) >= 0.0
    assert values(status)['transport_delay_subtracted'] == 'True'


def test_errors_of_the_robot_are_counted_and_the_last_one_is_told_in_one_line(lab):
    robot = lab.robot()
    lab.bridge(robot)
    newest = newest_status(lab, 'link')
    for text in ('first', r'it\nburns ' + 'x' * 1000):
        robot.call(
            lambda each, text=text: each.send_raw(f'{{"type": "error", "error": "{text}"}}')
        )
    status = wait_for_status(newest, lambda each: values(each)['robot errors'] == '2', 'errors')
    assert values(status)['last robot error'] == ('it burns ' + 'x' * 1000)[:200]


@pytest.mark.parametrize('subject', TOPICS)
def test_stream_that_nobody_wants_is_well(lab, subject):
    lab.bridge(lab.robot())
    newest = newest_status(lab, subject)
    status = wait_until(newest, 'diagnostics')
    assert status.level == DiagnosticStatus.OK
    assert values(status)['wanted'] == 'no'


@pytest.mark.parametrize('subject', TOPICS)
def test_stream_tells_who_wants_it_and_how_fast_it_comes(lab, subject):
    kind, topic = TOPICS[subject]
    lab.bridge(lab.robot())
    lab.subscribe(kind, topic)
    newest = newest_status(lab, subject)
    rate = {'camera': 'images', 'users': 'lists', 'sound': 'chunks'}[subject] + '_per_second'
    status = wait_for_status(newest, lambda each: float(values(each)[rate] or 0.0), 'a rate')
    found = values(status)
    assert found['wanted'] == {'sound': 'microphone'}.get(subject, subject)
    assert found[f'subscribers of {lab.full_name(topic)}'] == '1'
    assert int(found['received']) > 0
    assert float(found['last_message_age_s']) >= 0.0
    assert found['dropped'].isdigit()  # the robot is fast: a slow machine may drop some


def test_wanted_stream_that_brings_nothing_is_an_error(lab):
    lab.bridge(lab.robot(camera=False), **{'diagnostics.stale_after': 0.5})
    lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    newest = newest_status(lab, 'camera')
    status = wait_for_status(newest, lambda each: 'no images for' in each.message, 'an error')
    assert status.level == DiagnosticStatus.ERROR


def test_stream_that_comes_again_is_well_again(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'diagnostics.stale_after': 0.5, 'diagnostics.users_min_rate': 0.0})
    seen = lab.subscribe(Users, 'users')
    newest = newest_status(lab, 'users')
    robot.call(lambda each: each.faults.start('stall'))
    wait_for_status(newest, lambda each: each.level == DiagnosticStatus.ERROR, 'an error')
    robot.call(lambda each: each.faults.clear())
    before = len(seen)
    wait_until(lambda: len(seen) > before, 'more users')
    wait_for_status(newest, lambda each: each.level == DiagnosticStatus.OK, 'a good end')


def test_stream_that_is_too_slow_is_a_warning_that_names_the_parameter(lab):
    lab.bridge(lab.robot(speed=1.0, camera_fps=2.0))
    lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    newest = newest_status(lab, 'camera')
    status = wait_for_status(newest, lambda each: 'camera_min_rate' in each.message, 'a warning')
    assert status.level == DiagnosticStatus.WARN


def test_dropped_messages_are_a_warning(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'camera.queue_size': 1})
    newest = newest_status(lab, 'camera')
    robot.call(lambda each: each.faults.start('flood', kind='camera'))
    status = wait_for_status(newest, lambda each: 'dropped lately' in each.message, 'a warning')
    assert status.level == DiagnosticStatus.WARN


def test_time_to_the_first_sound_is_told(lab):
    lab.bridge(lab.robot())
    newest = newest_status(lab, 'speech')
    for text in ('one', 'two'):
        lab.send(Speak, 'speak', text=text).result()
    status = wait_for_status(newest, lambda each: values(each)['utterances'] == '2', 'utterances')
    assert float(values(status)['first_sound_last_ms']) >= 0.0
    assert float(values(status)['first_sound_median_ms']) > 0.0


def test_what_has_become_worse_is_published_before_its_time(lab, monkeypatch):
    monkeypatch.setattr('furhat_ros.bridge.health.diagnostics.PERIOD', 3600.0)
    robot = lab.robot()
    lab.bridge(robot)
    newest = newest_status(lab, 'link')
    robot.call(lambda each: each.faults.start('refuse'))
    robot.run(lambda each: each.faults.drop_connections())
    wait_for_status(newest, lambda each: each.level == DiagnosticStatus.ERROR, 'an error')


def test_report_that_fails_ends_nobody_else(lab):
    bridge = lab.bridge(lab.robot())

    def fail():
        raise RuntimeError('a mistake')

    bridge._context.reports.insert(0, fail)
    status = wait_until(newest_status(lab, 'diagnostics'), 'the failed report')
    assert status.level == DiagnosticStatus.ERROR
    assert 'a mistake' in status.message
    assert wait_until(newest_status(lab, 'link'), 'the others').level == DiagnosticStatus.OK


def test_worst_problem_of_a_report_gives_its_level_and_all_are_told():
    report = Report('it', 'all is well')
    assert report.status('node', 'robot').message == 'all is well'
    report.fail('broken')
    report.warn('slow')
    status = report.status('node', 'robot')
    assert (status.level, status.message) == (DiagnosticStatus.ERROR, 'broken; slow')
