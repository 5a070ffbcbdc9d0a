"""The URDF, what is computed from it, and the topics that show it."""

import math
from xml.etree import ElementTree

import pytest
from geometry_msgs.msg import Vector3, Vector3Stamped
from hypothesis import given
from hypothesis import strategies as st
from sensor_msgs.msg import JointState
from std_msgs.msg import String
from std_srvs.srv import Trigger
from tf2_msgs.msg import TFMessage

from furhat_ros.action import AnimateFace, Attend
from furhat_ros.bridge.body.urdf import furhat
from furhat_ros.bridge.space.pose import Pose, from_angles
from furhat_ros.msg import Keyframe, Users
from furhat_ros.srv import AttendLocation, AttendUser, SendEvent, SetHeadPose

from .conftest import LATCHED, wait_until
from .tf_tree import Tree, place

BODY = furhat()
LIMIT = 0.873

angles = st.fixed_dictionaries(
    dict.fromkeys(('neck_pan', 'neck_tilt', 'neck_roll'), st.floats(-LIMIT, LIMIT))
)
points = st.tuples(*[st.floats(-10.0, 10.0)] * 3)


def joints(lab):
    """Give what joint_states says now, by name; empty until it is known."""
    seen = lab.subscribe(JointState, 'joint_states')

    def now():
        return dict(zip(seen[-1].name, seen[-1].position, strict=True)) if seen else {}

    wait_until(now, 'joint states')
    return now


def near(**expected):
    wanted = {'neck_pan': 0.0, 'neck_tilt': 0.0, 'neck_roll': 0.0, **expected}
    return pytest.approx(wanted, abs=0.01)


# --- the model


def test_body_is_one_tree_that_hangs_at_base_link():
    links = {link.get('name') for link in ElementTree.fromstring(BODY.urdf).iter('link')}
    assert links - {joint.child for joint in BODY.joints} == {'base_link'}
    assert {joint.parent for joint in BODY.joints} < links
    assert len(links) == len(BODY.joints) + 1


def test_shapes_are_41_cm_high_27_wide_and_24_deep_together():
    """By the corners of boxes and what encloses spheres and cylinders."""
    corners = []
    for link in ElementTree.fromstring(BODY.urdf).iter('link'):
        for visual in link.iter('visual'):
            x, y, z = half_size(visual.find('geometry'))
            origin = visual.find('origin')
            middle = (0.0, 0.0, 0.0) if origin is None else numbers(origin.get('xyz'))
            pose = BODY.pose(link.get('name'), {}) @ Pose(middle)
            corners += [
                pose.outside((sx * x, sy * y, sz * z))
                for sx in (-1, 1)
                for sy in (-1, 1)
                for sz in (-1, 1)
            ]
    size = [max(axis) - min(axis) for axis in zip(*corners, strict=True)]
    assert size == pytest.approx([0.24, 0.27, 0.41], abs=0.005)


def half_size(geometry):
    (shape,) = geometry
    if shape.tag == 'box':
        return [side / 2 for side in numbers(shape.get('size'))]
    radius = float(shape.get('radius'))
    return [radius, radius, float(shape.get('length', 2 * radius)) / 2]


def numbers(text):
    return tuple(float(part) for part in text.split())


def test_head_at_rest_is_where_the_robot_has_its_origin():
    pose = BODY.pose('head_link', {})
    assert pose.place == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    assert pose.turn == pytest.approx((0.0, 0.0, 0.0, 1.0))


@given(angles)
def test_head_turns_by_yaw_then_pitch_then_roll_as_the_robot_means_them(angles):
    turn = from_angles(angles['neck_roll'], angles['neck_tilt'], angles['neck_pan'])
    assert BODY.pose('head_link', angles).turn == pytest.approx(turn, abs=1e-9)


