"""The topic users."""

import math

import pytest
from sensor_msgs.msg import CompressedImage

from furhat_ros.bridge.body.urdf import furhat
from furhat_ros.bridge.people.users import user_message
from furhat_ros.bridge.space.pose import turned
from furhat_ros.msg import Users
from furhat_ros.protocol.users import Box, User, Vector
from furhat_ros.srv import GetUsers

from .conftest import requests, wait_until


def test_user_ahead_and_to_the_left_of_the_robot_has_positive_x_and_y(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', x=0.5, y=0.1, z=1.0))
    lab.bridge(robot)
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen and seen[-1].users, 'a user')
    (user,) = seen[-1].users
    assert user.id == 'anna'
    assert (user.position.x, user.position.y, user.position.z) == pytest.approx((1.0, 0.5, 0.1))


def test_users_come_nearest_first_with_stamp_and_frame(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='far', x=0.0, y=0.0, z=2.0))
    robot.call(lambda each: each.users.add(id='near', x=0.0, y=0.0, z=1.0))
    lab.bridge(robot, frame_prefix='furhat/')
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen, 'users')
    assert [user.id for user in seen[-1].users] == ['near', 'far']
    assert [user.distance for user in seen[-1].users] == pytest.approx([1.0, 2.0], abs=0.01)
    assert seen[-1].header.frame_id == 'furhat/base_link'
    assert seen[-1].header.stamp.sec > 0


def test_empty_room_is_an_empty_list(lab):
    lab.bridge(lab.robot())
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen, 'a message')
    assert seen[-1].users == []


def test_robot_sends_users_only_while_somebody_subscribes(lab):
    robot = lab.robot()
    lab.bridge(robot)
    assert not requests(robot, 'request.users.start')
    with lab.subscribed(Users, 'users'):
        wait_until(lambda: requests(robot, 'request.users.start'), 'the start')
    wait_until(lambda: requests(robot, 'request.users.stop'), 'the stop')


def test_stream_starts_again_after_the_link_was_lost(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen, 'users')
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: len(requests(robot, 'request.users.start')) == 2, 'the second start')
    before = len(seen)
    wait_until(lambda: len(seen) > before, 'users on the new link')


def test_stream_mode_always_needs_no_subscriber(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'users.stream': 'always'})
    wait_until(lambda: requests(robot, 'request.users.start'), 'the start')


def test_stream_mode_never_ignores_subscribers(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'users.stream': 'never', 'camera.stream': 'on_demand'})
    lab.subscribe(Users, 'users')
    lab.wait_until_served('users')
    lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    wait_until(lambda: requests(robot, 'request.camera.start'), 'the start of what came later')
    assert not requests(robot, 'request.users.start')


def test_head_rotation_becomes_roll_pitch_yaw_in_radians():
    rotation = user_message(User('a', rotation=Vector(x=10.0, y=20.0, z=30.0))).rotation
    assert (rotation.x, rotation.y, rotation.z) == pytest.approx(
        (math.radians(30), math.radians(10), math.radians(20))
    )


def test_what_the_robot_does_not_tell_is_nan_and_no_box():
    message = user_message(User('a'))
    numbers = [message.position.x, message.distance, message.rotation.z, message.attending]
    assert all(math.isnan(number) for number in numbers)
    assert not message.has_box


def test_missing_distance_is_computed_from_the_position():
    message = user_message(User('a', location=Vector(x=2.0, y=1.0, z=2.0)))
    assert message.distance == pytest.approx(3.0)


@pytest.mark.parametrize(('x', 'y', 'z'), [(0.0, 0.0, 0.9), (0.4, 0.1, 1.2), (-0.8, -0.1, 2.0)])
def test_box_is_around_the_pixel_where_the_camera_of_the_body_sees_the_position(lab, x, y, z):
    robot = lab.robot(field_of_view=60.0)
    robot.call(lambda each: each.users.add(id='anna', x=x, y=y, z=z))
    lab.bridge(robot)
    (user,) = lab.call(GetUsers, 'get_users').users.users
    right, down, ahead = in_camera((user.position.x, user.position.y, user.position.z))
    focal_length = 320 / math.tan(math.radians(30))
    column = user.box.x_offset + user.box.width / 2
    row = user.box.y_offset + user.box.height / 2
    assert column == pytest.approx(320 + focal_length * right / ahead, abs=2)
    assert row == pytest.approx(240 + focal_length * down / ahead, abs=2)


def in_camera(point):
    """Give a point of the robot's frame in the optical frame of the URDF."""
    camera = furhat().pose('camera_optical_frame', {})
    x, y, z, w = camera.turn
    away = tuple(one - other for one, other in zip(point, camera.place, strict=True))
    return turned((-x, -y, -z, w), away)


@pytest.mark.parametrize(
    ('box', 'expected'),
    [
        (Box(10.4, 20.0, 100.0, 120.0), (10, 20, 100, 120)),
        (Box(-20.0, -10.0, 50.0, 60.0), (0, 0, 30, 50)),
        (Box(600.0, 400.0, 100.0, 100.0), (600, 400, 40, 80)),
        (Box(700.0, 500.0, 10.0, 10.0), (640, 480, 0, 0)),
        (Box(10.0, 10.0, -5.0, -5.0), (10, 10, 0, 0)),
    ],
    ids=['inside', 'over the top left', 'over the bottom right', 'outside', 'negative size'],
)
def test_box_is_cut_to_the_image(box, expected):
    region = user_message(User('a', camera=box)).box
    assert (region.x_offset, region.y_offset, region.width, region.height) == expected


def test_users_are_given_once_when_asked_for(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', x=0.5, y=0.1, z=1.0))
    lab.bridge(robot)
    response = lab.call(GetUsers, 'get_users')
    assert response.success
    (user,) = response.users.users
    assert (user.id, user.position.x, user.position.y) == ('anna', 1.0, 0.5)
    assert not requests(robot, 'request.users.start')
