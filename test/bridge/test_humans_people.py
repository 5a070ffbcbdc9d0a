"""People as ROS4HRI has them: the topics below `humans`, read as libhri reads them."""

import json
import math

import pytest
from geometry_msgs.msg import PointStamped
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import Bool, Float32, String
from tf2_msgs.msg import TFMessage

from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import Users
from furhat_ros.srv import AttendUser, GetUsers

from .conftest import requests, wait_until

messages = pytest.importorskip('hri_msgs.msg')

from furhat_ros.bridge.ros4hri.people import MOST  # noqa: E402
from furhat_ros.bridge.ros4hri.person import region_of  # noqa: E402
from furhat_ros.protocol.users import Box  # noqa: E402

LIBHRI = QoSProfile(depth=10, reliability=ReliabilityPolicy.RELIABLE)
LIBHRI_LATCHED = QoSProfile(
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)


class Reader:
    """Subscribes as libhri does."""

    def __init__(self, lab, root='humans'):
        self._lab, self._root = lab, root

    def read(self, kind, topic, qos=LIBHRI):
        return self._lab.subscribe(kind, f'{self._root}/{topic}', qos)

    def ids(self, topic):
        """Give a function that gives the newest list of ids, or None."""
        seen = self.read(messages.IdsList, topic)
        return lambda: list(seen[-1].ids) if seen else None


@pytest.fixture
def humans(lab):
    return Reader(lab)


def start(lab, robot, **parameters):
    """Start a bridge whose people are in the namespace of the test."""
    return lab.bridge(robot, **{'humans.namespace': 'humans', **parameters})


def add(robot, id, x=0.0, y=0.0, z=1.0, **more):
    robot.call(lambda each: each.users.add(id=id, x=x, y=y, z=z, **more))


def say(robot, kind, /, **fields):
    """Let the robot send an event of any kind."""
    robot.call(lambda each: each.send_raw(json.dumps({'type': kind, **fields})))


def topics_of(lab, part):
    names = [name for name, _ in lab.node.get_topic_names_and_types()]
    return [name for name in names if part in name]


@pytest.mark.parametrize('topic', ['faces/tracked', 'persons/tracked', 'persons/known'])
def test_whoever_is_in_front_of_the_robot_is_listed_by_a_legal_id(lab, humans, topic):
    robot = lab.robot()
    add(robot, 'user-0')
    start(lab, robot)
    ids = humans.ids(topic)
    wait_until(lambda: ids() == ['user_0'], 'the id')


@pytest.mark.parametrize('qos', [LIBHRI, LIBHRI_LATCHED], ids=['volatile', 'latched'])
def test_list_reaches_whoever_subscribes_late(lab, humans, qos):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot)
    early = humans.ids('faces/tracked')
    wait_until(lambda: early() == ['anna'], 'anna')
    late = humans.read(messages.IdsList, 'faces/tracked', qos)
    wait_until(lambda: late and list(late[-1].ids) == ['anna'], 'anna for the late one')


def test_robot_sends_users_only_while_somebody_reads_a_list(lab):
    robot = lab.robot()
    start(lab, robot)
    assert not requests(robot, 'request.users.start')
    with lab.subscribed(messages.IdsList, 'humans/faces/tracked', LIBHRI):
        wait_until(lambda: requests(robot, 'request.users.start'), 'the start')
    wait_until(lambda: requests(robot, 'request.users.stop'), 'the stop')


def test_robot_sends_users_as_long_as_somebody_reads_of_one_person(lab):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot)
    with lab.subscribed(Users, 'users'):
        wait_until(lambda: topics_of(lab, '/faces/anna/roi'), 'the topics of anna')
        regions = lab.subscribe(
            messages.NormalizedRegionOfInterest2D, 'humans/faces/anna/roi', LIBHRI
        )
        wait_until(lambda: regions, 'a region')
        # The bridge looks for such subscribers once a second.
        lists = lab.subscribe(messages.IdsList, 'humans/persons/known', LIBHRI)
        wait_until(lambda: len(lists) > 3, 'a few lists')
        before = len(regions)
    wait_until(lambda: len(regions) > before + 5, 'more regions')
    assert not requests(robot, 'request.users.stop')