@pytest.mark.parametrize(
    ('joint', 'part', 'goes'),
    [
        ('neck_pan', (1.0, 0.0, 0.0), 'left'),
        ('neck_tilt', (1.0, 0.0, 0.0), 'down'),
        ('neck_roll', (0.0, 0.0, 1.0), 'right'),
    ],
    ids=['yaw moves the nose', 'pitch moves the nose', 'roll moves the crown'],
)
def test_positive_angle_turns_left_down_or_to_the_right(joint, part, goes):
    rest, turned = (BODY.pose('head_link', {joint: angle}).outside(part) for angle in (0.0, 0.3))
    _, left, up = (after - before for after, before in zip(turned, rest, strict=True))
    assert {'left': left, 'right': -left, 'down': -up}[goes] > 0.1


def test_camera_looks_forward_with_x_to_the_right_and_y_down():
    optical = BODY.pose('camera_optical_frame', {})
    start = optical.place
    axes = [
        tuple(end - begin for end, begin in zip(optical.outside(axis), start, strict=True))
        for axis in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    ]
    for axis, expected in zip(axes, [(0, -1, 0), (0, 0, -1), (1, 0, 0)], strict=True):
        assert axis == pytest.approx(expected, abs=1e-9)


@given(angles, points)
def test_pose_of_a_link_is_that_of_its_parent_and_its_joint(angles, point):
    for joint in BODY.joints:
        parent = BODY.pose(joint.parent, angles)
        step = joint.pose(angles.get(joint.name, 0.0))
        assert BODY.pose(joint.child, angles).outside(point) == pytest.approx(
            parent.outside(step.outside(point)), abs=1e-6
        )


# --- what ROS sees


def test_description_is_latched_and_is_the_file(lab):
    lab.bridge(lab.robot())
    seen = lab.subscribe(String, 'robot_description', LATCHED)
    wait_until(lambda: seen, 'the description')
    assert seen[0].data == BODY.urdf


def test_head_pose_is_in_the_joint_states_in_radians(lab):
    lab.bridge(lab.robot())
    now = joints(lab)
    assert now() == near()
    rotation = Vector3(x=0.1, y=-0.2, z=0.3)
    assert lab.call(SetHeadPose, 'set_head_pose', rotation=rotation).success
    wait_until(lambda: now() == near(neck_pan=0.3, neck_tilt=-0.2, neck_roll=0.1), 'the pose')


def test_streamed_and_animated_head_poses_are_in_the_joint_states(lab):
    lab.bridge(lab.robot())
    now = joints(lab)
    lab.publish(Vector3Stamped, 'head_pose', Vector3Stamped(vector=Vector3(z=-0.4)))
    wait_until(lambda: now() == near(neck_pan=-0.4), 'the streamed pose')
    keyframe = Keyframe(has_head_pose=True, head_pose=Vector3(y=0.25))
    lab.send(AnimateFace, 'animate_face', keyframes=[keyframe]).result()
    wait_until(lambda: now() == near(neck_tilt=0.25), 'the animated pose')


def test_joints_go_no_further_than_their_limits(lab):
    lab.bridge(lab.robot())
    now = joints(lab)
    assert lab.call(SetHeadPose, 'set_head_pose', rotation=Vector3(z=3.0, y=-3.0)).success
    wait_until(lambda: now() == near(neck_pan=LIMIT, neck_tilt=-LIMIT), 'the limits')


def test_attended_place_above_and_to_the_left_turns_the_neck_left_and_up(lab):
    lab.bridge(lab.robot())
    now = joints(lab)
    assert lab.call(AttendLocation, 'attend_location', location=place(1.0, 0.5, 0.2)).success
    pitch = -math.atan2(0.2, math.hypot(1.0, 0.5))
    wait_until(lambda: now() == near(neck_pan=math.atan2(0.5, 1.0), neck_tilt=pitch), 'the place')
    assert lab.call(Trigger, 'attend_nobody').success
    wait_until(lambda: now() == near(), 'straight ahead')


def test_relative_head_pose_is_added_to_the_direction_of_the_attention(lab):
    lab.bridge(lab.robot())
    now = joints(lab)
    assert lab.call(AttendLocation, 'attend_location', location=place(1.0, 0.5, 0.0)).success
    request = {'rotation': Vector3(z=-0.1), 'relative': True}
    assert lab.call(SetHeadPose, 'set_head_pose', **request).success
    wait_until(lambda: now() == near(neck_pan=math.atan2(0.5, 1.0) - 0.1), 'the offset')


