"""A robot that answers from a recording."""

import asyncio
import base64
import json

import pytest

from furhat_ros.errors import RecordingFailed
from furhat_ros.virtual_robot.clock import ManualClock
from furhat_ros.virtual_robot.tape.pass_through import PassThrough
from furhat_ros.virtual_robot.tape.replay import Replay

STEP = 0.05


@pytest.fixture
def replay(clock, tmp_path):
    """Give robots that answer from recorded lines: (time, connection, who, message)."""
    numbers = iter(range(1000))

    def replay(*lines, header=None, **choices):
        path = tmp_path / f'{next(numbers)}.jsonl'
        kept = [{'furhat_recording': 1, **(header or {})}]
        for time, connection, side, content in lines:
            fields = {'from': side, 'json': content} if side else {'event': content}
            kept.append({'time': time, 'connection': connection, **fields})
        path.write_text(''.join(json.dumps(line) + '\n' for line in kept))
        choices.setdefault('clock', clock)
        return Replay(path, **choices)

    return replay


async def received(program, count):
    return [await program._receive() for _ in range(count)]


async def silent(program):
    """Tell whether the robot has nothing to say now but to refuse what it is asked."""
    await program.send('request.nothing')
    return 'request.nothing' in (await program._receive()).get('error', '')


class Session:
    """
    What a program does with a robot, step by step, with a prefix for its ids.

    Between the steps nothing is on its way: the answer to one more request has come.
    """

    def __init__(self, program, clock, prefix):
        self.events = []
        self._program = program
        self._clock = clock
        self._prefix = prefix

    async def ask(self, type, id=None, **fields):
        if id:
            fields['request_id'] = self._prefix + id
        await self._program.send(type, **fields)
        await self._hear()

    async def pass_time(self, seconds):
        for _ in range(round(seconds / STEP)):
            await self._clock.advance(STEP)
            await self._hear()

    async def until(self, type):
        while type not in [event['type'] for event in self.events]:
            await self._hear()

    async def _hear(self):
        for event in await self._program.events():
            if 'request_id' in event:
                event['request_id'] = event['request_id'].removeprefix(self._prefix)
            self.events.append(event)


async def act(session, robot=None):
    """Use everything; the robot is there only when this is recorded, and somebody talks to it."""
    await session.ask('request.auth', 'auth', key='open sesame')
    await session.ask('request.users.start')
    await session.pass_time(0.3)
    await session.ask('request.speak.text', 'hello', text='Hello you there', monitor_words=True)
    await session.ask('request.speak.text', 'bye', text='Bye', monitor_words=True)
    await session.ask('request.gesture.start', 'smile', name='Smile', monitor=True)
    await session.pass_time(1)
    await session.ask('request.led.set', 'led', color='red')
    await session.pass_time(3)
    await session.ask('request.users.stop')
    await session.ask('request.listen.start', 'listen', partial=True)
    if robot:
        talking = asyncio.ensure_future(robot.hear('how are you'))
    await session.pass_time(4)
    await session.ask('request.camera.once', 'picture')
    await session.until('response.camera.data')
    await session.ask('request.attend.user', 'look', user_id='closest')
    await session.ask('request.attend.user', 'look', user_id='closest', speed='very')
    if robot:
        await talking
    return session.events


@pytest.mark.parametrize('name', ['session.jsonl', 'session.jsonl.gz'])
async def test_a_recording_of_a_pass_through_gives_the_same_events_again(
    start, connect, tmp_path, clock, name
):
    file = tmp_path / name
    robot = await start(auth_key='open sesame', visitors=2, silent_visitors=True)
    async with PassThrough(robot.url, record=file, clock=clock) as path:
        recorded = await act(Session(await connect(path), clock, 'first-'), robot)
    second_clock = ManualClock()
    async with Replay(file, clock=second_clock) as again:
        replayed = await act(Session(await connect(again), second_clock, 'second-'))
        assert list(again.unmatched) == []

    assert replayed == recorded
    types = {event['type'].removeprefix('response.') for event in recorded}
    assert types == {
        *('auth', 'users.data', 'speak.start', 'speak.word', 'speak.end', 'gesture.start'),
        *('gesture.end', 'listen.start', 'hear.start', 'hear.partial', 'hear.end', 'listen.end'),
        *('camera.data', 'attend.status', 'error'),
    }
    assert sum('users' in event for event in recorded) > 30


