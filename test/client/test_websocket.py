import asyncio
import logging
import os
import time

import pytest

from furhat_ros.client import websocket
from furhat_ros.client.address import Address
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.errors import ConnectFailed, LinkLost

PATIENCE = 10.0
HERE = ['127.0.0.1']


async def soon(awaitable):
    return await asyncio.wait_for(awaitable, PATIENCE)


async def first_frame(socket):
    """Give the next frame; raise what ends the connection before."""
    frames = asyncio.Queue()
    reading = asyncio.create_task(socket.receive(frames.put_nowait))
    coming = asyncio.create_task(frames.get())
    try:
        await asyncio.wait({reading, coming}, return_when=asyncio.FIRST_COMPLETED)
        return await (coming if coming.done() else reading)
    finally:
        reading.cancel()
        coming.cancel()
        await asyncio.wait({reading, coming})


async def all_frames(socket):
    """Give the frames until the connection ends."""
    frames = []
    with pytest.raises(LinkLost):
        await soon(socket.receive(frames.append))
    return frames


def answers(data):
    """A TCP server's handler that reads the opening handshake and answers with some bytes."""

    async def handle(reader, writer):
        await reader.readuntil(b'\r\n\r\n')
        writer.write(data)
        await writer.drain()
        writer.close()

    return handle


def http(status, *headers):
    return '\r\n'.join([f'HTTP/1.1 {status}', 'Content-Length: 0', *headers, '', '']).encode()


async def test_text_goes_both_ways(dial):
    socket, peer = await dial()
    await socket.send('{"type":"request.users.once"}')
    request = await peer.receive()
    await peer.send('hello')

    assert request == {'type': 'request.users.once'}
    assert await first_frame(socket) == 'hello'


async def test_a_binary_frame_is_given_as_bytes(dial):
    socket, peer = await dial()
    await peer.send(b'\x00\x01')

    assert await first_frame(socket) == b'\x00\x01'


async def test_a_text_in_several_frames_is_put_together(dial):
    socket, peer = await dial()
    peer.write(b'\x01\x02he\x00\x02ll\x80\x01o')

    assert await soon(first_frame(socket)) == 'hello'


async def test_frames_come_in_their_order_and_all_of_them_before_the_end(dial):
    socket, peer = await dial()
    for number in range(3000):
        await peer.send(str(number))
    closing = asyncio.create_task(peer.close())

    assert await all_frames(socket) == [str(number) for number in range(3000)]
    await closing


async def test_frames_that_wait_do_not_hold_up_everything_else(dial):
    socket, peer = await dial()
    order = []

    def work(frame):
        order.append(frame)
        time.sleep(1.5 * websocket.LONGEST_TURN)  # not to wait: how long it takes is the input

    async def control():
        while True:
            order.append('control')
            await asyncio.sleep(0)

    peer.write(20 * b'\x81\x01x')
    others = asyncio.create_task(control())
    closing = asyncio.create_task(peer.close())
    with pytest.raises(LinkLost):
        await soon(socket.receive(work))
    await closing
    others.cancel()

    assert order.count('x') == 20
    assert 'xx' not in ''.join('x' if each == 'x' else '-' for each in order)


async def test_mistake_of_who_takes_the_frames_is_theirs(dial):
    socket, peer = await dial()
    await peer.send('hello')

    with pytest.raises(ZeroDivisionError):
        await soon(socket.receive(lambda _: 1 / 0))


async def test_text_that_its_taker_cannot_read_is_not_the_fault_of_the_robot(dial):
    socket, peer = await dial()
    await peer.send('hello')

    with pytest.raises(UnicodeDecodeError):
        await soon(socket.receive(lambda _: b'\xff'.decode()))


async def test_the_path_of_the_address_is_asked_for(scripted, dial):
    _, peer = await dial()

    assert peer.path == '/v1/events'


