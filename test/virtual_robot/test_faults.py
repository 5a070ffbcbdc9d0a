"""What goes wrong on demand, as a program at the other end sees it."""

import asyncio
import fcntl
import json
import socket
import sys
import termios
from pathlib import Path

import pytest
import websockets

from furhat_ros.virtual_robot.thread import VirtualFurhatThread

from .conftest import Program

SOON = 20
"""Seconds that nothing here takes, even on a machine that is busy with other things."""

OPEN_FILES = Path('/proc/self/fd')

OUTAGES = ('refuse', 'disable', 'stall', 'restart')

HANDSHAKE = (
    b'GET /v1/events HTTP/1.1\r\nHost: robot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n'
)


@pytest.fixture
async def plain():
    """Connect programs that see bytes and not messages."""
    writers = []

    async def plain(robot):
        before = robot.connections
        reader, writer = await asyncio.open_connection('127.0.0.1', robot.port)
        writers.append(writer)
        writer.write(HANDSHAKE)
        await reader.readuntil(b'\r\n\r\n')
        await until(lambda: robot.connections > before)
        return reader

    yield plain
    for writer in writers:
        writer.transport.abort()


async def received(program, count=1):
    """Give the next messages as they are."""
    return [await asyncio.wait_for(program.socket.recv(), SOON) for _ in range(count)]


async def words(program, count):
    """Give what the next messages are about, in the form of `say`."""
    return [json.loads(frame)['n'] for frame in await received(program, count)]


def say(robot, *numbers):
    for number in numbers:
        robot.send_raw(json.dumps({'type': 'response.of.tomorrow', 'n': number}))


async def until(true):
    async def wait():
        while not true():
            await asyncio.sleep(0.001)

    await asyncio.wait_for(wait(), SOON)


async def moment_of(program, clock):
    """Let the time go on until a message comes, and give the time when it did."""
    message = asyncio.ensure_future(received(program))
    while not message.done():
        await clock.advance(0.05)
        await asyncio.sleep(0.001)
    await message
    return clock.now()


async def works(robot, program):
    """Tell whether a program gets its answers, each once and whole."""
    answers = await asyncio.wait_for(program.ask('request.system.status', request_id='x'), SOON)
    return [(answer['type'], answer['request_id']) for answer in answers] == [
        ('response.system.status', 'x')
    ]


async def is_refused(robot):
    try:
        _, writer = await asyncio.open_connection('127.0.0.1', robot.port)
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


# refuse


async def test_refused_connection_is_refused_by_the_system(robot):
    robot.faults.start('refuse')
    assert await is_refused(robot)


async def test_who_is_connected_stays_so_while_others_are_refused(robot, program):
    await program.events()
    robot.faults.start('refuse')
    assert await works(robot, program)


async def test_refusal_is_over_after_its_seconds(robot, connect, clock):
    robot.faults.start('refuse', seconds=5)
    await clock.advance(4.9)
    assert await is_refused(robot)
    await clock.advance(0.2)
    assert await works(robot, await connect(robot))


async def test_nobody_takes_the_port_while_it_is_shut(robot, start):
    robot.faults.start('refuse')
    with pytest.raises(OSError, match='in use'):
        await start(port=robot.port)


async def test_port_that_is_opened_and_shut_at_once_is_shut(robot):
    for _ in range(3):
        robot.faults.start('refuse')
        robot.faults.stop('refuse')
    robot.faults.start('refuse')
    for _ in range(20):
        await asyncio.sleep(0)
    assert await is_refused(robot)


async def test_two_refusals_end_with_the_second(robot, connect, clock):
    robot.faults.start('refuse', seconds=1)
    robot.faults.start('refuse', seconds=2)
    await clock.advance(1.5)
    assert await is_refused(robot)
    await clock.advance(1)
    assert await works(robot, await connect(robot))


async def test_robot_can_be_switched_off_while_it_refuses(start):
    robot = await start()
    robot.faults.start('refuse')
    await robot.__aexit__(None, None, None)
    assert await is_refused(robot)


