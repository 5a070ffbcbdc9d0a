"""How the client connects, waits and ends."""

import asyncio
import logging

import pytest

from furhat_ros.client import AsyncFurhatClient, Events
from furhat_ros.client.io_thread import IoThread
from furhat_ros.errors import AccessRefused, InvalidRequest, LinkLost
from furhat_ros.virtual_robot.robot import VirtualFurhat

from ..conftest import soon


def test_nothing_is_open_at_first():
    client = AsyncFurhatClient('robot', 'key')

    assert (client.host, client.auth_key, client.ws) == ('robot', 'key', None)
    assert client.is_connected is False
    assert client.event_handlers == {}


@pytest.mark.parametrize(
    ('host', 'choices', 'url'),
    [
        ('robot', {}, 'ws://robot:9000/v1/events'),
        ('robot:9001', {}, 'ws://robot:9001/v1/events'),
        ('robot', {'port': 80, 'path': '/x', 'scheme': 'wss'}, 'wss://robot:80/x'),
        ('::1', {}, 'ws://[::1]:9000/v1/events'),
        ('[::1]:9001', {}, 'ws://[::1]:9001/v1/events'),
    ],
)
def test_the_address_is_put_together(host, choices, url):
    assert AsyncFurhatClient(host, **choices).ws_url == url


@pytest.mark.parametrize('url', ['http://robot/', 'robot', 'ws://robot:x/', 'ws://'])
async def test_an_address_that_is_none_is_refused(url):
    client = AsyncFurhatClient('robot')
    client.ws_url = url

    with pytest.raises(InvalidRequest):
        await client.connect()


async def test_an_overwritten_address_is_used(robot):
    client = AsyncFurhatClient('robot')
    client.ws_url = robot.url
    await client.connect()

    assert client.is_connected
    await client.disconnect()


async def test_tls_is_spoken_if_the_scheme_says_so(robot):
    client = AsyncFurhatClient('127.0.0.1', port=robot.port, scheme='wss')

    with pytest.raises(OSError, match='(?i)ssl|handshake|no answer|broke|reset|api'):
        await client.connect(timeout=1)


async def test_a_closed_port_is_told_as_by_a_socket(scripted):
    address = scripted.address
    await scripted.close()

    with pytest.raises(ConnectionRefusedError):
        await AsyncFurhatClient(address.host, port=address.port).connect()


async def test_a_robot_that_never_answers_is_given_up(scripted):
    client = AsyncFurhatClient('127.0.0.1', port=scripted.address.port)

    with pytest.raises(asyncio.TimeoutError):
        await client.connect(timeout=1.0)  # enough for the socket to open


@pytest.mark.parametrize('kind', [RuntimeError, AccessRefused])
async def test_a_wrong_key_is_refused(kind):
    async with VirtualFurhat(auth_key='open sesame') as robot:
        client = AsyncFurhatClient('127.0.0.1', 'wrong', port=robot.port)
        with pytest.raises(kind, match=r'^Authentication failed\.$'):
            await client.connect()

        assert not client.is_connected


async def test_a_refused_client_closes_its_connection(scripted):
    client = AsyncFurhatClient('127.0.0.1', port=scripted.address.port)
    connecting = asyncio.create_task(client.connect())
    peer = await scripted.accept()
    await peer.answer(type='response.auth', access=False)

    await peer.closed()
    with pytest.raises(RuntimeError):
        await connecting


async def test_the_key_is_asked_for_again_after_a_refusal():
    async with VirtualFurhat(auth_key='open sesame') as robot:
        client = AsyncFurhatClient('127.0.0.1', 'wrong', port=robot.port)
        with pytest.raises(RuntimeError):
            await client.connect()
        client.auth_key = 'open sesame'
        await client.connect()

        assert client.is_connected
        await client.disconnect()


async def test_a_second_connect_does_nothing(client, robot):
    await client.connect()

    assert robot.connections == 1


async def test_two_connects_at_once_are_one(robot):
    client = AsyncFurhatClient('127.0.0.1', port=robot.port)
    await asyncio.gather(client.connect(), client.connect())

    assert robot.connections == 1
    await client.disconnect()


async def test_it_connects_again(client):
    await client.disconnect()
    await client.disconnect()
    await client.connect()

    assert (await client.request_users_once())['users'] == []