async def test_the_robot_is_called_by_its_name_and_not_asked_to_compress(raw_server):
    heads = []

    async def handle(reader, writer):
        heads.append((await reader.readuntil(b'\r\n\r\n')).decode().lower())
        writer.close()

    server = await raw_server(handle)
    with pytest.raises(ConnectFailed):
        await websocket.connect(Address('furhat.local', server.port), HERE, LinkPolicy())

    assert f'host: furhat.local:{server.port}\r\n' in heads[0]
    assert 'sec-websocket-extensions' not in heads[0]


async def test_the_first_address_that_answers_is_taken(scripted):
    socket = await websocket.connect(scripted.address, ['127.0.0.2', *HERE], LinkPolicy())
    peer = await scripted.accept()
    await socket.close()

    assert await peer.closed() == 1000


async def test_without_any_address_there_is_nothing_to_try():
    with pytest.raises(ConnectFailed, match='no address to try'):
        await websocket.connect(Address('robot'), [], LinkPolicy())


async def test_a_closed_port_is_explained(scripted):
    address = scripted.address
    await scripted.close()

    with pytest.raises(ConnectFailed, match=r'connection refused .*Realtime API enabled'):
        await websocket.connect(address, HERE, LinkPolicy())


async def test_what_accepts_but_never_answers_is_given_up(raw_server):
    async def handle(reader, writer):
        await reader.read()

    with pytest.raises(ConnectFailed, match=r'no answer within 0\.05 s'):
        await soon(
            websocket.connect(await raw_server(handle), HERE, LinkPolicy(open_timeout=0.05))
        )


@pytest.mark.parametrize(
    'data',
    [
        http('404 Not Found'),
        http('200 OK'),
        http('401 Unauthorized'),
        http('500 Internal Server Error'),
        http('101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'),
        http('302 Found', 'Location: http://login.example/'),
        http('301 Moved Permanently', 'Location: ws://127.0.0.1:1/elsewhere'),
        http('302 Found', 'Location: wss://login.example/v1/events'),
        http('307 Temporary Redirect', 'Location: http://[bad'),
        b'SSH-2.0-OpenSSH_9.6\r\n',
        b'\x16\x03\x01\x00\xff\xfe',
        b'HTTP/1.1 101 ' + b'x' * 100_000,
        b'HTTP/1.1 200 OK\r\n' + b'X-Header: y\r\n' * 1000 + b'\r\n',
        b'',
    ],
    ids=lambda data: repr(data[:30]) + str(len(data)),
)
async def test_something_else_than_a_furhat_is_a_failure_that_says_so(raw_server, data):
    address = await raw_server(answers(data))

    with pytest.raises(ConnectFailed, match='something answers there, but not the Furhat API'):
        await soon(websocket.connect(address, HERE, LinkPolicy(close_timeout=0.2)))


async def test_a_server_that_hangs_up_at_once_is_a_failure(raw_server):
    async def handle(reader, writer):
        writer.transport.abort()

    with pytest.raises(ConnectFailed):
        await soon(websocket.connect(await raw_server(handle), HERE, LinkPolicy()))


async def test_a_redirect_leads_nobody_to_another_place(raw_server):
    visitors = []

    async def other(reader, writer):
        visitors.append(await reader.readuntil(b'\r\n\r\n'))

    elsewhere = await raw_server(other)
    location = f'Location: ws://127.0.0.1:{elsewhere.port}/v1/events'
    address = await raw_server(answers(http('302 Found', location)))
    with pytest.raises(ConnectFailed):
        await soon(
            websocket.connect(address, HERE, LinkPolicy(open_timeout=0.5, close_timeout=0.2))
        )

    assert visitors == []