async def test_a_recording_of_the_robot_itself_gives_the_same_events_again(
    start, connect, tmp_path, clock
):
    file = tmp_path / 'session.jsonl'
    robot = await start(visitors=1, silent_visitors=True, record=file)
    recorded = await act(Session(await connect(robot), clock, 'first-'), robot)
    second_clock = ManualClock()
    async with Replay(file, clock=second_clock) as again:
        assert await act(Session(await connect(again), second_clock, 'second-')) == recorded


async def test_answers_come_as_late_as_they_did(replay, connect, clock):
    async with replay(
        (1, 1, 'client', {'type': 'request.a'}),
        (3.5, 1, 'robot', {'type': 'response.a'}),
    ) as robot:
        program = await connect(robot)
        await clock.advance(10)
        await program.send('request.a')
        assert await silent(program)
        await clock.advance(2.4)
        assert await silent(program)
        await clock.advance(0.1)
        assert await received(program, 1) == [{'type': 'response.a'}]


async def test_speed_is_that_of_the_robots_clock(replay, connect):
    async with replay(
        (0, 1, 'client', {'type': 'request.a'}),
        (500, 1, 'robot', {'type': 'response.a'}),
        clock=None,
        speed=1000,
    ) as robot:
        program = await connect(robot)
        await program.send('request.a')
        assert await received(program, 1) == [{'type': 'response.a'}]


async def test_same_request_is_answered_as_it_was_the_first_time_the_second_and_the_last(
    replay, connect
):
    lines = []
    for number in (1, 2):
        lines.append((number, 1, 'client', {'type': 'request.a', 'x': 1}))
        lines.append((number, 1, 'robot', {'type': 'response.a', 'number': number}))
    async with replay(*lines) as robot:
        program = await connect(robot)
        for _ in range(3):
            await program.send('request.a', x=1.0)
        assert [event['number'] for event in await received(program, 3)] == [1, 2, 2]


async def test_order_of_different_requests_is_free(replay, connect):
    async with replay(
        (1, 1, 'client', {'type': 'request.a'}),
        (1, 1, 'robot', {'type': 'response.a'}),
        (2, 1, 'client', {'type': 'request.b'}),
        (2, 1, 'robot', {'type': 'response.b'}),
    ) as robot:
        program = await connect(robot)
        await program.send('request.b')
        await program.send('request.a')
        assert [event['type'] for event in await received(program, 2)] == [
            'response.b',
            'response.a',
        ]


@pytest.mark.parametrize(
    ('recorded', 'asked', 'answer', 'heard'),
    [
        ('old', 'new', 'old', 'new'),
        ('old', None, 'old', None),
        (None, 'new', None, 'new'),
        (None, None, None, None),
    ],
)
async def test_ids_are_those_of_the_client(replay, connect, recorded, asked, answer, heard):
    def with_id(type, id):
        return {'type': type} | ({'request_id': id} if id else {})

    async with replay(
        (1, 1, 'client', with_id('request.a', recorded)),
        (1, 1, 'robot', with_id('response.a', answer)),
    ) as robot:
        program = await connect(robot)
        await program.send_frame(json.dumps(with_id('request.a', asked)))
        assert await received(program, 1) == [with_id('response.a', heard)]


async def test_what_concerns_another_program_comes_at_its_time_with_its_id(replay, connect, clock):
    speech = {'type': 'response.speak.start', 'text': 'x', 'request_id': 'of another'}
    async with replay(
        (1, 1, None, 'open'),
        (2, 1, 'client', {'type': 'request.speak.text', 'text': 'y', 'request_id': 'mine'}),
        (3, 1, 'robot', speech),
    ) as robot:
        program = await connect(robot)
        assert await silent(program)
        await clock.advance(2)
        assert await received(program, 1) == [speech]


