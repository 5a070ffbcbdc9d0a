"""A port behind which there is a robot somewhere else."""

import asyncio
import contextlib
import http.client
import json
import random
import re
import socket

import pytest
import websockets
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidHandshake

from furhat_ros.errors import RecordingFailed
from furhat_ros.virtual_robot.line import AT_ONCE
from furhat_ros.virtual_robot.tape.pass_through import PassThrough
from furhat_ros.virtual_robot.tape.target import Target

REQUEST = (
    b'GET /v1/events HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n'
    b'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n'
)
ACCEPTED = b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

END = b'\r\n\r\n'


@pytest.fixture
async def pass_to():
    """Open ways to a robot at a URL."""
    async with contextlib.AsyncExitStack() as stack:

        async def pass_to(url, **how):
            return await stack.enter_async_context(PassThrough(url, **how))

        yield pass_to


@pytest.fixture
async def path(pass_to, robot):
    """The way to a virtual robot."""
    return await pass_to(robot.url)


@pytest.fixture
async def wire(pass_to):
    """Both ends of a connection that is passed through, as (reader, writer) each, after the handshake."""
    accepted = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(
        lambda *robot: accepted.set_result(robot), '127.0.0.1', 0, limit=2**20
    )
    passed = await pass_to(f'127.0.0.1:{server.sockets[0].getsockname()[1]}')
    client = await asyncio.open_connection('127.0.0.1', passed.port)
    client[1].write(REQUEST)
    robot = await accepted
    robot[0].request = await robot[0].readuntil(END)
    robot[1].write(ACCEPTED)
    assert await client[0].readuntil(END) == ACCEPTED
    yield client, robot
    for _, writer in (client, robot):
        writer.transport.abort()
    server.close()


@pytest.fixture
def nowhere(free_port):
    """A URL where nobody listens."""
    return f'ws://127.0.0.1:{free_port}/v1/events'


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()[1:]]


async def fetch(port, path):
    """Fetch a page as a browser does."""

    def get():
        browser = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
        browser.request('GET', path)
        answer = browser.getresponse()
        return answer.status, answer.headers, answer.read()

    return await asyncio.to_thread(get)


async def left_in_the_end(writer):
    """Wait until nothing more is taken, and give the bytes that are left."""
    left, before = writer.transport.get_write_buffer_size(), None
    while left != before:
        for _ in range(50):
            await asyncio.sleep(0.002)
        left, before = writer.transport.get_write_buffer_size(), left
    return left


async def test_program_reaches_the_robot(path, robot, connect):
    program = await connect(path)
    await program.ask('request.led.set', color='red')
    assert robot.led.color == '#ff0000'
    assert (path.connections, robot.connections) == (1, 1)


async def test_robot_may_be_a_host_and_a_port(pass_to, robot, connect):
    path = await pass_to(f'127.0.0.1:{robot.port}')
    assert await (await connect(path)).ask('request.users.once') != []


async def test_both_sides_get_every_byte_of_the_other(wire):
    """Whatever it is: frames in pieces, pings, reserved opcodes, noise."""
    (from_robot, to_robot), (from_client, to_client) = wire
    dice = random.Random(1)
    for size in (1, 2, 125, 126, 70_000, 1_000_000):
        data = dice.randbytes(size)
        to_robot.write(data)
        assert await from_client.readexactly(size) == data
        to_client.write(data)
        assert await from_robot.readexactly(size) == data


async def test_robot_is_asked_by_its_own_name_and_not_for_compression(wire):
    _, (from_client, to_client) = wire
    place = to_client.get_extra_info('sockname')
    assert from_client.request.startswith(b'GET /v1/events HTTP/1.1\r\n')
    assert f'\r\nHost: 127.0.0.1:{place[1]}\r\n'.encode() in from_client.request
    assert b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' in from_client.request
    assert b'Extensions' not in from_client.request


async def test_who_sends_no_more_may_still_listen(wire):
    (from_robot, to_robot), (from_client, to_client) = wire
    to_robot.write_eof()
    assert await from_client.read() == b''
    to_client.write(b'still here')
    assert await from_robot.readexactly(10) == b'still here'


async def test_broken_connection_breaks_at_the_other_end(wire):
    (_, to_robot), (from_client, _) = wire
    to_robot.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    to_robot.transport.abort()
    with pytest.raises(ConnectionResetError):
        await from_client.read()


async def test_client_that_does_not_read_holds_up_the_robot_and_not_the_memory(wire):
    (from_robot, _), (_, to_client) = wire
    much = 64 * 2**20
    from_robot._transport.pause_reading()
    to_client.write(bytes(much))
    assert await left_in_the_end(to_client) > much / 2
    from_robot._transport.resume_reading()
    assert len(await from_robot.readexactly(much)) == much


async def test_robot_that_does_not_read_holds_up_the_client_and_not_the_memory(wire):
    (_, to_robot), (from_client, _) = wire
    much = 64 * 2**20
    from_client._transport.pause_reading()
    to_robot.write(bytes(much))
    assert await left_in_the_end(to_robot) > much / 2
    from_client._transport.resume_reading()
    assert len(await from_client.readexactly(much)) == much