def test_person_is_anonymous_and_has_the_face_of_the_same_id(lab, humans):
    robot = lab.robot()
    add(robot, 'user-0')
    start(lab, robot)
    known = humans.ids('persons/known')
    wait_until(lambda: known() == ['user_0'], 'the person')
    anonymous = humans.read(Bool, 'persons/user_0/anonymous', LIBHRI_LATCHED)
    face = humans.read(String, 'persons/user_0/face_id', LIBHRI_LATCHED)
    wait_until(lambda: anonymous and face, 'both')
    assert (anonymous[-1].data, face[-1].data) == (True, 'user_0')


def test_region_is_the_box_in_parts_of_the_image(lab, humans):
    """Left of the robot is left in the image, and so is what is nearer to 0."""
    robot = lab.robot(speed=1.0)
    add(robot, 'anna', x=0.3, y=0.05, z=1.0)
    start(lab, robot)
    humans.ids('faces/tracked')
    regions = humans.read(messages.NormalizedRegionOfInterest2D, 'faces/anna/roi')
    boxes = lab.subscribe(Users, 'users')
    wait_until(lambda: regions and boxes, 'a region and a box')
    box, region = boxes[-1].users[0].box, regions[-1]
    assert 0.0 < region.xmin < region.xmax < 0.5
    assert 0.0 < region.ymin < region.ymax < 0.5
    assert region.xmin == pytest.approx(box.x_offset / 640, abs=0.01)
    assert region.ymax == pytest.approx((box.y_offset + box.height) / 480, abs=0.01)
    assert region.c == 1.0
    assert region.header.frame_id == 'camera_optical_frame'


@pytest.mark.parametrize(
    ('box', 'expected'),
    [
        (Box(320.0, 240.0, 160.0, 120.0), (0.5, 0.5, 0.75, 0.75)),
        (Box(-64.0, -48.0, 128.0, 96.0), (0.0, 0.0, 0.1, 0.1)),
        (Box(576.0, 432.0, 1e300, 1e300), (0.9, 0.9, 1.0, 1.0)),
        (Box(700.0, 100.0, 10.0, 10.0), None),
        (Box(100.0, 100.0, 0.0, 10.0), None),
        (Box(100.0, 100.0, -20.0, -20.0), None),
    ],
    ids=['inside', 'over the top left', 'over the bottom right', 'outside', 'empty', 'negative'],
)
def test_region_is_cut_to_the_image(box, expected):
    assert region_of(box) == (None if expected is None else pytest.approx(expected))


def test_person_without_a_box_has_a_face_and_no_region(lab, humans):
    robot = lab.robot(users_camera=False)
    add(robot, 'anna')
    start(lab, robot)
    faces = humans.ids('faces/tracked')
    regions = humans.read(messages.NormalizedRegionOfInterest2D, 'faces/anna/roi')
    wait_until(lambda: faces() == ['anna'], 'the face')
    levels = humans.read(messages.EngagementLevel, 'persons/anna/engagement_status')
    wait_until(lambda: len(levels) > 1, 'other news')
    assert regions == []


def test_person_of_whom_nothing_is_told_is_tracked_and_has_no_face(lab, humans):
    robot = lab.robot(users_rate=0.1, speed=1.0)
    start(lab, robot)
    persons, faces = humans.ids('persons/tracked'), humans.ids('faces/tracked')
    wait_until(lambda: persons() == [] and faces() == [], 'nobody')
    say(robot, 'response.users.data', users=[{'id': 'shadow'}])
    confidences = humans.read(Float32, 'persons/shadow/location_confidence', LIBHRI_LATCHED)
    levels = humans.read(
        messages.EngagementLevel, 'persons/shadow/engagement_status', LIBHRI_LATCHED
    )
    wait_until(lambda: confidences and levels, 'what is known of the shadow')
    assert confidences[0].data == 0.0
    assert levels[0].level == messages.EngagementLevel.UNKNOWN
    assert faces() == []


