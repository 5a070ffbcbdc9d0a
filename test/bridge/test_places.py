"""Places in frames other than base_link: for look_at, attend_location and the goals of attend."""

import importlib.util
import sys

import pytest
from action_msgs.msg import GoalStatus
from geometry_msgs.msg import PointStamped, Vector3
from rclpy.clock import Clock
from rclpy.duration import Duration
from tf2_msgs.msg import TFMessage

from furhat_ros.action import Attend
from furhat_ros.bridge.body.urdf import furhat
from furhat_ros.bridge.space.pose import from_angles
from furhat_ros.msg import Outcome
from furhat_ros.srv import AttendLocation, SetHeadPose

from .conftest import LATCHED, requests, wait_until
from .tf_tree import place, transform

LOCATION = Attend.Goal.LOCATION

with_tf2 = pytest.mark.skipif(
    not importlib.util.find_spec('tf2_ros'),
    reason='tf2_ros is not on PyPI; an installed ROS 2 has it',
)


@pytest.fixture
def robot(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', x=0.5, y=0.2, z=1.0))
    return robot


@pytest.fixture
def no_tf2(monkeypatch):
    monkeypatch.setitem(sys.modules, 'tf2_ros', None)


def asked(robot):
    """Give the places that the robot was asked to attend, in ROS axes."""
    return [
        pytest.approx((each['z'], each['x'], each['y']), abs=0.002)
        for each in requests(robot, 'request.attend.location')
    ]


def wait_for(robot, *places):
    """Wait until the robot was asked to attend these: a service answers when the request is sent."""
    wait_until(lambda: asked(robot) == [*places], f'{places}, in this order')


def now(seconds=0.0):
    return (Clock().now() + Duration(seconds=seconds)).to_msg()


# --- frames of this robot


def test_look_at_the_origin_of_a_users_frame_attends_where_the_user_is(lab, robot):
    lab.bridge(robot, frame_prefix='furhat/')
    lab.publish(PointStamped, 'look_at', place(0.0, 0.0, 0.0, 'furhat/user_anna'))
    wait_until(lambda: asked(robot), 'the place')
    (request,) = requests(robot, 'request.attend.location')
    assert (request['x'], request['y'], request['z']) == pytest.approx((0.5, 0.2, 1.0))
    assert robot.call(lambda each: each.attend.location) == pytest.approx((0.5, 0.2, 1.0))


def test_look_at_a_place_on_the_left_and_above_asks_for_positive_x_and_y_of_the_robot(lab, robot):
    lab.bridge(robot)
    lab.publish(PointStamped, 'look_at', place(1.0, 0.5, 0.25, 'base_link'))
    wait_until(lambda: asked(robot), 'the place')
    (request,) = requests(robot, 'request.attend.location')
    assert (request['x'], request['y'], request['z']) == (0.5, 0.25, 1.0)


def test_point_before_the_face_of_a_user_lies_between_them_and_the_robot(lab, robot):
    """As the user looks at the robot."""
    lab.bridge(robot)
    where = place(0.5, 0.0, 0.0, 'user_anna')
    assert lab.call(AttendLocation, 'attend_location', location=where).success
    left = 1 - 0.5 / (1.0**2 + 0.5**2 + 0.2**2) ** 0.5
    wait_for(robot, (1.0 * left, 0.5 * left, 0.2 * left))


def test_user_is_found_where_they_are_now_and_not_where_they_were(lab, robot):
    lab.bridge(robot)
    where = place(0.0, 0.0, 0.0, 'user_anna', stamp=now(-60.0))
    assert lab.call(AttendLocation, 'attend_location', location=where).success
    robot.call(lambda each: each.users.move('anna', x=-0.5))
    assert lab.call(AttendLocation, 'attend_location', location=where).success
    wait_for(robot, (1.0, 0.5, 0.2), (1.0, -0.5, 0.2))


def test_place_in_a_frame_of_the_head_turns_with_the_head_as_commanded(lab, robot):
    lab.bridge(robot, frame_prefix='furhat/')
    rotation = Vector3(x=0.1, y=0.2, z=0.3)
    assert lab.call(SetHeadPose, 'set_head_pose', rotation=rotation).success
    where = place(1.0, 0.0, 0.0, 'furhat/head_link')
    goal = lab.send(Attend, 'attend', target=LOCATION, location=where)
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    angles = {'neck_roll': 0.1, 'neck_tilt': 0.2, 'neck_pan': 0.3}
    wait_for(robot, furhat().pose('head_link', angles).outside((1.0, 0.0, 0.0)))


def test_place_in_the_camera_image_is_seen_from_the_camera(lab, robot):
    lab.bridge(robot)
    where = place(-0.2, 0.0, 2.0, 'camera_optical_frame')
    assert lab.call(AttendLocation, 'attend_location', location=where).success
    x, y, z = furhat().pose('camera_optical_frame', {}).place
    wait_for(robot, (x + 2.0, y + 0.2, z))


# --- without tf2


def test_foreign_frame_without_tf2_is_an_error_that_says_what_to_install(lab, robot, no_tf2):
    lab.bridge(robot)
    answer = lab.call(AttendLocation, 'attend_location', location=place(1.0, 0.0, 0.0, 'map'))
    assert not answer.success
    assert "'map'" in answer.message
    assert 'tf2-ros-py' in answer.message
    goal = lab.send(Attend, 'attend', target=LOCATION, location=place(1.0, 0.0, 0.0, 'map'))
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.FAILED
    assert 'tf2-ros-py' in goal.result().outcome.message
    assert not asked(robot)


def test_look_at_in_a_foreign_frame_without_tf2_is_told_in_the_log(lab, robot, no_tf2, node_log):
    lab.bridge(robot)
    lab.publish(PointStamped, 'look_at', place(1.0, 0.0, 0.0, 'map'))
    wait_until(lambda: [text for _, text in node_log if 'tf2-ros-py' in text], 'the warning')
    lab.publish(PointStamped, 'look_at', place(1.0, 0.0, 0.0))
    wait_for(robot, (1.0, 0.0, 0.0))


def test_users_and_body_are_found_without_tf2(lab, robot, no_tf2):
    lab.bridge(robot)
    for frame in ('user_anna', 'speaker_frame'):
        where = place(0.0, 0.0, 0.0, frame)
        assert lab.call(AttendLocation, 'attend_location', location=where).success
    wait_for(robot, (1.0, 0.5, 0.2), furhat().pose('speaker_frame', {}).place)


def test_frame_of_a_user_who_is_not_here_is_not_guessed(lab, robot, no_tf2):
    lab.bridge(robot)
    where = place(0.0, 0.0, 0.0, 'user_berta')
    answer = lab.call(AttendLocation, 'attend_location', location=where)
    assert not answer.success
    assert "'user_berta'" in answer.message


# --- with tf2


def fixed(lab, *transforms):
    """Publish transforms that do not change, for the rest of the test."""
    publisher = lab.node.create_publisher(TFMessage, '/tf_static', LATCHED)
    publisher.publish(TFMessage(transforms=list(transforms)))


QUARTER = from_angles(0.0, 0.0, 1.5707963267948966)
"""A turn to the left."""


@with_tf2
@pytest.mark.parametrize('way', ['topic', 'service', 'goal'])
def test_place_in_a_foreign_frame_is_found_through_tf(lab, robot, way):
    """A table 2 m ahead and 1 m to the left, whose x axis points to the robot's left."""
    lab.bridge(robot, frame_prefix='furhat/')
    fixed(lab, transform('furhat/base_link', 'table', 2.0, 1.0, -0.3, now(), QUARTER))
    where = place(0.5, 0.0, 0.1, 'table')
    if way == 'topic':
        lab.publish(PointStamped, 'look_at', where)
    elif way == 'service':
        assert lab.call(AttendLocation, 'attend_location', location=where).success
    else:
        goal = lab.send(Attend, 'attend', target=LOCATION, location=where)
        assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    wait_for(robot, (2.0, 1.5, -0.2))


@with_tf2
def test_robot_that_stands_in_a_map_finds_places_of_the_map(lab, robot):
    lab.bridge(robot, frame_prefix='furhat/')
    fixed(lab, transform('map', 'furhat/base_link', 5.0, 3.0, 1.2, now(), QUARTER))
    where = place(5.0, 5.0, 1.2, 'map')
    answer = lab.call(AttendLocation, 'attend_location', location=where)
    assert answer.success, answer.message
    wait_for(robot, (2.0, 0.0, 0.0))


@with_tf2
def test_stamp_of_the_point_says_when_its_frame_is_looked_at(lab, robot):
    lab.bridge(robot)
    publisher = lab.node.create_publisher(TFMessage, '/tf', 100)
    # A first question, so that the bridge listens before the ball flies.
    fixed(lab, transform('base_link', 'table', 1.0, 0.0, 0.0, now()))
    where = place(0.0, 0.0, 0.0, 'table')
    assert lab.call(AttendLocation, 'attend_location', location=where).success
    wait_until(publisher.get_subscription_count, 'the listener')
    start = Clock().now()

    def at(seconds):
        return (start + Duration(seconds=seconds)).to_msg()

    ball = [transform('base_link', 'ball', 1.0 + s, 0.0, 0.0, at(s)) for s in (0.0, 1.0, 2.0)]
    publisher.publish(TFMessage(transforms=ball))
    for stamp in (at(0.5), None):
        where = place(0.0, 0.0, 0.0, 'ball', stamp=stamp)
        answer = lab.call(AttendLocation, 'attend_location', location=where)
        assert answer.success, answer.message
    wait_for(robot, (1.0, 0.0, 0.0), (1.5, 0.0, 0.0), (3.0, 0.0, 0.0))


@with_tf2
def test_frame_that_tf_does_not_know_is_an_error_in_words(lab, robot):
    lab.bridge(robot, **{'look_at.tf_timeout': 0.05})
    where = place(0.0, 0.0, 0.0, 'nowhere')
    answer = lab.call(AttendLocation, 'attend_location', location=where)
    assert not answer.success
    assert "where 'nowhere' is" in answer.message
    assert 'does not exist' in answer.message
    assert not asked(robot)


@with_tf2
def test_goal_that_waits_for_tf_can_be_canceled_at_once(lab, robot):
    lab.bridge(robot, **{'look_at.tf_timeout': 10.0})
    goal = lab.send(Attend, 'attend', target=LOCATION, location=place(0.0, 0.0, 0.0, 'nowhere'))
    assert not goal.ended
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert not asked(robot)


@with_tf2
def test_goal_that_waited_for_tf_does_not_take_the_attention_from_a_newer_one(lab, robot):
    lab.bridge(robot, **{'look_at.tf_timeout': 10.0})
    old = lab.send(Attend, 'attend', target=LOCATION, location=place(0.0, 0.0, 0.0, 'table'))
    new = lab.send(Attend, 'attend', target=Attend.Goal.USER, user_id='anna', hold=True)
    wait_until(lambda: new.feedback, 'the newer goal')
    fixed(lab, transform('base_link', 'table', 1.0, 0.0, 0.0, now()))
    assert old.result().outcome.code == Outcome.STOPPED
    assert not asked(robot)
    assert not new.ended
    new.cancel()
    assert new.status() == GoalStatus.STATUS_CANCELED


@with_tf2
def test_broken_transform_of_somebody_else_makes_no_request(lab, robot):
    lab.bridge(robot, **{'look_at.tf_timeout': 0.05})
    fixed(lab, transform('base_link', 'mad', 1e30, 0.0, 0.0, now()))
    answer = lab.call(AttendLocation, 'attend_location', location=place(0.0, 0.0, 0.0, 'mad'))
    assert not answer.success
    assert not asked(robot)


def test_bridge_listens_to_tf_only_when_it_is_asked_about_a_foreign_frame(lab, robot):
    lab.bridge(robot)
    where = place(0.0, 0.0, 0.0, 'user_anna')
    assert lab.call(AttendLocation, 'attend_location', location=where).success
    bridge = ('furhat_bridge', lab.node.get_namespace())

    def topics():
        return {name for name, _ in lab.node.get_subscriber_names_and_types_by_node(*bridge)}

    wait_until(lambda: lab.full_name('look_at') in topics(), 'the subscriptions of the bridge')
    assert not {'/tf', '/tf_static'} & topics()