async def test_goodbye_of_a_client_reaches_the_robot(pass_to, start, connect, tmp_path):
    robot = await start(record=tmp_path / 'robot.jsonl')
    path = await pass_to(robot.url, record=tmp_path / 'way.jsonl')
    program = await connect(path)
    await program.events()
    await program.socket.close(4000, 'enough')
    await robot.wait_until(lambda robot: robot.connections == path.connections == 0)
    for file in ('robot.jsonl', 'way.jsonl'):
        last = lines(tmp_path / file)[-1]
        assert (last['by'], last['code'], last['reason']) == ('client', 4000, 'enough')


async def test_goodbye_of_the_robot_reaches_the_client_and_is_told(
    pass_to, start, connect, tmp_path, caplog
):
    robot = await start()
    path = await pass_to(robot.url, record=tmp_path / 'way.jsonl')
    program = await connect(path)
    await program.events()
    await robot.__aexit__(None, None, None)
    with pytest.raises(ConnectionClosedOK) as caught:
        await program.socket.recv()
    assert caught.value.rcvd.code == 1001
    await robot.wait_until(lambda _: path.connections == 0)
    assert lines(tmp_path / 'way.jsonl')[-1]['code'] == 1001
    assert f'the robot at {robot.url} closed a connection (code 1001)' in caplog.text


async def test_robot_that_goes_away_without_a_goodbye_is_told(
    pass_to, robot, connect, tmp_path, caplog
):
    path = await pass_to(robot.url, record=tmp_path / 'way.jsonl')
    program = await connect(path)
    await program.events()
    await robot.faults.drop_connections()
    with pytest.raises(ConnectionClosedError):
        await program.socket.recv()
    await robot.wait_until(lambda _: path.connections == 0)
    last = lines(tmp_path / 'way.jsonl')[-1]
    assert (last['event'], last['by'], last['code']) == ('close', 'robot', None)
    assert f'the robot at {robot.url} is gone without a goodbye' in caplog.text


async def test_robot_that_is_not_there_is_told_once_and_in_words(
    pass_to, nowhere, tmp_path, caplog
):
    path = await pass_to(nowhere, record=tmp_path / 'way.jsonl')
    for _ in range(2):
        with pytest.raises(InvalidHandshake, match='502'):
            await websockets.connect(path.url)
    assert caplog.text.count(f'the robot at {nowhere} refuses the connection (is the Real') == 1
    assert [line['event'] for line in lines(tmp_path / 'way.jsonl')] == ['open', 'refused'] * 2
    status, _, body = await fetch(path.port, '/v1/events')
    assert status == 502
    assert body.decode().startswith('The robot refuses the connection')


async def test_name_that_nobody_knows_is_told(pass_to, caplog):
    path = await pass_to('ws://nobody.invalid:9000')
    with pytest.raises(InvalidHandshake, match='502'):
        await websockets.connect(path.url)
    assert (
        'the robot at ws://nobody.invalid:9000/v1/events is not known by that name' in caplog.text
    )


async def test_robot_without_tls_is_told(pass_to, robot, caplog):
    path = await pass_to(robot.url.replace('ws:', 'wss:'))
    with pytest.raises(InvalidHandshake, match='502'):
        await websockets.connect(path.url)
    # How it does not understand us is its own affair.
    assert re.search(
        r'robot at wss://\S+ (hangs up|does not speak TLS as it should: \w+)', caplog.text
    )


async def test_robot_that_refuses_is_told_and_its_answer_passed_on(
    pass_to, robot, tmp_path, caplog
):
    robot.faults.start('disable', status=403)
    path = await pass_to(robot.url, record=tmp_path / 'way.jsonl')
    with pytest.raises(InvalidHandshake, match='403'):
        await websockets.connect(path.url)
    await robot.wait_until(lambda _: 'answers 403 Forbidden' in caplog.text)
    last = lines(tmp_path / 'way.jsonl')[-1]
    assert (last['event'], last['reason']) == ('refused', 'answers 403 Forbidden')


async def test_pages_of_the_robot_are_there(path):
    status, headers, _ = await fetch(path.port, '/')
    assert (status, headers['Location']) == (302, '/v1/index.html')
    status, _, body = await fetch(path.port, '/v1/index.html')
    assert status == 200
    assert b'Furhat' in body


async def test_many_programs_are_passed_through_at_once(path, robot, connect):
    programs = await asyncio.gather(*(connect(path) for _ in range(100)))
    answers = await asyncio.gather(*(program.ask('request.users.once') for program in programs))
    assert all(len(each) == 1 for each in answers)
    assert robot.connections == 100