async def test_the_proxies_of_the_system_are_ignored(scripted, raw_server, monkeypatch):
    visitors = []

    async def proxy(reader, writer):
        visitors.append(await reader.readline())
        writer.close()

    port = (await raw_server(proxy)).port
    for name in ('http', 'https', 'ws', 'wss', 'socks', 'all'):
        for variable in (f'{name}_proxy', f'{name}_proxy'.upper()):
            monkeypatch.setitem(os.environ, variable, f'http://127.0.0.1:{port}')
    for variable in ('no_proxy', 'NO_PROXY'):
        monkeypatch.delenv(variable, raising=False)

    socket = await websocket.connect(scripted.address, HERE, LinkPolicy())
    await scripted.accept()
    await socket.close()

    assert visitors == []


async def test_a_frame_may_be_larger_than_the_library_thinks(dial):
    socket, peer = await dial(max_frame=LinkPolicy().max_frame)
    sending = asyncio.create_task(peer.send('x' * 5_000_000))

    assert len(await soon(first_frame(socket))) == 5_000_000
    await sending


async def test_a_frame_of_just_the_limit_is_taken(dial):
    socket, peer = await dial(max_frame=1000)
    await peer.send('x' * 1000)

    assert len(await first_frame(socket)) == 1000


async def test_a_frame_above_the_limit_ends_the_link_for_a_clear_reason(dial):
    socket, peer = await dial(max_frame=1000)
    await peer.send('x' * 1001)

    with pytest.raises(LinkLost, match='a frame of more than 1000 bytes'):
        await soon(first_frame(socket))
    assert await peer.closed() == 1009


@pytest.mark.parametrize(
    ('code', 'reason', 'words'),
    [
        (1000, '', r'the robot closed the connection \(code 1000\)'),
        (1000, 'bye', r'the robot closed the connection \(code 1000: bye\)'),
        (1001, '', r'the robot closed the connection \(code 1001\)'),
        (1011, 'oops', r'the robot closed the connection \(code 1011: oops\)'),
        (4000, '', r'the robot closed the connection \(code 4000\)'),
    ],
)
async def test_a_goodbye_of_the_robot_is_told_with_its_code(dial, code, reason, words):
    socket, peer = await dial()
    await peer.close(code, reason)

    with pytest.raises(LinkLost, match=f'^{words}$'):
        await soon(first_frame(socket))


async def test_a_dropped_connection_is_a_broken_one(dial):
    socket, peer = await dial()
    peer.drop()

    with pytest.raises(LinkLost, match='the connection broke'):
        await soon(first_frame(socket))


async def test_frames_that_break_the_websocket_protocol_end_the_link(dial):
    socket, peer = await dial()
    peer.write(b'\xff\x00')

    with pytest.raises(LinkLost, match=r'closed because of what the robot sent \(code 1002'):
        await soon(first_frame(socket))


async def test_text_that_is_no_utf_8_ends_the_link(dial):
    socket, peer = await dial()
    peer.write(b'\x81\x02\xff\xff')

    with pytest.raises(LinkLost, match=r'closed because of what the robot sent \(code 1007'):
        await soon(first_frame(socket))


async def test_sending_on_a_lost_link_says_so(dial):
    socket, peer = await dial()
    await peer.close()
    with pytest.raises(LinkLost):
        await soon(first_frame(socket))

    with pytest.raises(LinkLost, match='the robot closed the connection'):
        await socket.send('hello')


async def test_a_robot_that_answers_no_pings_is_lost(mute_robot):
    policy = LinkPolicy(ping_interval=0.05, ping_timeout=0.05, close_timeout=0.05)
    socket = await websocket.connect(mute_robot, HERE, policy)

    with pytest.raises(LinkLost, match='the robot no longer answers pings'):
        await soon(first_frame(socket))


async def test_a_robot_that_reads_nothing_does_not_hold_up_a_sender_for_ever(mute_robot):
    policy = LinkPolicy(ping_interval=0.05, ping_timeout=0.05, close_timeout=0.05)
    socket = await websocket.connect(mute_robot, HERE, policy)

    async def flood():
        while True:
            await socket.send('x' * 1_000_000)

    with pytest.raises(LinkLost):
        await soon(flood())