def test_person_who_leaves_is_remembered_and_then_forgotten_with_all_topics(lab, humans):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot, **{'humans.memory': 0.5})
    faces, tracked, known = map(humans.ids, ('faces/tracked', 'persons/tracked', 'persons/known'))
    confidences = humans.read(Float32, 'persons/anna/location_confidence')
    face = humans.read(String, 'persons/anna/face_id')
    wait_until(lambda: known() == ['anna'] and confidences, 'anna')
    robot.call(lambda each: each.users.remove('anna'))
    wait_until(lambda: (faces(), tracked()) == ([], []), 'no face')
    wait_until(lambda: known() == [], 'nobody')
    wait_until(lambda: confidences[-1].data == 0.0, 'the last word')
    told = [each.data for each in confidences]
    assert sorted(set(told), reverse=True) == [1.0, 0.5, 0.0]
    assert told == sorted(told, reverse=True)
    assert face[-1].data == ''
    wait_until(lambda: not lab.node.count_publishers(lab.full_name('humans/faces/anna/roi')), 'no')
    wait_until(
        lambda: not lab.node.count_publishers(lab.full_name('humans/persons/anna/face_id')),
        'no topics of anna',
    )


def test_person_who_comes_back_in_time_is_the_same(lab, humans):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot, **{'humans.memory': 60.0})
    known, tracked = humans.ids('persons/known'), humans.ids('persons/tracked')
    confidences = humans.read(Float32, 'persons/anna/location_confidence')
    wait_until(lambda: tracked() == ['anna'] and confidences, 'anna')
    robot.call(lambda each: each.users.remove('anna'))
    wait_until(lambda: tracked() == [] and known() == ['anna'], 'a remembered anna')
    add(robot, 'anna')
    wait_until(lambda: tracked() == ['anna'] and confidences[-1].data == 1.0, 'anna again')


def test_nobody_is_tracked_without_a_link(lab, humans):
    robot = lab.robot()
    add(robot, 'anna')
    bridge = start(lab, robot, **{'connection.retry_first': 30.0, 'connection.retry_max': 30.0})
    tracked = humans.ids('persons/tracked')
    wait_until(lambda: tracked() == ['anna'], 'anna')
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: not bridge.robot.status.connected, 'no link')
    wait_until(lambda: tracked() == [], 'nobody')


def test_user_who_looks_at_the_robot_gazes_at_the_empty_receiver(lab, humans):
    robot = lab.robot()
    add(robot, 'anna', attending=1.0)
    add(robot, 'boris', x=0.5, attending=0.0)
    start(lab, robot)
    gazes = humans.read(messages.Gaze, 'interactions/gazing')
    wait_until(lambda: len(gazes) > 3, 'gazes')
    assert {(gaze.sender, gaze.receiver) for gaze in gazes} == {('anna', '')}


def test_robot_that_attends_a_user_gazes_from_the_empty_sender(lab, humans):
    robot = lab.robot()
    add(robot, 'anna', attending=0.0)
    start(lab, robot)
    gazes = humans.read(messages.Gaze, 'interactions/gazing')
    assert lab.call(AttendUser, 'attend_user', user_id='anna').success
    wait_until(lambda: len(gazes) > 3, 'gazes')
    assert {(gaze.sender, gaze.receiver) for gaze in gazes} == {('', 'anna')}


def test_somebody_near_who_looks_becomes_engaged_and_disengages(lab, humans):
    robot = lab.robot()
    add(robot, 'anna', z=1.0, attending=1.0)
    start(lab, robot)
    humans.ids('persons/tracked')
    seen = humans.read(messages.EngagementLevel, 'persons/anna/engagement_status')
    level = messages.EngagementLevel
    wait_until(lambda: seen and seen[-1].level == level.ENGAGED, 'an engaged anna')
    robot.call(lambda each: each.users.move('anna', attending=0.0))
    wait_until(lambda: seen[-1].level == level.DISENGAGED, 'a disengaged anna')
    levels = [each.level for each in seen]
    assert levels.index(level.DISENGAGING) < levels.index(level.DISENGAGED)


def frames(transforms):
    """Give the newest transform of each frame."""
    return {each.child_frame_id: each for message in transforms for each in message.transforms}


def test_frames_have_the_names_and_the_places_of_rep_155(lab, humans):
    """A user ahead to the left who looks at the robot: x out of the face is against the robot's gaze."""
    robot = lab.robot(users_rotation=True)
    add(robot, 'anna', x=0.0, y=0.0, z=2.0)
    start(lab, robot, frame_prefix='furhat/')
    humans.ids('faces/tracked')
    seen = lab.subscribe(TFMessage, '/tf', 100)
    wait_until(lambda: {'face_anna', 'gaze_anna', 'person_anna'} <= {*frames(seen)}, 'frames')
    face, gaze, person = (frames(seen)[f'{each}_anna'] for each in ('face', 'gaze', 'person'))
    assert face.header.frame_id == person.header.frame_id == 'furhat/base_link'
    place = face.transform.translation
    assert (place.x, place.y, place.z) == pytest.approx((2.0, 0.0, 0.0), abs=1e-6)
    assert axis(face, 0) == pytest.approx((-1.0, 0.0, 0.0), abs=1e-6)
    assert axis(face, 2) == pytest.approx((0.0, 0.0, 1.0), abs=1e-6)
    assert gaze.header.frame_id == 'face_anna'
    assert axis(gaze, 2) == pytest.approx((1.0, 0.0, 0.0))
    assert axis(gaze, 1) == pytest.approx((0.0, 0.0, -1.0))