async def test_a_clean_close_is_noticed(line):
    client, peer = line
    await peer.close(1000)
    await soon(client.wait_closed())

    assert client.is_connected is False


async def test_a_program_may_declare_the_connection_dead(client, robot):
    client.is_connected = False
    await client.connect()

    assert (await client.request_users_once())['users'] == []


async def test_without_a_connection_nothing_is_sent():
    with pytest.raises(RuntimeError, match='Not connected to websocket'):
        await AsyncFurhatClient('robot').request_speak_stop()


@pytest.mark.parametrize('kind', [RuntimeError, LinkLost])
async def test_every_waiter_ends_with_the_connection(line, kind):
    client, peer = line
    waiting = [
        asyncio.create_task(client.request_speak_text('Hi', wait=True)),
        asyncio.create_task(client.request_users_once(timeout=None)),
        asyncio.create_task(client.wait_for_event('response.hear.end', timeout=None)),
    ]
    await peer.receive()
    await peer.receive()
    peer.drop()

    for waiter in waiting:
        with pytest.raises(kind):
            await soon(waiter)


async def test_streams_and_listening_do_not_outlive_it(line):
    client, peer = line
    await client.request_users_start()
    await client.request_listen_start()
    await client.request_camera_start()
    await client.request_camera_stop()
    await client.disconnect()

    sent = [(await peer.receive())['type'] for _ in range(6)]
    assert sent[4:] == ['request.users.stop', 'request.listen.stop']


async def test_a_robot_that_reads_nothing_does_not_hold_it_open(line):
    client, peer = line
    await client.request_audio_start()
    peer.turn_deaf()

    await soon(client.disconnect())
    assert not client.is_connected


async def test_a_handler_that_hangs_does_not_hold_it_open(client):
    never = asyncio.Event()
    client.add_handler(Events.response_users_data, lambda _: never.wait())
    await client.request_users_once()

    await soon(client.disconnect(timeout=0.01))
    assert not client.is_connected


async def test_speech_outlives_it(robot):
    async with AsyncFurhatClient('127.0.0.1', port=robot.port) as client:
        await client.request_speak_text('Hello')

    assert 'request.speak.stop' not in [each['type'] for each in robot.requests]


async def test_what_is_logged_shows_no_key(robot, caplog):
    client = AsyncFurhatClient('127.0.0.1', 'open sesame', port=robot.port)
    client.set_logging_level(logging.DEBUG)
    await client.connect()
    await client.send_event({'type': 'request.auth', 'key': 'open sesame'})
    await client.disconnect()
    client.set_logging_level(logging.INFO)

    assert 'response.auth' in caplog.text
    assert 'open sesame' not in caplog.text


async def test_the_scope_is_logged(robot, caplog):
    async with AsyncFurhatClient('127.0.0.1', port=robot.port):
        assert "Connected on 127.0.0.1 with scope 'local_network'" in caplog.text


async def test_a_frame_of_2_mib_is_no_end(line):
    client, peer = line
    asking = asyncio.create_task(client.request_camera_once())
    await peer.answer(type='response.camera.data', image='x' * 2**21)

    assert len((await soon(asking))['image']) == 2**21


async def test_broken_frames_are_no_end(line):
    client, peer = line
    for frame in ('{', '[]', '{"a": 1}', b'\0', '{"type": "response.users.data", "users": 1}'):
        await peer.send(frame)
    asking = asyncio.create_task(client.request_users_once())
    await peer.answer(type='response.users.data', users=[])

    assert (await soon(asking))['users'] == []


async def test_a_call_from_another_loop_is_carried_over(client):
    with IoThread() as other:
        users = asyncio.wrap_future(other.submit(client.request_users_once()))

        assert (await soon(users))['users'] == []


def test_a_client_whose_loop_has_ended_connects_again(free_robot):
    client = AsyncFurhatClient('127.0.0.1', port=free_robot)

    async def speak():
        await client.connect()
        return await client.request_users_once()

    assert asyncio.run(speak())['users'] == []
    assert asyncio.run(speak())['users'] == []


def test_after_the_end_of_its_loop_it_is_not_connected(free_robot):
    client = AsyncFurhatClient('127.0.0.1', port=free_robot)
    asyncio.run(client.connect())

    with pytest.raises(RuntimeError):
        asyncio.run(client.request_users_once())