async def test_a_robot_that_reads_nothing_is_lost_for_the_reader_too(mute_robot):
    policy = LinkPolicy(ping_interval=PATIENCE, ping_timeout=0.05, close_timeout=0.05)
    socket = await websocket.connect(mute_robot, HERE, policy)
    reading = asyncio.create_task(first_frame(socket))
    with pytest.raises(LinkLost, match='the robot no longer takes what is sent'):
        await soon(socket.send('x' * 50_000_000))

    with pytest.raises(LinkLost):
        await soon(reading)


async def test_a_robot_that_reads_none_of_many_small_frames_is_lost(mute_robot):
    policy = LinkPolicy(ping_interval=PATIENCE, ping_timeout=0.05, close_timeout=0.05)
    socket = await websocket.connect(mute_robot, HERE, policy)

    async def flood():
        while True:
            await socket.send('x' * 1000)

    with pytest.raises(LinkLost, match='the robot no longer takes what is sent'):
        await soon(flood())


async def test_a_small_frame_is_sent_without_a_turn_of_the_loop(dial):
    socket, peer = await dial()
    with pytest.raises(StopIteration):
        socket.send('{"type": "hello"}').send(None)
    assert await peer.receive() == {'type': 'hello'}


async def test_an_idle_robot_that_answers_pings_is_not_lost(dial):
    socket, peer = await dial(ping_interval=0.01, ping_timeout=PATIENCE)
    while socket.latency is None:
        await asyncio.sleep(0.001)
    await peer.send('still here')

    assert await soon(first_frame(socket)) == 'still here'


async def test_the_latency_is_unknown_before_the_first_ping(dial):
    socket, _ = await dial(ping_interval=PATIENCE)

    assert socket.latency is None


async def test_the_latency_is_that_of_the_last_ping(dial):
    socket, _ = await dial(ping_interval=0.01, ping_timeout=PATIENCE)
    while socket.latency is None:
        await asyncio.sleep(0.001)

    assert 0 < socket.latency < PATIENCE


async def test_closing_says_goodbye(dial):
    socket, peer = await dial()
    await socket.close()

    assert await peer.closed() == 1000


async def test_closing_twice_is_harmless(dial):
    socket, peer = await dial()
    await socket.close()
    await socket.close()

    assert await peer.closed() == 1000


async def test_closing_does_not_wait_for_a_robot_that_reads_nothing(mute_robot):
    socket = await websocket.connect(mute_robot, HERE, LinkPolicy(close_timeout=0.05))

    await soon(socket.close())

    with pytest.raises(LinkLost):
        await first_frame(socket)


async def test_who_closes_is_not_told_that_the_robot_did(dial):
    socket, _ = await dial()
    await socket.close()

    with pytest.raises(LinkLost) as lost:
        await first_frame(socket)
    assert 'the robot' not in str(lost.value)


@pytest.mark.parametrize('steps', range(0, 40, 2))
async def test_a_cancel_while_connecting_is_heard_and_leaves_no_socket_open(scripted, steps):
    opening = asyncio.create_task(websocket.connect(scripted.address, HERE, LinkPolicy()))
    for _ in range(steps):
        await asyncio.sleep(0)

    if opening.cancel():
        with pytest.raises(asyncio.CancelledError):
            await opening
    else:
        await opening.result().close()
    while scripted.pending():
        await (await scripted.accept()).closed()


async def test_frames_are_not_logged(dial, caplog):
    caplog.set_level(logging.DEBUG)
    socket, peer = await dial()
    await socket.send('{"key":"a1b2c3d4e5f6"}')
    await peer.receive()

    assert 'a1b2c3d4e5f6' not in ''.join(
        record.getMessage() for record in caplog.records if 'server' not in record.name
    )


async def test_a_connection_that_breaks_as_it_is_opened_is_told_by_the_next_receive(dial):
    socket, peer = await dial()
    peer.drop()
    with pytest.raises(LinkLost):
        await first_frame(socket)

    websocket._limit_backlog(socket.connection, 1000)  # as after a handshake and a reset
