"""The people around the robot."""

import math

import pytest

from furhat_ros.virtual_robot.lens import CAMERA_Y, CAMERA_Z


async def seen(program):
    await program.send('request.users.once')
    return (await program.wait_for('response.users.data'))['users']


async def test_empty_room_has_an_empty_list(program):
    assert await seen(program) == []


async def test_person_is_described_in_the_robots_frame(robot, program):
    robot.users.add(x=0.28, y=0.0, z=0.96)
    (user,) = await seen(program)
    assert user == {
        'id': 'virtual-user-1',
        'location': {'x': 0.28, 'y': 0.0, 'z': 0.96},
        'distance': 1.0,
        'attended': False,
        'attending': 1.0,
        'rotation': {'x': 0.0, 'y': 16.3, 'z': 0.0},
        'camera': user['camera'],
    }


async def test_nearest_comes_first(robot, program):
    for name, z in (('far', 3.0), ('near', 1.0), ('middle', 2.0)):
        robot.users.add(id=name, z=z)
    assert [user['id'] for user in await seen(program)] == ['near', 'middle', 'far']
    robot.users.move('far', z=0.5)
    assert [user['id'] for user in await seen(program)] == ['far', 'near', 'middle']


async def test_robots_left_is_left_in_the_unmirrored_image(robot, program):
    robot.users.add(id='left', x=0.4)
    robot.users.add(id='right', x=-0.4)
    boxes = {user['id']: user['camera'] for user in await seen(program)}
    assert boxes['left']['x'] < 320 < boxes['right']['x']


async def test_box_is_the_pinhole_image_of_a_face(robot, program):
    robot.users.add(x=0.0, y=CAMERA_Y, z=CAMERA_Z + 1.0)
    focal_length = 320 / math.tan(math.radians(30))
    box = (await seen(program))[0]['camera']
    assert box['w'] == pytest.approx(0.16 * focal_length, abs=0.1)
    assert box['h'] == pytest.approx(0.22 * focal_length, abs=0.1)
    assert box['x'] + box['w'] / 2 == pytest.approx(320, abs=0.1)
    assert box['y'] + box['h'] / 2 == pytest.approx(240, abs=0.1)


@pytest.mark.parametrize('place', [{'x': 3.0, 'z': 1.0}, {'z': -1.0}, {'y': 2.0, 'z': 1.0}])
async def test_person_outside_the_picture_has_no_box(robot, program, place):
    robot.users.add(**place)
    assert 'camera' not in (await seen(program))[0]


async def test_person_who_leaves_and_returns_has_a_new_id(robot):
    first = robot.users.add()
    robot.users.remove(first)
    assert robot.users.add() != first


async def test_everybody_can_be_sent_away(robot, program):
    robot.users.add()
    robot.users.clear()
    assert await seen(program) == []


async def test_nobody_can_come_twice(robot):
    robot.users.add(id='ann')
    with pytest.raises(ValueError, match='ann is already here'):
        robot.users.add(id='ann')


async def test_glance_and_attention_can_be_set(robot, program):
    robot.users.add(id='ann', x=0.0)
    robot.users.move('ann', attending=0.5, attended=True)
    (user,) = await seen(program)
    assert (user['attending'], user['attended'], user['rotation']['y']) == (0.5, True, 30.0)


async def test_stream_gives_ten_lists_a_second_until_stopped(program, clock):
    await program.send('request.users.start')
    await clock.advance(1.05)
    await program.send('request.users.stop')
    await clock.advance(5)
    assert len(await program.events()) == 11


async def test_stream_shows_how_people_move(robot, program, clock):
    robot.users.add(path=lambda time: (time, 0.0, 1.0))
    await program.send('request.users.start')
    await clock.advance(0.25)
    places = [data['users'][0]['location']['x'] for data in await program.events()]
    assert places == [0.0, 0.1, 0.2]


async def test_second_start_changes_nothing(program, clock):
    for _ in range(2):
        await program.send('request.users.start')
    await clock.advance(0.45)
    assert len(await program.events()) == 5


async def test_stream_belongs_to_its_socket(robot, connect, clock):
    watching, other = await connect(robot), await connect(robot)
    await watching.send('request.users.start')
    await other.send('request.users.stop')
    await clock.advance(0.45)
    assert len(await watching.events()) == 5
    assert await other.events() == []


@pytest.mark.parametrize('stamped', [True, False])
async def test_stream_carries_the_request_id_by_option(start, connect, stamped):
    program = await connect(await start(stamp_streams=stamped))
    await program.send('request.users.start', request_id='mine')
    assert ('request_id' in (await program.events())[0]) is stamped


async def test_one_list_echoes_the_request_id(program):
    assert await program.ask('request.users.once', request_id='mine') == [
        {'type': 'response.users.data', 'users': [], 'request_id': 'mine'}
    ]


@pytest.mark.parametrize('field', ['camera', 'attending', 'rotation'])
async def test_fields_can_be_left_out(start, connect, field):
    robot = await start(**{f'users_{field}': False})
    robot.users.add()
    assert field not in (await seen(await connect(robot)))[0]


@pytest.mark.parametrize(
    ('user_ids', 'pattern'), [('user', 'user-1'), ('virtual-user', 'virtual-user-1')]
)
async def test_form_of_ids_is_an_option(start, user_ids, pattern):
    assert (await start(user_ids=user_ids)).users.add() == pattern


async def test_ids_may_be_uuids(start):
    assert len((await start(user_ids='uuid')).users.add()) == 36