async def test_what_has_no_id_is_timed_by_the_latest_request_of_its_kind(replay, connect, clock):
    users = {'type': 'response.users.data', 'users': []}
    async with replay(
        (0, 1, 'client', {'type': 'request.users.start'}),
        (5, 1, 'client', {'type': 'request.led.set', 'color': 'red'}),
        (6, 1, 'robot', users),
    ) as robot:
        program = await connect(robot)
        await program.send('request.users.start')
        assert await silent(program)
        await clock.advance(6)
        assert await received(program, 1) == [users]


async def test_what_came_in_one_moment_comes_in_its_order(replay, connect, clock):
    async with replay(
        (0, 1, None, 'open'),
        (0.3, 1, 'client', {'type': 'request.a', 'request_id': 'a'}),
        (0.35, 1, 'client', {'type': 'request.b', 'request_id': 'b'}),
        (0.93, 1, 'robot', {'type': 'response.a', 'request_id': 'a'}),
        (0.93, 1, 'robot', {'type': 'response.b', 'request_id': 'b'}),
    ) as robot:
        program = await connect(robot)
        for seconds, name in ((0.3, 'a'), (0.35 - 0.3, 'b')):
            await clock.advance(seconds)
            await program.send(f'request.{name}', request_id=name)
            assert await silent(program)
        await clock.advance(1)
        assert [event['request_id'] for event in await received(program, 2)] == ['a', 'b']


async def test_stream_ends_when_it_is_stopped_earlier_than_it_was(replay, connect, clock):
    users = {'type': 'response.users.data', 'users': []}
    async with replay(
        (0, 1, 'client', {'type': 'request.users.start'}),
        *[(time, 1, 'robot', users) for time in (1, 2, 3)],
        (4, 1, 'client', {'type': 'request.users.stop'}),
    ) as robot:
        program = await connect(robot)
        await program.send('request.users.start')
        assert await silent(program)
        await clock.advance(1)
        await program.send('request.users.stop')
        assert await received(program, 1) == [users]
        assert await silent(program)
        await clock.advance(5)
        assert await silent(program)


async def test_end_of_what_was_stopped_comes_after_the_stop(replay, connect, clock):
    end = {'type': 'response.speak.end', 'aborted': True, 'request_id': 'mine'}
    async with replay(
        (0, 1, 'client', {'type': 'request.speak.text', 'text': 'x', 'request_id': 'mine'}),
        (9, 1, 'client', {'type': 'request.speak.stop'}),
        (9.5, 1, 'robot', end),
    ) as robot:
        program = await connect(robot)
        await program.send('request.speak.text', text='x', request_id='other')
        await program.send('request.speak.stop')
        assert await silent(program)
        await clock.advance(0.5)
        assert await received(program, 1) == [end | {'request_id': 'other'}]


async def test_clients_are_played_the_connections_in_their_order(replay, connect):
    lines = []
    for number in (1, 2):
        lines.append((number, number, 'client', {'type': 'request.a'}))
        lines.append((number, number, 'robot', {'type': 'response.a', 'number': number}))
    async with replay(*lines) as robot:
        programs = [await connect(robot) for _ in range(3)]
        for program in programs:
            await program.send('request.a')
        answers = [(await received(program, 1))[0]['number'] for program in programs]
        assert answers == [1, 2, 1]
        assert robot.connections == 3


async def test_request_of_another_connection_is_found_as_well(replay, connect):
    async with replay(
        (1, 1, None, 'open'),
        (1, 2, 'client', {'type': 'request.a'}),
        (1, 2, 'robot', {'type': 'response.a'}),
    ) as robot:
        program = await connect(robot)
        await program.send('request.a')
        assert await received(program, 1) == [{'type': 'response.a'}]


async def test_connection_that_the_robot_refused_is_no_part_of_it(replay, connect):
    async with replay(
        (0, 1, None, 'open'),
        (0, 1, None, 'refused'),
        (1, 2, None, 'open'),
        (3, 2, 'robot', {'type': 'response.a'}),
    ) as robot:
        program = await connect(robot)
        await robot.clock.advance(2)
        assert await received(program, 1) == [{'type': 'response.a'}]