def axis(transform, number):
    """Give an axis of a frame in its parent."""
    q = transform.transform.rotation
    x, y, z, w = q.x, q.y, q.z, q.w
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
        (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
        (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
    )
    return tuple(row[number] for row in rows)


def test_gaze_is_not_told_of_a_user_whose_head_is_not(lab, humans):
    robot = lab.robot(users_rotation=False)
    add(robot, 'anna', x=0.5, z=2.0)
    start(lab, robot)
    seen = lab.subscribe(TFMessage, '/tf', 100)
    humans.ids('faces/tracked')
    wait_until(lambda: 'face_anna' in frames(seen), 'the face')
    assert 'gaze_anna' not in frames(seen)


def test_person_who_is_remembered_keeps_the_last_place_and_no_face(lab, humans):
    robot = lab.robot()
    add(robot, 'anna', x=0.5, z=2.0)
    start(lab, robot)
    tracked = humans.ids('persons/tracked')
    seen = lab.subscribe(TFMessage, '/tf', 100)
    wait_until(lambda: 'face_anna' in frames(seen), 'the face')
    robot.call(lambda each: each.users.remove('anna'))
    wait_until(lambda: tracked() == [], 'nobody')
    # What was published before that list may come after it: ROS orders no topic behind another.
    wait_until(
        lambda: {'person_anna', 'face_anna'} & {*frames(seen[-1:])} == {'person_anna'},
        'her place alone',
    )
    seen.clear()
    wait_until(lambda: sum('person_anna' in frames([each]) for each in seen) > 2, 'more of it')
    place = frames(seen)['person_anna'].transform.translation
    assert (place.x, place.y) == pytest.approx((2.0, 0.5))
    assert 'face_anna' not in frames(seen)


def test_parent_of_the_frames_is_the_parameter(lab, humans):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot, **{'humans.reference_frame': 'neck_mount'})
    humans.ids('faces/tracked')
    seen = lab.subscribe(TFMessage, '/tf', 100)
    wait_until(lambda: 'person_anna' in frames(seen), 'the person')
    assert frames(seen)['person_anna'].header.frame_id == 'neck_mount'


def test_two_robots_share_a_graph_by_namespace_and_by_prefix(lab):
    """Their users have the same ids, and yet nothing of the one is where something of the other is."""
    seen = {}
    transforms = lab.subscribe(TFMessage, '/tf', 100)
    for name, x in (('left', 0.4), ('right', -0.4)):
        robot = lab.robot()
        add(robot, 'user-0', x=x)
        parameters = {'humans.namespace': f'{name}/humans', 'humans.id_prefix': f'{name}_'}
        lab.bridge(robot, **parameters)
        seen[name] = Reader(lab, f'{name}/humans').ids('persons/tracked')
    wait_until(lambda: seen['left']() == ['left_user_0'], 'the one person')
    wait_until(lambda: seen['right']() == ['right_user_0'], 'the other')
    expected = {'person_left_user_0', 'person_right_user_0'}
    wait_until(lambda: expected <= {*frames(transforms)}, 'both frames')
    sides = {name: frames(transforms)[name].transform.translation.y for name in expected}
    assert sides == pytest.approx({'person_left_user_0': 0.4, 'person_right_user_0': -0.4})


@pytest.mark.parametrize('namespace', ['/hu mans', 'a//b', '1/2', '/', ''])
def test_namespace_that_is_none_is_refused(lab, free_port, namespace):
    with pytest.raises(InvalidRequest, match='humans.namespace'):
        lab.bridge(free_port, **{'humans.namespace': namespace})


@pytest.mark.parametrize('prefix', ['1', 'a b', '_a', 'å', 'a/'])
def test_prefix_that_makes_no_legal_id_is_refused(lab, free_port, prefix):
    with pytest.raises(InvalidRequest, match='humans.id_prefix'):
        start(lab, free_port, **{'humans.id_prefix': prefix})


