"""The lens of the camera."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from furhat_ros.virtual_robot.lens import CAMERA_Y, CAMERA_Z, Lens

URDF = Path(__file__).parents[2] / 'urdf' / 'furhat.urdf'


def test_camera_is_where_the_urdf_has_it():
    joints = {
        each.find('child').get('link'): each for each in ElementTree.parse(URDF).iter('joint')
    }
    link, place = 'camera_link', [0.0, 0.0, 0.0]
    while link in joints:
        offset = joints[link].find('origin').get('xyz').split()
        place = [here + float(step) for here, step in zip(place, offset, strict=True)]
        link = joints[link].find('parent').get('link')
    forward, left, up = place
    assert (left, up, forward) == pytest.approx((0.0, CAMERA_Y, CAMERA_Z))


def test_point_straight_before_the_camera_is_in_the_middle_of_the_picture():
    assert Lens(60).project(0.0, CAMERA_Y, 2.0) == (320, 240)


def test_head_as_high_as_that_of_the_robot_is_above_the_middle():
    assert Lens(60).face(0.0, 0.0, 1.5).y < 240


@pytest.mark.parametrize(('z', 'is_there'), [(CAMERA_Z + 0.21, True), (CAMERA_Z + 0.19, False)])
def test_face_too_close_to_the_camera_has_no_box(z, is_there):
    assert (Lens(60).face(0.0, CAMERA_Y, z) is not None) == is_there