@pytest.mark.parametrize(
    ('frame', 'words'),
    [
        (
            {'type': 'request.led.set', 'color': 'blue', 'request_id': 'mine'},
            'request.led.set is in the recording, but not like this: '
            'color "blue" instead of "red"',
        ),
        (
            {'type': 'request.led.set', 'color': 'red', 'more': [1]},
            'request.led.set is in the recording, but not like this: more [1] instead of nothing',
        ),
        ({'type': 'request.a'}, 'request.a is not in the recording'),
        ({'x': 1}, 'What was asked is not in the recording'),
    ],
)
async def test_what_was_not_recorded_is_refused_in_words(replay, connect, caplog, frame, words):
    async with replay((1, 1, 'client', {'type': 'request.led.set', 'color': 'red'})) as robot:
        program = await connect(robot)
        await program.send_frame(json.dumps(frame))
        [answer] = await received(program, 1)
        expected = {'type': 'response.error', 'error': words}
        if 'request_id' in frame:
            expected['request_id'] = 'mine'
        assert answer == expected
        assert words in caplog.text
        assert list(robot.unmatched) == [frame]


@pytest.mark.parametrize('frame', ['not json', '[]', '{"type":"request.auth","key":"x'])
async def test_what_is_no_message_is_refused_in_words(replay, connect, frame):
    async with replay((1, 1, None, 'open')) as robot:
        program = await connect(robot)
        await program.send_frame(frame)
        assert 'is not in the recording' in (await received(program, 1))[0]['error']


async def test_any_key_is_as_good_as_the_one_that_was_used(replay, connect):
    async with replay(
        (1, 1, 'client', {'type': 'request.auth'}),
        (1, 1, 'robot', {'type': 'response.auth', 'access': False}),
        (1, 1, 'client', {'type': 'request.auth', 'key': '(the key)'}),
        (1, 1, 'robot', {'type': 'response.auth', 'access': True}),
    ) as robot:
        program = await connect(robot)
        await program.send('request.auth', key='whatever')
        await program.send('request.auth')
        assert [event['access'] for event in await received(program, 2)] == [True, False]


async def test_sound_that_was_left_out_may_be_any(replay, connect):
    async with replay(
        (1, 1, 'client', {'type': 'request.speak.audio.data', 'audio': ''}),
        (1, 1, 'robot', {'type': 'response.speak.audio.buffer'}),
        header={'without': ['sound']},
    ) as robot:
        program = await connect(robot)
        await program.send('request.speak.audio.data', audio=base64.b64encode(b'ab').decode())
        assert await received(program, 1) == [{'type': 'response.speak.audio.buffer'}]


async def test_exact_text_is_sent_again(replay, connect, tmp_path):
    path = tmp_path / 'odd.jsonl'
    text = '{"type" : "response.a", "x":1.50}'
    line = {'time': 0, 'connection': 1, 'from': 'robot', 'text': text}
    path.write_text('{"furhat_recording":1}\n' + json.dumps(line) + '\n')
    async with Replay(path) as robot:
        program = await connect(robot)
        assert await program.socket.recv() == text


async def test_client_that_leaves_takes_nothing_with_it(replay, connect, clock):
    async with replay((0, 1, None, 'open'), (1, 1, 'robot', {'type': 'response.a'})) as robot:
        first, second = await connect(robot), await connect(robot)
        await first.socket.close()
        await robot.wait_until(lambda robot: robot.connections == 1)
        await clock.advance(1)
        assert await received(second, 1) == [{'type': 'response.a'}]


async def test_test_can_send_something_of_its_own(replay, connect):
    async with replay((0, 1, None, 'open')) as robot:
        program = await connect(robot)
        assert await silent(program)
        robot.send_raw('{"type":"response.b"}')
        assert await received(program, 1) == [{'type': 'response.b'}]


async def test_faults_are_those_of_any_robot(replay, connect, clock):
    async with replay(
        (0, 1, 'client', {'type': 'request.a'}), (0, 1, 'robot', {'type': 'response.a'})
    ) as robot:
        program = await connect(robot)
        robot.faults.start('duplicate')
        await program.send('request.a')
        assert await received(program, 2) == [{'type': 'response.a'}] * 2


async def test_recording_with_a_mistake_is_refused(replay):
    with pytest.raises(RecordingFailed, match=r'jsonl, line 2: "connection" must be'):
        replay((0, 'x', None, 'open'))