def test_neck_follows_an_attended_user_while_somebody_watches_users(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', x=0.5, y=0.0, z=1.0))
    lab.bridge(robot)
    now = joints(lab)
    assert lab.call(AttendUser, 'attend_user', user_id='anna').success
    lab.subscribe(Users, 'users')
    wait_until(lambda: now() == near(neck_pan=math.atan2(0.5, 1.0)), 'the user on the left')
    robot.call(lambda each: each.users.move('anna', x=-0.5))
    wait_until(lambda: now() == near(neck_pan=-math.atan2(0.5, 1.0)), 'the user on the right')


def test_neck_follows_the_closest_user_as_far_as_the_robot_tells_who_that_is(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', x=0.5, y=0.0, z=1.0))
    robot.call(lambda each: each.users.add(id='berta', x=-0.5, y=0.0, z=2.0))
    lab.bridge(robot)
    now = joints(lab)
    lab.subscribe(Users, 'users')
    lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST).result()
    wait_until(lambda: now() == near(neck_pan=math.atan2(0.5, 1.0)), 'who is closest')


def test_raw_head_pose_that_makes_no_sense_leaves_the_neck_at_rest(lab):
    lab.bridge(lab.robot())
    now = joints(lab)
    event = '{"type": "request.face.headpose", "yaw": "left", "pitch": 1' + '0' * 400 + '}'
    lab.call(SendEvent, 'send_event', event=event)
    rotation = Vector3(z=0.3)
    assert lab.call(SetHeadPose, 'set_head_pose', rotation=rotation).success
    wait_until(lambda: now() == near(neck_pan=0.3), 'the pose after it')


def test_joint_states_go_on_without_a_change(lab):
    lab.bridge(lab.robot(), **{'joint_states.rate': 50.0})
    seen = lab.subscribe(JointState, 'joint_states')
    wait_until(lambda: len(seen) > 5, 'joint states')
    stamps = [each.header.stamp.sec + each.header.stamp.nanosec * 1e-9 for each in seen]
    assert stamps == sorted(set(stamps))


def test_tf_of_the_bridge_is_what_the_description_says(lab):
    lab.bridge(lab.robot(), frame_prefix='furhat/')
    now, tree = joints(lab), Tree(lab)
    rotation = Vector3(x=0.1, y=-0.2, z=0.3)
    assert lab.call(SetHeadPose, 'set_head_pose', rotation=rotation).success
    wait_until(lambda: now() == near(neck_pan=0.3, neck_tilt=-0.2, neck_roll=0.1), 'the pose')
    commanded = now()
    nose = BODY.pose('face_link', commanded).outside((1.0, 0.0, 0.0))
    tree.wait_for('furhat/face_link', (1.0, 0.0, 0.0), nose)
    for joint in BODY.joints:
        expected = BODY.pose(joint.child, commanded)
        found = tree.pose(f'furhat/{joint.child}', 'furhat/base_link')
        assert found.place == pytest.approx(expected.place, abs=1e-6), joint.child
        assert found.turn == pytest.approx(expected.turn, abs=1e-6), joint.child


def test_fixed_transforms_are_one_latched_message_and_the_neck_is_not_among_them(lab):
    lab.bridge(lab.robot(), frame_prefix='me/')
    seen = lab.subscribe(TFMessage, '/tf_static', LATCHED)
    mine = wait_until(
        lambda: [
            {each.child_frame_id for each in message.transforms}
            for message in seen
            if message.transforms[0].header.frame_id.startswith('me/')
        ],
        'the fixed transforms',
    )
    assert mine == [{f'me/{joint.child}' for joint in BODY.fixed}]


def test_body_is_left_to_robot_state_publisher_if_told_so(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna'))
    lab.bridge(robot, publish_body_tf=False)
    tree = Tree(lab)
    joints(lab)
    wait_until(lambda: 'user_anna' in tree.parents, 'a frame of a user')
    assert not tree.parents.keys() & {joint.child for joint in BODY.joints}
    others = lab.node.get_publishers_info_by_topic('/tf_static')
    assert lab.node.get_namespace() not in [each.node_namespace for each in others]
