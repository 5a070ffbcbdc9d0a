"""The tf frame of every user, and the markers: the first half of them fixes what is left, up, and forward."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visualization_msgs.msg import Marker, MarkerArray

from furhat_ros.bridge.people.markers import DIRECTION, HEAD, NAME
from furhat_ros.bridge.people.user_frames import user_pose
from furhat_ros.bridge.space.pose import turned
from furhat_ros.msg import Users
from furhat_ros.protocol.users import User, Vector

from .conftest import requests, wait_until
from .tf_tree import Tree

metres = st.floats(-50.0, 50.0)
degrees = st.floats(-180.0, 180.0)
vectors = st.builds(Vector, x=metres, y=metres, z=metres)
rotations = st.builds(Vector, x=degrees, y=degrees, z=degrees)


@pytest.fixture
def robot(lab):
    return lab.robot()


def add(robot, id='anna', **where):
    robot.call(lambda each: each.users.add(id=id, **where))


def markers_of(lab):
    """Give the markers of the newest message by part and number, once there are some."""
    seen = lab.subscribe(MarkerArray, 'users/markers')

    def newest():
        return {(each.ns, each.id): each for each in seen[-1].markers} if seen else {}

    wait_until(newest, 'markers')
    return newest


# --- where


def test_user_one_metre_ahead_and_half_a_metre_to_the_left_is_there_in_tf(lab, robot):
    add(robot, x=0.5, y=0.2, z=1.0)
    lab.bridge(robot, frame_prefix='furhat/')
    Tree(lab).wait_for('furhat/user_anna', (0.0, 0.0, 0.0), (1.0, 0.5, 0.2))


def test_user_on_the_left_is_on_the_left_half_of_a_map_seen_from_above(lab, robot):
    """A map in which ahead is up, so that its left is the side of +y."""
    add(robot, 'left', x=0.5, y=0.0, z=1.0)
    add(robot, 'right', x=-0.5, y=0.0, z=1.0)
    lab.bridge(robot)
    tree = Tree(lab)
    wait_until(lambda: {'user_left', 'user_right'} <= tree.parents.keys(), 'both')
    column = {name: -tree.pose(f'user_{name}', 'base_link').place[1] for name in ('left', 'right')}
    assert column['left'] < 0 < column['right']


def test_frame_has_the_stamp_of_the_users_message_and_base_link_as_its_parent(lab, robot):
    add(robot)
    lab.bridge(robot, frame_prefix='me/')
    tree, users = Tree(lab), lab.subscribe(Users, 'users')
    wait_until(
        lambda: (
            'me/user_anna' in tree.newest
            and tree.newest['me/user_anna'].header in [each.header for each in users]
        ),
        'the same header',
    )


def test_frame_follows_the_user_and_ends_with_them(lab, robot):
    add(robot)
    add(robot, 'berta', z=3.0)
    lab.bridge(robot)
    tree = Tree(lab)
    tree.wait_for('user_anna', (0.0, 0.0, 0.0), (1.2, 0.0, 0.1))
    robot.call(lambda each: each.users.move('anna', x=-0.5, z=2.0))
    tree.wait_for('user_anna', (0.0, 0.0, 0.0), (2.0, -0.5, 0.1))
    robot.call(lambda each: each.users.remove('anna'))

    def stamps():
        return [tree.newest[f'user_{name}'].header.stamp for name in ('anna', 'berta')]

    wait_until(lambda: stamps()[1].sec - stamps()[0].sec > 1, 'berta alone')


def test_ids_of_every_kind_become_frames_of_their_own(lab, robot):
    for number, name in enumerate(['user-1', 'user_1', '/tf', '', 'é ü', '1']):
        add(robot, name, x=0.1 * number)
    lab.bridge(robot)
    tree = Tree(lab)
    expected = {'user_user_1', 'user_user_1_2', 'user_tf', 'user_id', 'user_id_2', 'user_id_1'}
    wait_until(
        lambda: expected <= {name for name in tree.parents if name.startswith('user_')}, 'all'
    )


# --- which way


@pytest.mark.parametrize('told', [True, False], ids=['told', 'not told'])
@pytest.mark.parametrize('where', [(0.5, 0.3, 1.0), (-0.5, -0.3, 1.0), (0.0, 0.0, 1.0)], ids=str)
def test_axis_of_a_face_that_looks_at_the_robot_ends_at_it(lab, told, where):
    robot = lab.robot(users_rotation=told)
    add(robot, **dict(zip('xyz', where, strict=True)))
    lab.bridge(robot)
    distance = math.hypot(*where)
    Tree(lab).wait_for('user_anna', (distance, 0.0, 0.0), (0.0, 0.0, 0.0), within=0.01)


def test_face_that_turns_to_its_left_looks_to_the_right_of_the_robot():
    """Their left is the robot's right: a positive turn about the common upward axis."""
    pose = user_pose(User('a', location=Vector(0.0, 0.0, 1.0), rotation=Vector(0.0, 30.0, 0.0)))
    x, y, _ = turned(pose.turn, (1.0, 0.0, 0.0))
    assert x < 0
    assert y < -0.4


