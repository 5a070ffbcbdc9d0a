"""Faces cut out of the camera image: the topics `humans/faces/<id>/cropped`."""

import array

import pytest
from sensor_msgs.msg import CompressedImage, Image

from furhat_ros.msg import Users

from .conftest import requests, wait_until

pytest.importorskip('hri_msgs')

from furhat_ros.bridge.ros4hri.crops import face_in

CROPPED = 'humans/faces/anna/cropped'


def start(lab, robot, **parameters):
    return lab.bridge(
        robot, **{'humans.namespace': 'humans', 'humans.cropped': True, **parameters}
    )


def robot_with_anna(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna', z=1.0))
    return robot


def test_face_is_an_image_of_the_size_that_rep_155_names(lab):
    robot = robot_with_anna(lab)
    start(lab, robot)
    lab.subscribe(Users, 'users')
    faces = lab.subscribe(Image, CROPPED)
    face = wait_until(lambda: faces and faces[-1], 'a face')
    assert (face.width, face.height, face.step, face.encoding) == (128, 128, 384, 'bgr8')
    assert len(face.data) == 128 * 384
    assert len({*face.data}) > 10
    assert face.header.frame_id == 'camera_optical_frame'


def test_size_of_a_face_is_a_parameter(lab):
    robot = robot_with_anna(lab)
    start(lab, robot, **{'humans.face_width': 32, 'humans.face_height': 64})
    lab.subscribe(Users, 'users')
    faces = lab.subscribe(Image, CROPPED)
    face = wait_until(lambda: faces and faces[-1], 'a face')
    assert (face.width, face.height) == (32, 64)


def test_face_has_the_stamp_of_the_image_that_it_is_cut_from(lab):
    robot = robot_with_anna(lab)
    start(lab, robot)
    lab.subscribe(Users, 'users')
    images = lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    faces = lab.subscribe(Image, CROPPED)

    def stamps(seen):
        return {(each.header.stamp.sec, each.header.stamp.nanosec) for each in seen}

    wait_until(lambda: stamps(faces) & stamps(images), 'an image and its face')


def test_robot_sends_images_while_somebody_looks_at_a_face(lab):
    robot = robot_with_anna(lab)
    start(lab, robot)
    lab.subscribe(Users, 'users')
    name = lab.full_name(CROPPED)
    wait_until(lambda: lab.node.count_publishers(name), 'the topic')
    assert not requests(robot, 'request.camera.start')
    with lab.subscribed(Image, CROPPED):
        wait_until(lambda: requests(robot, 'request.camera.start'), 'the start')
    wait_until(lambda: requests(robot, 'request.camera.stop'), 'the stop')


def test_faces_are_no_images_unless_that_is_wanted(lab):
    robot = robot_with_anna(lab)
    start(lab, robot, **{'humans.cropped': False})
    lab.subscribe(Users, 'users')
    roi = lab.full_name('humans/faces/anna/roi')
    wait_until(lambda: lab.node.count_publishers(roi), 'the region')
    assert not lab.node.count_publishers(lab.full_name(CROPPED))


def test_broken_image_costs_one_face_and_nothing_else(lab):
    robot = robot_with_anna(lab)
    bridge = start(lab, robot)
    lab.subscribe(Users, 'users')
    faces = lab.subscribe(Image, CROPPED)
    wait_until(lambda: faces, 'a face')
    broken = '{"type": "response.camera.data", "image": "/9j/4AAQ/9k="}'

    def noticed():
        """Send it again: the worker takes the newest image, which is another one now and then."""
        robot.call(lambda each: each.send_raw(broken))
        return bridge.robot.violations['broken JPEG']

    wait_until(noticed, 'the count')
    before = len(faces)
    wait_until(lambda: len(faces) > before, 'the next face')


def picture(width, height, colour):
    """Give the pixels of an image, blue, green and red by its column and row."""
    return array.array(
        'B', [part for y in range(height) for x in range(width) for part in colour(x, y)]
    )


def pixel(pixels, width, x, y):
    return tuple(pixels[3 * (y * width + x) :][:3])


def test_part_is_scaled_to_fit_and_in_the_middle_of_black():
    """The right half of an image of two halves, twice as high as wide."""
    halves = picture(40, 40, lambda x, _y: (10, 20, 30) if x < 20 else (40, 50, 60))
    face = face_in(halves, (40, 40), (0.5, 0.0, 1.0, 1.0), (64, 64))
    assert len(face) == 64 * 64 * 3
    assert pixel(face, 64, 32, 32) == (40, 50, 60)
    assert [pixel(face, 64, x, 32) for x in (0, 15, 48, 63)] == [(0, 0, 0)] * 4
    assert [pixel(face, 64, x, y) for x in (20, 43) for y in (0, 63)] == [(40, 50, 60)] * 4


@pytest.mark.parametrize(
    'region',
    [(0.0, 0.0, 1e-9, 1.0), (0.0, 0.0, 1.0, 1e-9), (0.0, 0.0, 1e-12, 1e-12)],
    ids=['narrow', 'flat', 'tiny'],
)
def test_part_that_is_hardly_there_is_an_image_all_the_same(region):
    white = picture(8, 8, lambda _x, _y: (255, 255, 255))
    assert len(face_in(white, (8, 8), region, (16, 16))) == 16 * 16 * 3