# disable


@pytest.mark.parametrize('status', [404, 503])
async def test_disabled_api_answers_the_handshake_with_an_error(robot, status):
    robot.faults.start('disable', status=status)
    with pytest.raises(websockets.exceptions.InvalidHandshake, match=str(status)):
        async with websockets.connect(robot.url):
            pass


async def test_disabled_api_says_goodbye(robot, program):
    await program.events()
    robot.faults.start('disable')
    with pytest.raises(websockets.exceptions.ConnectionClosedOK) as caught:
        await received(program)
    assert caught.value.rcvd.code == 1001


# drop


async def test_dropped_connections_end_abnormally(robot, program):
    await program.events()
    await robot.faults.drop_connections()
    assert robot.connections == 0
    with pytest.raises(websockets.exceptions.ConnectionClosedError) as caught:
        await received(program)
    assert caught.value.rcvd is None


async def test_drop_is_a_reset(robot, plain):
    reader = await plain(robot)
    robot.faults.start('drop')
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(), SOON)


async def test_drop_may_look_like_a_plain_end(robot, plain):
    reader = await plain(robot)
    robot.faults.start('drop', how='end')
    assert await asyncio.wait_for(reader.read(), SOON) == b''


async def test_one_client_may_be_dropped_alone(robot, connect):
    first, second = await connect(robot), await connect(robot)
    await first.events()
    await second.events()
    robot.faults.start('drop', client=2)
    with pytest.raises(websockets.exceptions.ConnectionClosedError):
        await received(second)
    assert await works(robot, first)