async def test_both_sides_are_told_when_the_way_ends(robot, start, connect, tmp_path):
    robot = await start(record=tmp_path / 'robot.jsonl')
    async with PassThrough(robot.url, record=tmp_path / 'way.jsonl') as path:
        program = await connect(path)
        await program.events()
    with pytest.raises(ConnectionClosedOK) as caught:
        await program.socket.recv()
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1001, 'the pass-through ends')
    await robot.wait_until(lambda robot: robot.connections == 0)
    last = lines(tmp_path / 'robot.jsonl')[-1]
    assert (last['by'], last['code']) == ('client', 1001)
    assert lines(tmp_path / 'way.jsonl')[-1]['by'] is None


async def test_both_directions_are_recorded(pass_to, robot, connect, tmp_path):
    path = await pass_to(robot.url, record=tmp_path / 'way.jsonl')
    program = await connect(path)
    await program.ask('request.led.set', color='red')
    texts = [(line['from'], line['json']['type']) for line in lines(tmp_path / 'way.jsonl')[1:]]
    assert texts == [
        ('client', 'request.led.set'),
        ('client', 'request.auth'),
        ('robot', 'response.auth'),
    ]


async def test_what_cannot_be_followed_is_told_and_still_passes(pass_to, robot, connect, tmp_path):
    path = await pass_to(robot.url, record=tmp_path / 'way.jsonl')
    program = await connect(path)
    await program.events()
    robot.faults.start('garble', kind='bad-frame')
    await program.send('request.auth')
    with pytest.raises(ConnectionClosedError) as caught:
        await program.socket.recv()
    assert caught.value.sent.code == 1002
    lost = [line for line in lines(tmp_path / 'way.jsonl') if line.get('event') == 'lost']
    assert len(lost) == 1
    assert lost[0]['reason'].startswith('robot: there is no such frame')


async def test_key_in_an_address_is_not_recorded(pass_to, robot, tmp_path):
    file = tmp_path / 'way.jsonl'
    address = f'ws://me:pass-word@127.0.0.1:{robot.port}/v1/events?key=open-sesame'
    path = await pass_to(address, record=file)
    async with websockets.connect(f'{path.url}?token=barbarossa') as client:
        for word in ('pass-word', 'open-sesame', 'barbarossa'):
            await client.send(json.dumps({'type': 'request.speak.text', 'text': word}))
        await client.send('{"type":"request.auth"}')
        while 'response.auth' not in await client.recv():
            pass
    assert [line['json']['text'] for line in lines(file)[1:4]] == ['(the key)'] * 3
    assert 'key=' not in file.read_text()
    assert f'"robot":"ws://127.0.0.1:{robot.port}/v1/events"' in file.read_text()


async def test_robot_gets_what_is_in_its_address_and_in_that_of_the_client(pass_to):
    heads = asyncio.Queue()

    async def listen(reader, writer):
        await heads.put(await reader.readuntil(END))
        writer.close()

    server = await asyncio.start_server(listen, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    path = await pass_to(f'ws://me:too@127.0.0.1:{port}/robots/1?a=b')
    _, writer = await asyncio.open_connection('127.0.0.1', path.port)
    writer.write(REQUEST.replace(b'/v1/events', b'/v1/events?c=d'))
    head = await heads.get()
    assert head.startswith(b'GET /robots/1?a=b&c=d HTTP/1.1\r\n')
    assert b'\r\nAuthorization: Basic bWU6dG9v\r\n' in head
    writer.close()
    server.close()


async def test_port_in_use_is_an_os_error(pass_to, robot):
    with pytest.raises(OSError, match='in use'):
        await pass_to(robot.url, port=robot.port)


async def test_way_that_cannot_record_leaves_its_port(pass_to, robot, tmp_path):
    with pytest.raises(RecordingFailed, match='cannot record in'):
        await pass_to(robot.url, record=tmp_path / 'no' / 'x.jsonl')


async def test_what_is_no_http_is_closed(path):
    reader, writer = await asyncio.open_connection('127.0.0.1', path.port)
    writer.write(b'x' * 200_000)
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b''
    writer.close()


@pytest.mark.parametrize(
    ('text', 'url'),
    [
        ('robot', 'ws://robot:9000/v1/events'),
        ('robot:9001', 'ws://robot:9001/v1/events'),
        ('[::1]:9000', 'ws://[::1]:9000/v1/events'),
        ('ws://robot', 'ws://robot:80/v1/events'),
        ('ws://robot:9000/', 'ws://robot:9000/v1/events'),
        ('wss://me:too@robot/far/away?key=1', 'wss://robot:443/far/away'),
    ],
)
def test_address_of_a_robot_is_understood(text, url):
    assert Target.of(text).url == url


@pytest.mark.parametrize('text', ['', 'http://robot', 'ws://', 'ws://robot:99999', 'ws://[robot'])
def test_what_is_no_address_is_said_in_words(text):
    with pytest.raises(ValueError, match='address of a robot'):
        Target.of(text)


def test_complaint_about_an_address_does_not_repeat_its_key():
    with pytest.raises(ValueError, match='address of a robot') as caught:
        Target.of('http://me:sesame@robot?key=sesame')
    assert 'sesame' not in str(caught.value)
