"""What the published clients lack."""

import base64

import pytest

ADDITIONS = [
    (lambda c: c.request_attend_nobody(), {'type': 'request.attend.nobody'}),
    (
        lambda c: c.request_attend_user(speed='fast', slack_timeout=-1),
        {
            'type': 'request.attend.user',
            'user_id': 'closest',
            'speed': 'fast',
            'slack_timeout': -1,
        },
    ),
    (
        lambda c: c.request_attend_location(1, 2, 3, slack_pitch=30, slack_yaw=20),
        {
            'type': 'request.attend.location',
            'x': 1,
            'y': 2,
            'z': 3,
            'slack_pitch': 30,
            'slack_yaw': 20,
        },
    ),
    (
        lambda c: c.request_gesture_start('Nod', monitor=True),
        {
            'type': 'request.gesture.start',
            'name': 'Nod',
            'intensity': 1.0,
            'duration': 1.0,
            'monitor': True,
        },
    ),
    (
        lambda c: c.request_face_headpose(pitch=5, speed='slow'),
        {
            'type': 'request.face.headpose',
            'yaw': 0.0,
            'pitch': 5,
            'roll': 0.0,
            'relative': False,
            'speed': 'slow',
        },
    ),
    (
        lambda c: c.request_face_config(blinking=False, head_sway=True),
        {'type': 'request.face.config', 'blinking': False, 'head_sway': True},
    ),
    (
        lambda c: c.request_led_set_individual({'0': 'red'}),
        {'type': 'request.led.set.individual', 'leds': {'0': 'red'}, 'fill': '#000000'},
    ),
    (
        lambda c: c.request_system_config(volume=60),
        {'type': 'request.system.config', 'volume': 60},
    ),
]


@pytest.mark.parametrize(('call', 'wire'), ADDITIONS)
async def test_what_the_published_clients_lack_is_sent(line, call, wire):
    client, peer = line
    assert await call(client) is None

    assert await peer.receive() == wire


async def test_the_system_is_told(client):
    status = await client.request_system_status()

    assert (status['volume'], status['virtual']) == (70, True)


async def test_a_picture_is_told(client):
    image = (await client.request_camera_once())['image']

    assert base64.b64decode(image).startswith(b'\xff\xd8')
