import json

import pytest

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.codec import decode_event
from furhat_ros.protocol.users import (
    Box,
    User,
    UsersData,
    UsersOnce,
    UsersStart,
    UsersStop,
    Vector,
)


def read(*users):
    return decode_event(json.dumps({'type': 'response.users.data', 'users': users})).users


@pytest.mark.parametrize(
    ('request_type', 'wire'),
    [
        (UsersOnce, 'request.users.once'),
        (UsersStart, 'request.users.start'),
        (UsersStop, 'request.users.stop'),
    ],
)
def test_the_requests_have_no_fields(request_type, wire):
    assert request_type().to_wire() == {'type': wire}


def test_nobody_is_an_empty_list():
    assert read() == ()


def test_a_list_that_is_left_out_is_empty():
    assert decode_event('{"type": "response.users.data"}') == UsersData(())


def test_everything_about_a_person_is_read():
    person = {
        'id': 'user-1',
        'location': {'x': 0.1, 'y': 0.2, 'z': 1.3},
        'camera': {'x': 288, 'y': 190, 'w': 80, 'h': 95},
        'distance': 1.32,
        'attended': True,
        'attending': 0.6,
        'rotation': {'x': -4, 'y': 17.5, 'z': 0},
    }

    assert read(person) == (
        User(
            id='user-1',
            location=Vector(x=0.1, y=0.2, z=1.3),
            camera=Box(x=288, y=190, w=80, h=95),
            distance=1.32,
            attended=True,
            attending=0.6,
            rotation=Vector(x=-4, y=17.5, z=0),
        ),
    )


def test_only_the_id_must_be_known():
    assert read({'id': 'virtual-user-1'}) == (User('virtual-user-1'),)


def test_the_order_of_the_robot_stays():
    assert [user.id for user in read({'id': 'b'}, {'id': 'a'}, {'id': 'c'})] == ['b', 'a', 'c']


def test_what_is_new_about_a_person_is_kept():
    (user,) = read({'id': 'a', 'emotion': {'hap': 0.7}, 'type': 'physical'})

    assert user.extra == {'emotion': {'hap': 0.7}, 'type': 'physical'}


def test_a_place_without_a_coordinate_is_a_violation():
    with pytest.raises(ProtocolViolation, match=r'users\[0\]\.location\.z is missing'):
        read({'id': 'a', 'location': {'x': 1, 'y': 2}})