STRANGE = [
    '',
    ' ',
    '/',
    '../../etc',
    'a b',
    'å',
    '\n',
    '漢字',
    '1',
    'a/b',
    'x' * 5000,
    '\x00',
    '"',
    '{}',
]


def test_ids_of_every_kind_become_legal_ones_and_stay_apart(lab, humans):
    robot = lab.robot()
    for number, name in enumerate(STRANGE):
        add(robot, name, z=1.0 + 0.1 * number)
    start(lab, robot)
    tracked = humans.ids('persons/tracked')
    wait_until(lambda: len(tracked() or []) == len(STRANGE), 'everybody')
    ids = tracked()
    assert len({*ids}) == len(STRANGE)
    assert all(each.isascii() and each.isidentifier() and each[0].isalpha() for each in ids)
    level = humans.read(messages.EngagementLevel, f'persons/{ids[0]}/engagement_status')
    wait_until(lambda: level, 'a topic of one of them')


def test_the_same_id_twice_is_one_person_the_nearer_one(lab, humans):
    robot = lab.robot(users_rate=0.1, speed=1.0)
    start(lab, robot)
    tracked = humans.ids('persons/tracked')
    wait_until(lambda: tracked() == [], 'nobody')
    seen = lab.subscribe(TFMessage, '/tf', 100)
    users = [{'id': 'a', 'location': {'x': 0, 'y': 0, 'z': z}} for z in (1.0, 2.0)]
    wait_until(lambda: seen, 'the frames of the robot')
    say(robot, 'response.users.data', users=users)
    wait_until(lambda: 'person_a' in frames(seen), 'a frame')
    assert frames(seen)['person_a'].transform.translation.x == 1.0


def test_crowd_beyond_the_limit_is_left_out_and_counted(lab, humans):
    robot = lab.robot()
    for number in range(MOST + 5):
        add(robot, f'user-{number}', z=1.0 + 0.1 * number)
    bridge = start(lab, robot)
    tracked = humans.ids('persons/tracked')
    wait_until(tracked, 'some of them')
    assert tracked() == [f'user_{number}' for number in range(MOST)]
    dropped = bridge._context.dropped
    wait_until(lambda: dropped['persons'] >= 5, 'a count')
    assert not topics_of(lab, f'/user_{MOST + 1}/')


def test_robot_that_invents_new_people_all_the_time_gets_no_more_topics_than_allowed(lab, humans):
    robot = lab.robot(users_rate=0.1, speed=1.0)
    bridge = start(lab, robot, **{'humans.memory': 60.0, 'users.queue_size': 1000})
    tracked = humans.ids('persons/tracked')
    wait_until(lambda: tracked() == [], 'nobody')
    for number in range(200):
        say(robot, 'response.users.data', users=[{'id': f'ghost{number}'}])
    dropped = bridge._context.dropped
    wait_until(lambda: dropped['persons'] == 200 - MOST, 'the count')
    assert len({name.split('/')[-2] for name in topics_of(lab, '/persons/ghost')}) <= MOST


def test_stays_silent_if_that_is_wanted(lab):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot, **{'humans.enabled': 'never'})
    lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen and seen[-1].users, 'a user')
    assert not topics_of(lab, lab.full_name('humans/'))


def test_people_whom_a_service_asks_for_are_not_tracked(lab):
    robot = lab.robot()
    add(robot, 'anna')
    start(lab, robot)
    assert lab.call(GetUsers, 'get_users').users.users
    # The same answer again, which is shown to everybody before the answer of the service.
    assert lab.call(GetUsers, 'get_users').users.users
    assert not topics_of(lab, '/persons/anna/')


def test_place_that_the_robot_attends_is_no_gaze(lab, humans):
    robot = lab.robot()
    add(robot, 'anna', attending=0.0)
    start(lab, robot)
    gazes = humans.read(messages.Gaze, 'interactions/gazing')
    place = PointStamped()
    place.point.x = math.pi
    lab.publish(PointStamped, 'look_at', place)
    tracked = humans.ids('persons/tracked')
    wait_until(lambda: tracked() == ['anna'], 'anna')
    wait_until(lambda: requests(robot, 'request.attend.location'), 'the look')
    assert gazes == []
