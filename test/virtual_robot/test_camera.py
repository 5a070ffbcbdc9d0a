"""The robot's camera."""

import base64
import io

import pytest
from PIL import Image, ImageChops

from furhat_ros.virtual_robot.lens import Lens
from furhat_ros.virtual_robot.picture import paint
from furhat_ros.virtual_robot.users import Person


def picture(event):
    return Image.open(io.BytesIO(base64.b64decode(event['image'])))


async def test_one_picture_is_a_jpeg_of_640_by_480(program):
    await program.send('request.camera.once', request_id='mine')
    event = await program.wait_for('response.camera.data')
    assert event['request_id'] == 'mine'
    assert (picture(event).format, picture(event).size) == ('JPEG', (640, 480))


async def test_stream_goes_on_until_stopped(start, connect):
    program = await connect(await start(clock=None, camera_fps=50))
    await program.send('request.camera.start')
    for _ in range(3):
        await program.wait_for('response.camera.data')
    await program.ask('request.camera.stop')
    await program.events()
    assert await program.events() == []


async def test_pictures_of_a_stream_differ(start, connect):
    program = await connect(await start(clock=None))
    await program.send('request.camera.start')
    first = await program.wait_for('response.camera.data')
    second = await program.wait_for('response.camera.data')
    assert first['image'] != second['image']


async def test_programs_share_a_picture(robot, connect):
    images = []
    for _ in range(2):
        program = await connect(robot)
        await program.send('request.camera.once')
        images.append((await program.wait_for('response.camera.data'))['image'])
    assert images[0] == images[1]


async def test_robot_may_have_no_camera(start, connect):
    program = await connect(await start(camera=False))
    await program.ask('request.camera.once')
    await program.ask('request.camera.start')
    assert await program.events() == []


def painted(*people, talking=(), now=0.0):
    return Image.open(io.BytesIO(paint(Lens(60), people, talking, now)))


@pytest.mark.parametrize('z', [0.8, 1.0, 2.5])
@pytest.mark.parametrize('x', [-0.2, 0.0, 0.25])
def test_face_is_painted_inside_its_box(x, z):
    somebody = Person('virtual-user-3', x, 0.0, z)
    box = Lens(60).face(x, 0.0, z)
    middle = round(box.x + box.w / 2), round(box.y + box.h / 2)
    skin = painted(somebody).getpixel(middle)
    assert all(abs(seen - drawn) < 40 for seen, drawn in zip(skin, (246, 214, 190), strict=True))
    changed = ImageChops.difference(painted(), painted(somebody)).convert('L')
    left, top, _, _ = changed.point(lambda value: 255 * (value > 40)).getbbox()
    assert top == pytest.approx(box.y, abs=0.3 * box.h)
    assert left < box.x


def test_nearer_person_hides_the_farther_one():
    near, far = Person('virtual-user-1', 0, 0, 1), Person('virtual-user-2', 0, 0, 2)
    assert painted(near, far).tobytes() == painted(far, near).tobytes()


@pytest.mark.parametrize('place', [(50, 0, 1), (0, 0, -1), (0, 0, 0), (0, 9, 1), (0, -9, 1)])
def test_person_out_of_sight_is_not_painted(place):
    assert painted(Person('virtual-user-1', *place)).tobytes() == painted().tobytes()


def test_mouth_of_somebody_who_talks_moves():
    somebody = Person('ann', 0, 0, 1)
    silent, talking = painted(somebody), painted(somebody, talking={'ann'})
    assert silent.tobytes() != talking.tobytes()
