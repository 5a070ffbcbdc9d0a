"""The robot's end of the network."""

import asyncio
import http.client
import json

import pytest
import websockets

from furhat_ros.virtual_robot import connection


async def get(robot, path):
    """Fetch a path as a browser does, without following redirects."""

    def fetch():
        browser = http.client.HTTPConnection('127.0.0.1', robot.port, timeout=10)
        browser.request('GET', path)
        answer = browser.getresponse()
        return answer.status, answer.headers, answer.read()

    return await asyncio.to_thread(fetch)


@pytest.fixture
async def deaf(robot):
    """Connect a program that never reads, and that the system buffers little for."""
    reader, writer = await asyncio.open_connection('127.0.0.1', robot.port, limit=1024)
    writer.write(
        b'GET /v1/events HTTP/1.1\r\nHost: robot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
        b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n'
    )
    await reader.readuntil(b'\r\n\r\n')
    yield writer
    writer.transport.abort()


def masked(request):
    """A text frame of a client, masked with zeros."""
    payload = json.dumps(request).encode()
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def test_free_port_is_chosen(robot):
    assert robot.port > 0
    assert robot.url == f'ws://127.0.0.1:{robot.port}/v1/events'


async def test_port_in_use_is_an_os_error(robot, start):
    with pytest.raises(OSError, match='in use'):
        await start(port=robot.port)


async def test_root_redirects_to_the_page(robot):
    status, headers, body = await get(robot, '/')
    assert (status, headers['Location'], body) == (302, '/v1/index.html', b'')


async def test_page_has_the_robots_title(robot):
    status, headers, body = await get(robot, '/v1/index.html')
    assert status == 200
    assert headers['Content-Type'] == 'text/html; charset=utf-8'
    assert b'<title>Furhat Realtime API</title>' in body


async def test_other_paths_are_not_found_and_empty(robot):
    status, headers, body = await get(robot, '/nowhere')
    assert (status, body) == (404, b'')
    # websockets up to 13 cannot leave the header out.
    assert headers['Content-Type'] in {None, 'text/plain'}


async def test_websocket_on_another_path_is_refused(robot):
    with pytest.raises(websockets.exceptions.InvalidHandshake, match='404'):
        async with websockets.connect(f'ws://127.0.0.1:{robot.port}/v1/other'):
            pass


async def test_connections_are_counted(robot, connect):
    programs = [await connect(robot) for _ in range(3)]
    await programs[0].events()
    assert robot.connections == 3
    await programs[0].socket.close()
    await programs[1].events()
    assert robot.connections == 2


async def test_robot_accepts_new_connections_after_a_drop(robot, connect):
    await (await connect(robot)).events()
    await robot.faults.drop_connections()
    assert await (await connect(robot)).ask('request.users.once') != []


async def test_switched_off_robot_says_goodbye(start, connect):
    robot = await start()
    program = await connect(robot)
    await program.events()
    await robot.__aexit__(None, None, None)
    with pytest.raises(websockets.exceptions.ConnectionClosedOK) as caught:
        await program.socket.recv()
    assert caught.value.rcvd.code == 1001


async def test_broken_frames_of_one_client_do_not_hurt_another(robot, connect):
    bad, good = await connect(robot), await connect(robot)
    await bad.send_frame('{' * 1000)
    bad.socket.transport.write(b'\xff' * 100)
    assert await good.ask('request.users.once') != []


async def test_client_that_never_reads_does_not_hold_up_others(deaf, program, clock):
    deaf.write(masked({'type': 'request.audio.start', 'sample_rate': 192000}))
    for _ in range(50):
        await clock.advance(1)
        assert await program.ask('request.users.once') != []


async def test_client_that_leaves_its_answers_unread_is_cut_off(deaf, robot, program, monkeypatch):
    monkeypatch.setattr(connection, 'MOST_WAITING', 20)
    assert robot.connections == 2
    while robot.connections == 2:
        deaf.write(masked({'type': 'request.voice.status'}) * 20)
        await program.events()


async def test_slow_client_gets_the_newest_of_a_stream(robot, program, clock):
    robot.users.add(path=lambda time: (0.0, 0.0, 1 + time))
    await program.ask(
        'request.audio.start', sample_rate=192000
    )  # about half a megabyte per second
    program.socket.transport.pause_reading()
    await program.send('request.users.start')
    await clock.advance(30)
    program.socket.transport.resume_reading()
    lists = [event for event in await program.events() if 'users' in event]
    places = [event['users'][0]['location']['z'] for event in lists]
    assert len(places) < 300
    assert places == sorted(places)
    assert places[-1] == 31.0


async def test_compression_is_off_by_default(program):
    assert not compresses(program)


async def test_compression_is_an_option(start, connect):
    assert compresses(await connect(await start(compression=True)))


def compresses(program):
    headers = getattr(program.socket, 'response_headers', None)
    if headers is None:
        headers = program.socket.response.headers
    return 'permessage-deflate' in headers.get('Sec-WebSocket-Extensions', '')