def test_face_with_positive_pitch_looks_up_as_the_virtual_robot_has_it(lab, robot):
    """About the robot's left axis: + is down for a nose that points forward, and up for one that points back."""
    pose = user_pose(User('a', location=Vector(0.0, 0.0, 1.0), rotation=Vector(30.0, 0.0, 0.0)))
    assert turned(pose.turn, (1.0, 0.0, 0.0))[2] > 0.4


@given(vectors, rotations | st.none())
def test_pose_of_a_user_is_a_place_and_a_turn_that_tf_takes(location, rotation):
    pose = user_pose(User('a', location=location, rotation=rotation))
    assert pose.place == (location.z, location.x, location.y)
    assert math.hypot(*pose.turn) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    'location',
    [None, Vector(math.nan, 0.0, 1.0), Vector(0.0, math.inf, 1.0), Vector(0.0, 0.0, 1e300)],
    ids=str,
)
def test_user_without_a_place_has_no_pose(location):
    assert user_pose(User('a', location=location)) is None


def test_user_without_a_place_has_no_frame_and_is_counted(lab, robot):
    add(robot, 'far', z=1e9)
    add(robot, 'near', z=1.0)
    bridge = lab.bridge(robot)
    tree = Tree(lab)
    wait_until(lambda: 'user_near' in tree.parents, 'a frame')
    assert 'user_far' not in tree.parents
    assert bridge.robot.oddities['user without a place']


# --- for whom


def test_listener_of_tf_makes_the_robot_send_users(lab, robot):
    lab.bridge(robot)
    Tree(lab)
    wait_until(lambda: requests(robot, 'request.users.start'), 'the start')


def test_listener_of_tf_makes_the_robot_send_nothing_if_told_so(lab, robot):
    add(robot)
    lab.bridge(robot, **{'users.tf': False})
    tree = Tree(lab)
    wait_until(lambda: 'head_link' in tree.parents, 'the body')
    assert not requests(robot, 'request.users.start')
    users = lab.subscribe(Users, 'users')
    wait_until(lambda: len(users) > 3, 'users')
    assert 'user_anna' not in tree.parents


# --- markers


def test_markers_show_head_direction_and_name_where_the_user_is(lab, robot):
    add(robot, x=0.5, y=0.2, z=1.0)
    lab.bridge(robot, frame_prefix='furhat/')
    newest = markers_of(lab)
    assert {part for part, _ in newest()} == {HEAD, DIRECTION, NAME}
    ((_, head),) = [each for each in newest().items() if each[0][0] == HEAD]
    assert head.header.frame_id == 'furhat/base_link'
    position = head.pose.position
    assert (position.x, position.y, position.z) == pytest.approx((1.0, 0.5, 0.2))
    ((_, name),) = [each for each in newest().items() if each[0][0] == NAME]
    assert name.text == 'anna  1.1 m'
    ((_, arrow),) = [each for each in newest().items() if each[0][0] == DIRECTION]
    turn = arrow.pose.orientation
    x, y, _ = turned((turn.x, turn.y, turn.z, turn.w), (1.0, 0.0, 0.0))
    assert (x, y) == pytest.approx((-0.88, -0.44), abs=0.02)


def test_attended_user_has_another_colour(lab, robot):
    add(robot, 'anna', attended=True)
    add(robot, 'berta', attended=False)
    lab.bridge(robot)
    newest = markers_of(lab)
    colours = {(each.color.r, each.color.g) for each in newest().values() if each.ns == HEAD}
    assert len(colours) == 2


def test_marker_keeps_its_number_and_is_deleted_with_its_user(lab, robot):
    add(robot, 'anna', z=1.0)
    lab.bridge(robot)
    seen = lab.subscribe(MarkerArray, 'users/markers')
    wait_until(lambda: seen, 'anna')
    add(robot, 'berta', z=0.5)
    wait_until(lambda: len(seen[-1].markers) == 6, 'both')
    robot.call(lambda each: each.users.remove('anna'))
    deleted = wait_until(
        lambda: [
            (each.ns, each.id)
            for message in seen
            for each in message.markers
            if each.action == Marker.DELETE
        ],
        'the end of anna',
    )
    numbers = {each.id for each in seen[0].markers}
    assert sorted(deleted) == sorted((part, *numbers) for part in (HEAD, DIRECTION, NAME))
    assert all(each.lifetime.sec for each in seen[0].markers)


def test_markers_make_the_robot_send_users(lab, robot):
    lab.bridge(robot)
    lab.subscribe(MarkerArray, 'users/markers')
    wait_until(lambda: requests(robot, 'request.users.start'), 'the start')