async def test_request_that_has_come_with_a_dropped_connection_is_not_obeyed(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    drop = {'request.face.reset': lambda *_: robot.faults.start('drop', client=1)}
    robot.handlers = {**robot.handlers, **drop}
    robot.faults.start('stall', client=1)
    await program.send('request.face.reset')
    await program.send('request.led.set', color='red')
    await witness.events()
    robot.faults.clear()  # both are read at once
    await until(lambda: robot.connections == 1)
    await witness.events()
    assert robot.led.color == '#000000'


async def test_connections_may_break_every_so_often(robot, connect, clock):
    robot.faults.start('drop', every=30)
    for _ in range(3):
        program = await connect(robot)
        assert await works(robot, program)
        await clock.advance(30)
        with pytest.raises(websockets.exceptions.ConnectionClosedError):
            await received(program)


@pytest.mark.parametrize('count', [0, 1, 2, 3, 50, 99, 100, 101, 120])
async def test_connection_breaks_after_so_many_bytes(robot, plain, count):
    robot.faults.start('drop', after_bytes=count, how='end')
    reader = await plain(robot)
    robot.send_raw('x' * 98)  # 100 bytes with its header
    robot.send_raw('y' * 98)
    expected = (b'\x81\x62' + b'x' * 98 + b'\x81\x62' + b'y' * 98)[:count]
    assert await asyncio.wait_for(reader.read(), SOON) == expected


async def test_bytes_are_counted_for_each_client(robot, connect):
    robot.faults.start('drop', after_bytes=1000)
    for _ in range(2):
        program = await connect(robot)
        assert await works(robot, program)
        robot.send_raw('x' * 1000)
        with pytest.raises(websockets.exceptions.ConnectionClosedError):
            await received(program)


async def test_chance_breaks_connections_in_mid_frame_and_takes_the_same_course(start, plain):
    lengths = []
    for _ in range(2):
        robot = await start()
        robot.faults.start('drop', share=0.1, seed=7, how='end')
        reader = await plain(robot)
        for _ in range(100):
            robot.send_raw('x' * 98)
        lengths.append(len(await asyncio.wait_for(reader.read(), SOON)))
    assert lengths[0] == lengths[1]
    assert lengths[0] % 100 > 0


# stall


async def test_hanging_robot_answers_neither_requests_nor_pings(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    robot.faults.start('stall', client=1)
    await program.send('request.led.set', color='red')
    pong = await program.socket.ping()
    for _ in range(50):
        await witness.events()
    assert robot.led.color == '#000000'
    assert not pong.done()
    robot.faults.clear()
    await asyncio.wait_for(pong, SOON)
    assert await works(robot, program)
    assert robot.led.color == '#ff0000'


async def test_hanging_robot_sends_nothing_until_it_goes_on(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    robot.faults.start('stall', client=1)
    say(robot, 1, 2, 3)
    await words(witness, 3)
    message = asyncio.ensure_future(words(program, 3))
    await witness.events()
    assert not message.done()
    robot.faults.stop('stall')
    assert await message == [1, 2, 3]


async def test_hanging_robot_lets_newcomers_wait(robot, connect):
    robot.faults.start('stall')
    newcomer = asyncio.ensure_future(connect(robot))
    _, writer = await asyncio.open_connection('127.0.0.1', robot.port)
    writer.close()
    for _ in range(100):
        await asyncio.sleep(0)
    assert robot.connections == 0
    assert not newcomer.done()
    robot.faults.clear()
    assert await works(robot, await newcomer)


async def test_hanging_robot_reads_no_more(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    robot.faults.start('stall', client=1)
    flood = asyncio.ensure_future(program.send_frame('x' * 15 * 2**20))
    for _ in range(50):
        await witness.events()
    assert not flood.done(), 'the system took 15 MiB'
    robot.faults.clear()
    await asyncio.wait_for(flood, SOON)
    answers = await program.events()
    assert [answer['type'] for answer in answers] == ['response.error']


async def test_hanging_again_in_the_middle_of_a_large_request_is_hanging(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    text = json.dumps({'type': 'request.led.set', 'color': 'red', 'extra': 'x' * 8 * 2**20})
    upload = asyncio.ensure_future(program.send_frame(text))
    await witness.events()
    robot.faults.start('stall', client=1)
    pong = asyncio.ensure_future(program.socket.ping())
    for _ in range(50):
        await witness.events()
    assert robot.led.color == '#000000'
    robot.faults.clear()
    await asyncio.wait_for(upload, SOON)
    await asyncio.wait_for(await pong, SOON)
    assert robot.led.color == '#ff0000'


async def test_client_that_leaves_a_hanging_robot_is_gone_when_it_goes_on(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    robot.faults.start('stall', client=1)
    program.socket.transport.abort()
    await witness.events()
    robot.faults.clear()
    await until(lambda: robot.connections == 1)


async def test_robot_can_be_switched_off_while_it_hangs(start, connect):
    robot = await start()
    program = await connect(robot)
    await program.events()
    robot.faults.start('stall')
    await robot.__aexit__(None, None, None)
    with pytest.raises(websockets.exceptions.ConnectionClosedOK):
        await received(program)


# restart


async def test_restart_breaks_connections_and_keeps_the_port(robot, program, connect, clock):
    await program.events()
    port = robot.port
    robot.faults.start('restart', seconds=3)
    with pytest.raises(websockets.exceptions.ConnectionClosedError):
        await received(program)
    assert await is_refused(robot)
    await clock.advance(3)
    assert robot.port == port
    assert await works(robot, await connect(robot))


async def test_restart_loses_the_state(robot, program, connect, clock, types):
    voice_id, face_id = robot.voice.voice_id, robot.face.face_id
    await program.send('request.voice.config', language='sv-SE')
    await program.send('request.face.config', face_id='adult - Chen', blinking=False)
    await program.send('request.face.params', params={'BROW_UP_LEFT': 1.0})
    await program.send('request.led.set', color='red')
    await program.send('request.system.config', volume=10)
    await program.send('request.listen.config', languages=['sv-SE'], phrases=['hej'])
    await program.send('request.attend.location', x=0, y=0, z=1)
    await program.send('request.listen.start')
    await program.events()
    assert robot.voice.voice_id != voice_id
    robot.faults.start('restart', seconds=3)
    await clock.advance(3)
    assert (robot.voice.voice_id, robot.face.face_id) == (voice_id, face_id)
    assert robot.face.idle['blinking']
    assert robot.face.params == {}
    assert robot.led.color == '#000000'
    assert robot.system.volume == 70
    assert (robot.listen.languages, robot.listen.phrases) == (('en-US',), ())
    assert robot.attend.target == 'nobody'
    assert types(await (await connect(robot)).ask('request.listen.start')) == ['listen.start']


async def test_what_was_said_before_a_restart_is_silent_after_it(robot, program, connect, clock):
    await program.ask('request.speak.text', text='one two three four five six')
    await clock.advance(2)
    robot.faults.start('restart', seconds=0.5)
    await clock.advance(0.5)
    newcomer = await connect(robot)
    await newcomer.events()
    await clock.advance(60)
    assert await newcomer.events() == []
    assert not robot.is_speaking
    assert [(spoken.aborted, spoken.text[:3]) for spoken in robot.spoken] == [(True, 'one')]


async def test_people_stay_when_the_robot_restarts(robot, clock):
    robot.users.add('ann')
    robot.faults.start('restart', seconds=1)
    await clock.advance(1)
    assert [person.id for person in robot.users] == ['ann']


async def test_visitors_talk_to_the_robot_after_a_restart(start, connect, clock):
    robot = await start(visitors=1)
    robot.faults.start('restart', seconds=1)
    await clock.advance(1)
    program = await connect(robot)
    await program.ask('request.listen.start')
    await clock.advance(10)
    assert 'response.hear.end' in [event['type'] for event in await program.events()]
    assert len(robot.users) == 1


# delay and slow


async def test_delayed_answer_comes_that_late(robot, program, clock):
    await program.events()
    robot.faults.start('delay', seconds=0.5)
    say(robot, 1)
    assert await moment_of(program, clock) >= 0.49


async def test_delay_holds_up_no_more_than_its_time(robot, program, clock):
    await program.events()
    robot.faults.start('delay', seconds=0.5)
    for number in range(10):
        say(robot, number)
        await clock.advance(0.01)
    await clock.advance(0.5)
    assert await words(program, 10) == list(range(10))


async def test_jitter_keeps_the_order(robot, program, clock):
    await program.events()
    robot.faults.start('delay', seconds=0, jitter=2)
    for number in range(50):
        say(robot, number)
        await clock.advance(0.1)
    await clock.advance(2)
    assert await words(program, 50) == list(range(50))


async def test_delay_of_what_comes_in_concerns_pings_as_well(robot, connect, clock):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    robot.faults.start('delay', seconds=1, direction='in', client=1)
    await program.send('request.led.set', color='red')
    pong = await program.socket.ping()
    for _ in range(50):
        await witness.events()
    await clock.advance(0.9)
    assert robot.led.color == '#000000'
    assert not pong.done()
    await clock.advance(0.2)
    await asyncio.wait_for(pong, SOON)
    assert robot.led.color == '#ff0000'
    robot.faults.clear()


async def test_client_that_leaves_a_delayed_line_is_gone_in_the_end(robot, program, clock):
    await program.events()
    robot.faults.start('delay', seconds=1, direction='in')
    program.socket.transport.close()
    while robot.connections:
        await clock.advance(0.1)
        await asyncio.sleep(0.001)


async def test_thin_line_takes_its_time(robot, program, clock):
    await program.events()
    robot.faults.start('slow', rate=100)
    robot.send_raw('x' * 1000)
    assert await moment_of(program, clock) >= 9.99


async def test_thin_line_to_the_robot_lets_the_program_wait(robot, program, clock):
    await program.events()
    robot.faults.start('slow', rate=100, direction='in')
    await program.send('request.led.set', color='red', extra='x' * 1000)
    while robot.led.color == '#000000':
        await clock.advance(0.1)
        await asyncio.sleep(0.001)
    assert clock.now() >= 9.99
    robot.faults.clear()


async def test_what_is_delayed_comes_at_once_when_the_delay_is_over(robot, connect):
    program, witness = await connect(robot), await connect(robot)
    await program.events()
    robot.faults.start('delay', seconds=1000, direction='both', client=1)
    say(robot, 1, 2)
    await program.send('request.face.params', params={'JawOpen': 1})
    for _ in range(50):
        await witness.events()
    robot.faults.clear()
    assert await words(program, 2) == [1, 2]
    assert await works(robot, program)
    assert robot.face.params == {'JawOpen': 1}


# late, lose, duplicate, reorder, stray


async def test_news_overtake_late_replies(robot, program, clock):
    await program.events()
    robot.faults.start('late', seconds=2)
    await program.send('request.system.status', request_id='a')
    await until(lambda: robot.requests[-1]['type'] == 'request.system.status')
    say(robot, 1)
    assert await words(program, 1) == [1]
    assert await moment_of(program, clock) >= 1.99


async def test_lost_answers_leave_the_program_without(robot, program):
    await program.events()
    robot.faults.start('lose')
    await program.send('request.led.set', color='red')
    await program.send('request.system.status')
    await until(lambda: robot.requests[-1]['type'] == 'request.system.status')
    assert robot.led.color == '#ff0000'
    robot.faults.clear()
    say(robot, 1)
    assert await words(program, 1) == [1]


async def test_a_share_is_lost_and_chance_takes_the_same_course(start, connect):
    runs = []
    for seed in (3, 3, 4):
        robot = await start()
        program = await connect(robot)
        await program.events()
        robot.faults.start('lose', share=0.5, seed=seed)
        say(robot, *range(100))
        await written()
        robot.faults.clear()
        say(robot, 100)
        runs.append(await words_up_to(program, 100))
    assert runs[0] == runs[1] != runs[2]
    assert all(20 < len(run) < 80 for run in runs)


async def words_up_to(program, last):
    found = []
    while last not in found:
        found += await words(program, 1)
    return found


async def written():
    """Give what was said the time to be on its way."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_messages_come_twice(robot, program):
    await program.events()
    robot.faults.start('duplicate')
    say(robot, 1, 2)
    assert await words(program, 4) == [1, 1, 2, 2]


async def test_neighbours_change_places(robot, program):
    await program.events()
    robot.faults.start('reorder')
    say(robot, 1, 2, 3, 4)
    assert await words(program, 4) == [2, 1, 4, 3]


async def test_message_without_a_neighbour_does_not_wait_for_ever(robot, program, clock):
    await program.events()
    robot.faults.start('reorder', seconds=3)
    say(robot, 1)
    assert await moment_of(program, clock) >= 2.99


async def test_message_that_waits_for_a_neighbour_comes_when_the_fault_ends(robot, program):
    await program.events()
    robot.faults.start('reorder')
    say(robot, 1)
    await asyncio.sleep(0)
    robot.faults.clear()
    say(robot, 2)
    assert await words(program, 2) == [1, 2]


async def test_stray_replies_answer_nobody(robot, program):
    await program.events()
    robot.faults.start('stray')
    await program.send('request.system.status', request_id='a')
    first, second = map(json.loads, await received(program, 2))
    assert (first['request_id'], second['request_id']) == ('a', 'nobody-1')
    assert {**first, 'request_id': ''} == {**second, 'request_id': ''}


# garble


async def test_every_nth_message_is_garbled(robot, program):
    await program.events()
    robot.faults.start('garble', kind='no-type', nth=3)
    say(robot, *range(6))
    typed = ['type' in json.loads(frame) for frame in await received(program, 6)]
    assert typed == [True, True, False, True, True, False]


async def test_invalid_utf8_arrives_as_it_is(robot, plain):
    reader = await plain(robot)
    robot.faults.start('garble', kind='bad-utf8')
    say(robot, 1)
    first, length = await reader.readexactly(2)
    payload = await reader.readexactly(length)
    assert first == 0x81
    with pytest.raises(UnicodeDecodeError):
        payload.decode()


@pytest.mark.parametrize(
    ('kind', 'code'), [('bad-utf8', 1007), ('bad-frame', 1002), ('oversize', 1009)]
)
async def test_client_hangs_up_on_what_breaks_the_websocket_protocol(robot, kind, code):
    async with websockets.connect(robot.url, max_size=2**24, close_timeout=1) as socket:
        await until(lambda: robot.connections == 1)
        robot.faults.start('garble', kind=kind)
        say(robot, 1)
        with pytest.raises(websockets.exceptions.ConnectionClosedError) as caught:
            await asyncio.wait_for(socket.recv(), SOON)
        assert caught.value.sent.code == code


async def test_binary_frames_are_binary(robot, program):
    await program.events()
    robot.faults.start('garble', kind='binary')
    say(robot, 1)
    assert isinstance((await received(program))[0], bytes)


async def test_garbled_connection_stays_up(robot, program):
    await program.events()
    robot.faults.start('garble', seed=5)
    say(robot, *range(200))
    frames = await received(program, 200)
    assert len(set(map(len, frames))) > 20
    robot.faults.clear()
    assert await works(robot, program)


# flood


async def test_flood_has_its_rate(robot, program, clock):
    await program.events()
    robot.faults.start('flood', rate=50)
    await clock.advance(2)
    robot.faults.clear()
    floods = await program.events()
    assert [event['type'] for event in floods] == ['response.users.data'] * 100


@pytest.mark.parametrize(
    ('kind', 'type'),
    [
        ('users', 'response.users.data'),
        ('camera', 'response.camera.data'),
        ('audio', 'response.audio.data'),
        ('words', 'response.speak.word'),
        ('unknown', 'response.of.tomorrow'),
    ],
)
async def test_flood_is_of_its_kind(robot, program, clock, kind, type):
    await program.events()
    robot.faults.start('flood', kind=kind, rate=10)
    await clock.advance(2)
    assert {json.loads(frame)['type'] for frame in await received(program, 20)} == {type}


async def test_flood_of_replies_answers_nobody(robot, program, clock):
    await program.events()
    robot.faults.start('flood', kind='replies', rate=10)
    await clock.advance(2)
    replies = [json.loads(frame)['request_id'] for frame in await received(program, 20)]
    assert replies == [f'nobody-{number}' for number in range(20)]


async def test_flooded_client_still_gets_its_answers(robot, program):
    await program.events()
    robot.faults.start('flood', kind='garbage')
    await program.send('request.system.status', request_id='mine')
    while not is_answer((await received(program))[0], 'mine'):
        pass
    robot.faults.clear()


def is_answer(frame, request_id):
    try:
        return json.loads(frame)['request_id'] == request_id
    except (KeyError, RecursionError, TypeError, ValueError):
        return False


async def test_answer_stands_behind_little_that_the_client_has_not_read(robot):
    with socket.create_connection(('127.0.0.1', robot.port)) as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 256 * 1024)
        async with websockets.connect(robot.url, sock=plain, max_size=None, max_queue=1) as client:
            program = Program(client)
            robot.faults.start('flood', kind='audio')
            await received(program, 3000)  # the system has learnt how fast this client is
            await until_full(plain)
            robot.faults.clear()
            backlog = sum(len(json.dumps(event)) for event in await program.events())
    assert backlog < 1_500_000


async def until_full(plain):
    """Wait until no more arrives at a client that does not read."""
    before, now = -1, 0
    while now != before:
        await asyncio.sleep(0.1)
        before, now = now, unread(plain)


def unread(plain):
    """Give the number of bytes that wait in the system for who reads a socket."""
    return int.from_bytes(fcntl.ioctl(plain.fileno(), termios.FIONREAD, bytes(4)), sys.byteorder)


async def test_flooded_client_that_never_reads_does_not_hold_up_others(robot, plain, connect):
    reader = await plain(robot)
    reader._transport.pause_reading()
    program = await connect(robot)
    await program.events()
    robot.faults.start('flood', kind='camera', client=1)
    for _ in range(20):
        assert await works(robot, program)


# all together


async def test_faults_go_together(robot, program):
    await program.events()
    robot.faults.start('duplicate')
    robot.faults.start('garble', kind='unknown-event')
    say(robot, 1)
    frames = [json.loads(frame) for frame in await received(program, 2)]
    assert all(frame['n'] == 1 and frame['type'][-2] == '.' for frame in frames)


async def test_fault_that_ends_leaves_the_others(robot, program):
    await program.events()
    robot.faults.start('duplicate')
    robot.faults.start('lose')
    robot.faults.stop('lose')
    say(robot, 1)
    assert await words(program, 2) == [1, 1]
    assert [type(fault).__name__ for fault in robot.faults.started] == ['Duplicate']


async def test_another_fault_does_not_change_the_course_of_chance(start, connect):
    runs = []
    for others in ([], ['delay', 'late']):
        robot = await start()
        program = await connect(robot)
        await program.events()
        robot.faults.start('lose', share=0.5)
        say(robot, *range(50))
        await written()
        for name in others:
            robot.faults.start(name, seconds=0)
        say(robot, *range(50, 100))
        await written()
        robot.faults.clear()
        say(robot, 100)
        runs.append(await words_up_to(program, 100))
    assert runs[0] == runs[1]


@pytest.mark.parametrize('name', OUTAGES)
async def test_outage_may_come_again_and_again(robot, connect, clock, name):
    robot.faults.start(name, seconds=1, every=10)
    await clock.advance(9.5)
    for _ in range(3):
        assert await works(robot, await connect(robot))
        await clock.advance(1)
        assert not await is_welcome(robot)
        await clock.advance(9)


async def is_welcome(robot):
    try:
        reader, writer = await asyncio.open_connection('127.0.0.1', robot.port)
    except ConnectionRefusedError:
        return False
    writer.write(HANDSHAKE)
    try:
        return b'101' in await asyncio.wait_for(reader.readline(), 0.1)
    except asyncio.TimeoutError:
        return False
    finally:
        writer.close()


@pytest.mark.parametrize(
    'name',
    ['refuse', 'stall', 'delay', 'slow', 'late', 'lose', 'duplicate', 'reorder', 'stray', 'garble',
     'flood'],
)  # fmt: skip
async def test_connection_is_normal_again_when_everything_is_cleared(robot, program, name):
    await program.events()
    robot.faults.start(name)
    say(robot, 1)
    await written()
    robot.faults.clear()
    assert robot.faults.started == ()
    say(robot, 'that was it')
    while 'that was it' not in str((await received(program))[0]):
        pass
    assert await works(robot, program)


@pytest.mark.parametrize(
    'name', ['refuse', 'disable', 'restart', 'drop', 'stall', 'delay', 'slow']
)
async def test_newcomer_is_welcome_when_everything_is_cleared(robot, connect, name):
    robot.faults.start(name)
    robot.faults.clear()
    assert await works(robot, await connect(robot))


async def test_unknown_fault_is_named(robot):
    with pytest.raises(ValueError, match="there is no fault 'dance'; there are refuse, "):
        robot.faults.start('dance')


def open_files():
    return len(list(OPEN_FILES.iterdir()))


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason='open files are counted there')
async def test_outages_leave_no_sockets_open(robot, connect, clock):
    async def outage(name):
        program = await connect(robot)
        await program.events()
        robot.faults.start(name, seconds=1)
        await clock.advance(1)
        robot.faults.start('drop')
        await until(lambda: robot.connections == 0)
        with pytest.raises(websockets.exceptions.ConnectionClosed):
            await received(program)

    for name in OUTAGES:
        await outage(name)
    before = open_files()
    for name in OUTAGES * 3:
        await outage(name)
    assert open_files() <= before


def test_fault_acts_when_the_call_from_another_thread_is_back():
    with VirtualFurhatThread() as robot:
        robot.call(lambda each: each.faults.start('refuse'))
        port = robot.call(lambda each: each.port)

        async def connect():
            await asyncio.open_connection('127.0.0.1', port)

        with pytest.raises(ConnectionRefusedError):
            asyncio.run(connect())
