"""The action attend, its services, and the topics attention and look_at."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from action_msgs.msg import GoalStatus
from geometry_msgs.msg import Point, PointStamped
from std_msgs.msg import Header
from std_srvs.srv import Trigger

from furhat_ros.action import Attend
from furhat_ros.msg import Attention, Outcome
from furhat_ros.protocol.attend import AttendStatus
from furhat_ros.srv import AttendLocation, AttendUser

from .conftest import LATCHED, ask_from_elsewhere, requests, wait_until

Wanted = Attend.Goal


def place(x, y, z, frame=''):
    return PointStamped(header=Header(frame_id=frame), point=Point(x=x, y=y, z=z))


def target(robot):
    return robot.call(lambda each: each.attend.target)


@pytest.fixture
def robot(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', x=0.3, y=0.1, z=1.0))
    robot.call(lambda each: each.users.add(id='berta', x=-0.3, y=0.1, z=2.0))
    return robot


def test_user_is_attended_and_the_goal_succeeds(lab, robot):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.USER, user_id='berta')
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert goal.result().current == 'berta'
    assert target(robot) == 'berta'


def test_closest_user_is_attended(lab, robot):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.CLOSEST)
    assert goal.result().current == 'anna'


def test_place_ahead_left_and_up_arrives_in_the_axes_of_the_robot(lab, robot):
    lab.bridge(robot, frame_prefix='furhat/')
    where = place(1.0, 0.5, 0.25, 'furhat/base_link')
    goal = lab.send(Attend, 'attend', target=Wanted.LOCATION, location=where)
    assert goal.result().current == Attention.LOCATION
    (asked,) = requests(robot, 'request.attend.location')
    assert (asked['x'], asked['y'], asked['z']) == (0.5, 0.25, 1.0)


def test_speed_and_slack_arrive_in_the_units_of_the_robot(lab, robot):
    lab.bridge(robot)
    lab.send(
        Attend,
        'attend',
        target=Wanted.CLOSEST,
        speed=Wanted.XFAST,
        use_slack=True,
        slack_pitch=math.radians(30),
        slack_yaw=math.radians(20),
        slack_timeout=-1.0,
    ).result()
    (asked,) = requests(robot, 'request.attend.user')
    assert asked['speed'] == 'xfast'
    assert (asked['slack_pitch'], asked['slack_yaw']) == pytest.approx((30.0, 20.0))
    assert asked['slack_timeout'] == -1


def test_without_wishes_speed_and_slack_are_left_to_the_robot(lab, robot):
    lab.bridge(robot)
    lab.send(Attend, 'attend', target=Wanted.CLOSEST).result()
    (asked,) = requests(robot, 'request.attend.user')
    assert not {'speed', 'slack_pitch', 'slack_yaw', 'slack_timeout'} & set(asked)


def test_attending_what_is_attended_already_succeeds(lab, robot):
    lab.bridge(robot)
    for _ in range(2):
        goal = lab.send(Attend, 'attend', target=Wanted.USER, user_id='anna')
        assert goal.status() == GoalStatus.STATUS_SUCCEEDED


def test_held_goal_stays_until_it_is_canceled_and_then_lets_go(lab, robot):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.USER, user_id='anna', hold=True)
    wait_until(lambda: goal.feedback, 'the confirmation')
    assert not goal.ended
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    wait_until(lambda: target(robot) == 'nobody', 'the release')


def test_held_goal_tells_who_is_closest_when_that_changes(lab, robot):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.CLOSEST, hold=True)
    wait_until(lambda: goal.feedback, 'the confirmation')
    robot.call(lambda each: each.users.remove('anna'))
    wait_until(lambda: goal.feedback[-1].current == 'berta', 'the other user')
    assert not goal.ended
    goal.cancel()


@pytest.mark.parametrize('newer', ['goal', 'service', 'topic'])
def test_newer_request_ends_the_held_goal_and_is_not_undone(lab, robot, newer):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.USER, user_id='anna', hold=True)
    wait_until(lambda: goal.feedback, 'the confirmation')
    if newer == 'goal':
        lab.send(Attend, 'attend', target=Wanted.LOCATION, location=place(1.0, 0.0, 0.0)).result()
    elif newer == 'service':
        assert lab.call(AttendLocation, 'attend_location', location=place(1.0, 0.0, 0.0)).success
    else:
        lab.publish(PointStamped, 'look_at', place(1.0, 0.0, 0.0))
    assert goal.result().outcome.code == Outcome.STOPPED
    wait_until(lambda: target(robot) == 'location', 'the newer target')
    assert not requests(robot, 'request.attend.nobody')


def test_other_client_that_takes_the_attention_ends_the_held_goal(lab, robot):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.USER, user_id='anna', hold=True)
    wait_until(lambda: goal.feedback, 'the confirmation')
    ask_from_elsewhere(robot, 'request.attend.nobody')
    assert goal.result().outcome.code == Outcome.STOPPED
    assert 'nobody' in goal.result().outcome.message


@pytest.mark.parametrize(
    ('service', 'fields', 'expected'),
    [
        ('attend_user', {'user_id': 'berta'}, 'berta'),
        ('attend_user', {}, 'closest'),
        ('attend_location', {'location': place(1.0, 0.0, 0.0)}, 'location'),
    ],
    ids=str,
)
def test_services_attend(lab, robot, service, fields, expected):
    lab.bridge(robot)
    kind = AttendUser if service == 'attend_user' else AttendLocation
    assert lab.call(kind, service, **fields).success
    wait_until(lambda: target(robot) == expected, 'the target')
    assert lab.call(Trigger, 'attend_nobody').success
    wait_until(lambda: target(robot) == 'nobody', 'the release')


def test_unknown_user_is_refused_with_the_ones_that_are_there(lab, robot):
    lab.bridge(robot)
    response = lab.call(AttendUser, 'attend_user', user_id='carla')
    assert not response.success
    assert 'anna, berta' in response.message
    goal = lab.send(Attend, 'attend', target=Wanted.USER, user_id='carla')
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert 'anna, berta' in goal.result().outcome.message
    assert not requests(robot, 'request.attend.user')


@pytest.mark.parametrize(
    'fields',
    [
        {'target': 4},
        {'target': Wanted.USER},
        {'target': Wanted.CLOSEST, 'speed': 6},
        {'target': Wanted.CLOSEST, 'use_slack': True, 'slack_yaw': math.nan},
        {'target': Wanted.LOCATION, 'location': place(math.nan, 0.0, 0.0)},
        {'target': Wanted.LOCATION, 'location': place(1.0, math.inf, 0.0)},
    ],
    ids=str,
)
def test_goal_that_makes_no_sense_is_rejected_and_not_sent(lab, robot, fields):
    lab.bridge(robot)
    assert not lab.send(Attend, 'attend', **fields).accepted
    assert not [each for each in requests(robot) if each['type'].startswith('request.attend')]


def test_attention_is_latched_and_follows_the_robot(lab, robot):
    lab.bridge(robot)
    lab.send(Attend, 'attend', target=Wanted.CLOSEST).result()
    seen = lab.subscribe(Attention, 'attention', LATCHED)
    wait_until(lambda: seen, 'the latched value')
    assert (seen[-1].target, seen[-1].current) == ('closest', 'anna')
    robot.call(lambda each: each.users.clear())
    wait_until(lambda: seen[-1].current == 'nobody', 'the empty room')
    assert seen[-1].target == 'closest'


def test_attention_is_unknown_without_a_link(lab, robot):
    lab.bridge(robot, **{'connection.retry_first': 60.0, 'connection.retry_max': 60.0})
    lab.send(Attend, 'attend', target=Wanted.CLOSEST).result()
    seen = lab.subscribe(Attention, 'attention', LATCHED)
    wait_until(lambda: seen, 'the latched value')
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: len(seen) > 1, 'the change')
    assert (seen[-1].target, seen[-1].current) == ('', '')


def test_lost_link_aborts_the_held_goal_with_the_reason(lab, robot):
    lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Wanted.CLOSEST, hold=True)
    wait_until(lambda: goal.feedback, 'the confirmation')
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.result().outcome.code == Outcome.LINK_LOST


def test_late_news_of_an_older_request_does_not_end_the_held_goal(lab, robot):
    bridge = lab.bridge(robot)
    lab.send(Attend, 'attend', target=Wanted.CLOSEST).result()
    told = []  # not from the latched topic, which may leave out what was followed at once
    bridge.robot.subscribe(AttendStatus, lambda status: told.append(status.target))
    robot.call(lambda each: each.faults.start('delay', seconds=3.0))
    assert lab.call(Trigger, 'attend_nobody').success
    goal = lab.send(Attend, 'attend', target=Wanted.CLOSEST, hold=True)
    wait_until(lambda: told == ['nobody', 'closest'], 'both')
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED


def test_of_two_goals_that_come_together_one_holds_and_the_other_ends(lab, robot):
    lab.bridge(robot)
    lab.send(Attend, 'attend', target=Wanted.NOBODY).result()

    def hold(user):
        return lab.send(Attend, 'attend', target=Wanted.USER, user_id=user, hold=True)

    with ThreadPoolExecutor() as pool:
        goals = list(pool.map(hold, ('anna', 'berta')))
    wait_until(lambda: any(goal.ended for goal in goals), 'the end of one')
    (holding,) = (goal for goal in goals if not goal.ended)
    (ended,) = (goal for goal in goals if goal.ended)
    assert ended.result().outcome.code == Outcome.STOPPED
    holding.cancel()
    assert holding.status() == GoalStatus.STATUS_CANCELED
