"""Frames that are found in what has arrived, wherever it was cut on its way, and what is left to the library."""

import asyncio

import pytest

from furhat_ros.client import websocket
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.errors import LinkLost

from .conftest import opening_answer

pushing = pytest.importorskip(
    'furhat_ros.client.pushing', reason='before version 14 `websockets` hands nothing out'
)

HERE = ['127.0.0.1']
FIN, CONT, TEXT, BINARY, CLOSE, PING = 0x80, 0x0, 0x1, 0x2, 0x8, 0x9

LONG = 'x' * 200
LONGER = 'y' * 70_000
LONGEST = 'z' * 600_000


def frame(kind, data):
    """Give the bytes of a frame of the robot."""
    data = data.encode() if isinstance(data, str) else data
    length = len(data)
    if length < 126:
        return bytes((kind, length)) + data
    if length < 65536:
        return bytes((kind, 126)) + length.to_bytes(2, 'big') + data
    return bytes((kind, 127)) + length.to_bytes(8, 'big') + data


def text(data):
    return frame(FIN | TEXT, data)


MIXED = [
    text('short'),
    text(''),
    text(LONG),
    frame(FIN | PING, b'are you there'),
    text('gr\u00fc\u00df dich \u2603'),
    frame(TEXT, 'in '),
    frame(FIN | PING, b''),
    frame(CONT, 'three '),
    frame(FIN | CONT, 'parts'),
    text('after them'),
    frame(FIN | BINARY, b'\x00\xff'),
    frame(BINARY, b'\x01'),
    frame(FIN | CONT, b'\x02'),
    text(LONGER),
    text('last'),
]
MESSAGES = [
    'short',
    '',
    LONG,
    'gr\u00fc\u00df dich \u2603',
    'in three parts',
    'after them',
    b'\x00\xff',
    b'\x01\x02',
    LONGER,
    'last',
]


def arrive(connection, data):
    """Let bytes arrive, as asyncio does."""
    while data:
        room = connection.get_buffer(-1)
        size = min(len(room), len(data))
        room[:size] = data[:size]
        connection.buffer_updated(size)
        data = data[size:]


@pytest.fixture
async def taking(dial, monkeypatch):
    """A connection that hands out all that arrives at once, and the list of what it has."""
    monkeypatch.setattr(websocket, 'LONGEST_TURN', 1000.0)
    socket, _ = await dial()
    taken = []
    reading = asyncio.create_task(socket.receive(taken.append))
    await asyncio.sleep(0)
    yield socket.connection, taken
    await socket.close()
    await asyncio.gather(reading, return_exceptions=True)


@pytest.mark.parametrize('size', [1, 2, 3, 7, 64, 1000, 4096, 65_536, 10_000_000])
async def test_frames_are_found_in_pieces_of_any_size(taking, size):
    connection, taken = taking
    data = b''.join(MIXED)
    for start in range(0, len(data), size):
        arrive(connection, data[start : start + size])
    assert taken == MESSAGES


async def test_frames_are_found_wherever_they_are_cut(taking):
    connection, taken = taking
    whole = [each for each in MIXED if len(each) < 300]
    messages = [each for each in MESSAGES if len(each) < 300]
    data = b''.join(whole)
    for place in range(len(data)):
        taken.clear()
        arrive(connection, data[:place])
        arrive(connection, data[place:])
        assert taken == messages, f'cut at {place}'


async def test_room_grows_for_a_long_frame_and_is_given_back_after_a_very_long_one(taking):
    connection, taken = taking
    for length in (len(LONGEST), 3 * len(LONGEST)):
        arrive(connection, text('a' * length))
        arrive(connection, text('b'))
        assert [len(each) for each in taken] == [length, 1]
        taken.clear()
    assert len(connection._room) == pushing.ROOM


async def test_what_is_received_at_once_has_a_limit(taking):
    connection, taken = taking
    arrive(connection, text(LONGEST))
    assert len(taken[0]) == len(LONGEST)
    assert len(connection.get_buffer(-1)) <= pushing.ROOM


@pytest.mark.parametrize(
    'bad',
    [
        frame(FIN | CONT, 'of nothing'),
        frame(TEXT, 'first') + text('in the middle of it'),
        frame(0x40 | FIN | TEXT, 'compressed'),
        frame(FIN | 0x3, 'of no known kind'),
        bytes((FIN | TEXT, 0x80 | 1, 1, 2, 3, 4)) + b'x',
    ],
    ids=['continuation', 'within a message', 'reserved bit', 'kind', 'masked'],
)
async def test_frame_that_breaks_the_protocol_ends_the_link_and_nothing_behind_it_counts(
    dial, bad
):
    socket, peer = await dial()
    taken = []
    peer.write(text('before') + bad + text('behind'))
    with pytest.raises(LinkLost, match='code 1002'):
        await asyncio.wait_for(socket.receive(taken.append), 10.0)
    assert taken == ['before']


async def test_nothing_behind_the_goodbye_counts(dial):
    socket, peer = await dial()
    taken = []
    peer.write(text('before') + frame(FIN | CLOSE, b'\x03\xe8') + text('behind'))
    with pytest.raises(LinkLost, match='code 1000'):
        await asyncio.wait_for(socket.receive(taken.append), 10.0)
    assert taken == ['before']


async def test_frames_that_had_arrived_before_the_connection_broke_are_handed_out(
    dial, monkeypatch
):
    monkeypatch.setattr(websocket, 'LONGEST_TURN', 0.0)
    socket, peer = await dial()
    taken = []

    def take(message):
        taken.append(message)
        if len(taken) == 2:
            socket.connection.transport.abort()

    peer.write(b''.join(text(str(number)) for number in range(100)))
    with pytest.raises(LinkLost, match='the connection broke'):
        await asyncio.wait_for(socket.receive(take), 10.0)
    assert taken == [str(number) for number in range(100)]


@pytest.mark.parametrize('cut', range(6))
async def test_first_frame_may_come_with_the_end_of_the_handshake(raw_server, cut):
    async def handle(reader, writer):
        whole = await opening_answer(reader) + text('hello')
        place = whole.index(b'\r\n\r\n') + cut
        for piece in (whole[:place], whole[place:]):
            writer.write(piece)
            for _ in range(20):  # turns of the loop, in which the client takes it
                await asyncio.sleep(0)
        await reader.read()

    address = await raw_server(handle)
    socket = await websocket.connect(address, HERE, LinkPolicy(close_timeout=0.2))
    taken = asyncio.Queue()
    reading = asyncio.create_task(socket.receive(taken.put_nowait))
    assert await asyncio.wait_for(taken.get(), 10.0) == 'hello'
    await socket.close()
    await asyncio.gather(reading, return_exceptions=True)


async def test_frames_wait_for_whoever_takes_them(dial):
    socket, _ = await dial()
    arrive(socket.connection, text('one') + text('two')[:3])
    arrive(socket.connection, text('two')[3:] + text('three')[:2])
    taken = []
    reading = asyncio.create_task(socket.receive(taken.append))
    await asyncio.sleep(0)
    arrive(socket.connection, text('three')[2:])
    for _ in range(100):  # turns of the loop, in which all is handed out
        await asyncio.sleep(0)
    assert taken == ['one', 'two', 'three']
    await socket.close()
    await asyncio.gather(reading, return_exceptions=True)
