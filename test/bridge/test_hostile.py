"""A robot that sends anything but what it should."""

import pytest
from action_msgs.msg import GoalStatus
from audio_common_msgs.msg import AudioDataStamped
from diagnostic_msgs.msg import DiagnosticArray
from sensor_msgs.msg import CompressedImage

from furhat_ros.action import Speak
from furhat_ros.msg import Users
from furhat_ros.srv import GetSystemStatus, GetUsers

from .conftest import wait_until

BROKEN = {
    'not-json': {'not JSON'},
    'not-an-object': {'not an object'},
    'no-type': {'no type'},
    'wrong-types': {'wrong type', 'no type'},
    'missing-fields': {'missing field', 'no type'},
    'deep-nesting': {'not JSON'},
    'huge-numbers': {'wrong type'},
    'nan': {'not JSON'},
    'bad-base64': {'bad base64'},
    'cut-off-jpeg': {'truncated JPEG', 'not a JPEG'},
    'jpeg-bomb': {'JPEG too large'},
    'odd-pcm': {'odd PCM'},
    'binary': {'binary frame'},
}

FATAL = {
    'bad-utf8': 'what the robot sent',
    'bad-frame': 'what the robot sent',
    'oversize': 'a frame of more than 16777216 bytes',
}


@pytest.fixture
def robot(lab):
    robot = lab.robot(visitors=2)
    lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    lab.subscribe(AudioDataStamped, 'microphone/audio_stamped')
    lab.subscribe(Users, 'users')
    return robot


@pytest.fixture
def bridge(lab, robot):
    return lab.bridge(robot)


def start(robot, name, **fields):
    robot.call(lambda each: each.faults.start(name, **fields))


def diagnosed(lab):
    """Give a function that gives the newest values of the diagnostics."""
    seen = lab.subscribe(DiagnosticArray, '/diagnostics')

    def newest():
        mine = [
            status
            for array in list(seen)
            for status in array.status
            if status.name == f'{lab.full_name("furhat_bridge")}: link'.lstrip('/')
        ]
        return {each.key: each.value for each in mine[-1].values} if mine else {}

    return newest


def assert_all_is_well(lab, robot):
    robot.call(lambda each: each.faults.clear())
    goal = lab.send(Speak, 'speak', text='still here')
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED


@pytest.mark.parametrize('kind', BROKEN)
def test_broken_frames_are_counted_by_kind_and_nothing_else_happens(lab, robot, bridge, kind):
    newest = diagnosed(lab)
    start(robot, 'garble', kind=kind)
    wait_until(lambda: sum(bridge.robot.violations[each] for each in BROKEN[kind]) > 5, kind)
    assert_all_is_well(lab, robot)
    wait_until(
        lambda: any(newest().get(f'broken frames: {each}') for each in BROKEN[kind]), 'a count'
    )
    assert bridge.robot.status.connects == 1


@pytest.mark.parametrize('kind', FATAL)
def test_frame_that_breaks_the_connection_is_told_and_the_link_comes_back(
    lab, robot, bridge, kind
):
    reasons = []
    bridge.robot.watch(lambda status: reasons.append(status.reason))
    start(robot, 'garble', kind=kind, nth=5)
    wait_until(lambda: any(FATAL[kind] in reason for reason in reasons), 'the reason')
    robot.call(lambda each: each.faults.clear())
    # A frame of this kind may still be on its way: the answer comes behind it.
    wait_until(lambda: lab.call(GetSystemStatus, 'get_system_status').success, 'the link')
    assert_all_is_well(lab, robot)


@pytest.mark.parametrize('kind', ['strange-text', 'any'])
def test_strange_frames_do_no_harm(lab, robot, bridge, kind):
    start(robot, 'garble', kind=kind, share=0.5)
    before = bridge.robot.status.connects
    # All at once: an answer that was garbled is waited for, and five in a row would take half a minute.
    answers = [lab.call_later(GetUsers, 'get_users') for _ in range(5)]
    counts = bridge.robot.violations, bridge.robot.oddities
    wait_until(lambda: sum(each.total() for each in counts) > 200, 'strange frames')
    wait_until(lambda: all(each.done() for each in answers), 'an end of each call')
    assert_all_is_well(lab, robot)
    assert bridge.robot.status.connects == before


@pytest.mark.parametrize(
    ('fault', 'oddity'),
    [
        ('duplicate', 'answer that nobody waits for'),
        ('stray', "answer to nobody's request here"),
    ],
)
def test_answers_that_nobody_waits_for_are_counted(lab, robot, bridge, fault, oddity):
    newest = diagnosed(lab)
    start(robot, fault)
    assert lab.call(GetSystemStatus, 'get_system_status').success
    wait_until(lambda: bridge.robot.oddities[oddity], oddity)
    wait_until(lambda: newest().get(f'unusual: {oddity}'), 'a count')
    assert_all_is_well(lab, robot)


@pytest.mark.parametrize('fault', ['duplicate', 'reorder', 'stray', 'late'])
def test_goal_succeeds_though_answers_come_twice_late_or_in_another_order(lab, robot, fault):
    lab.bridge(robot)
    start(robot, fault)
    goal = lab.send(Speak, 'speak', text='one two three')
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED


def test_unknown_events_are_counted(lab, robot, bridge):
    newest = diagnosed(lab)
    start(robot, 'garble', kind='unknown-event')
    wait_until(lambda: newest().get('unusual: unknown event'), 'a count')
    assert not bridge.robot.violations


@pytest.mark.parametrize(
    'kind', ['users', 'camera', 'audio', 'words', 'replies', 'unknown', 'garbage']
)
def test_flood_does_not_keep_a_service_from_its_answer(lab, robot, bridge, kind):
    start(robot, 'flood', kind=kind)
    for _ in range(10):
        assert lab.call(GetSystemStatus, 'get_system_status').success
    assert_all_is_well(lab, robot)
