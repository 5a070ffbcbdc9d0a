"""The stage: what a page sees of the robot, and what it may do."""

import array
import asyncio
import base64
import contextlib
import json

import pytest
import websockets

from furhat_ros.virtual_robot import connection, stage

LED = {'color': '#ff0000'}


class Page:
    """A page, without a browser."""

    def __init__(self, socket):
        self.socket = socket
        self.seen = {}

    async def receive(self):
        message = json.loads(await asyncio.wait_for(self.socket.recv(), 10))
        self.seen |= message
        return message

    async def wait_for(self, type):
        while (message := await self.receive())['type'] != type:
            pass
        return message

    async def wait_until(self, condition):
        """Receive until something is true of what has been seen so far."""
        while not condition(self.seen):
            await self.receive()

    async def do(self, name, **fields):
        await self.socket.send(json.dumps({'do': name, **fields}))

    async def request(self, type, **fields):
        await self.do('request', request={'type': f'request.{type}', **fields})

    async def mistake(self, name, **fields):
        await self.do(name, **fields)
        return (await self.wait_for('mistake'))['text']


@pytest.fixture
async def open_page():
    async with contextlib.AsyncExitStack() as stack:

        async def open_page(robot, **headers):
            name = 'additional_headers' if websockets.__version__ >= '14' else 'extra_headers'
            url = robot.url.replace('/v1/events', '/v1/stage')
            return Page(
                await stack.enter_async_context(websockets.connect(url, **{name: headers}))
            )

        yield open_page


@pytest.fixture
async def page(robot, open_page):
    page = await open_page(robot)
    await page.wait_for('snapshot')
    return page


@pytest.fixture
def far_away(monkeypatch):
    """Let every page come from another machine."""
    monkeypatch.setattr('furhat_ros.virtual_robot.server.is_this_machine', lambda address: False)


async def test_snapshot_comes_first_and_tells_everything(robot, open_page):
    robot.users.add('ann', x=0.5, z=1.5)
    first = await (await open_page(robot)).receive()
    assert first['type'] == 'snapshot'
    assert first['users'] == [
        {'id': 'ann', 'x': 0.5, 'y': 0.1, 'z': 1.5, 'attending': 1.0, 'attended': False}
    ]
    assert first['face']['id'] == 'adult - Alex'
    assert first['led'] == ['#000000'] * 12
    assert first['speech'] is None


async def test_only_what_changes_is_told_after_that(page, program):
    await page.wait_until(lambda seen: seen['settings']['clients'] == 1)
    await program.send('request.led.set', **LED)
    change = await page.receive()
    assert set(change) == {'type', 'now', 'led'}
    assert change['led'] == ['#ff0000'] * 12


@pytest.mark.parametrize(
    ('request_', 'section', 'expected'),
    [
        (('face.params', {'params': {'JAW_OPEN': 0.5}}), 'face', {'params': {'JAW_OPEN': 0.5}}),
        (('face.config', {'visibility': False}), 'face', {'visible': False}),
        (('face.config', {'face_id': 'child - Yumi'}), 'face', {'id': 'child - Yumi'}),
        (('attend.location', {'x': 1, 'y': 2, 'z': 3}), 'attend', {'current': 'location', 'location': [1, 2, 3]}),
        (('listen.start', {}), 'listen', {'on': True}),
        (('system.config', {'volume': 20}), 'settings', {'volume': 20}),
    ],
)  # fmt: skip
async def test_what_a_program_sets_is_told(page, program, request_, section, expected):
    name, fields = request_
    await program.ask(f'request.{name}', **fields)
    await page.wait_until(lambda seen: seen[section] | expected == seen[section])


async def test_head_pose_is_told(page, program):
    await program.send('request.face.headpose', yaw=20, pitch=0, roll=0, speed='fast')
    await page.wait_until(lambda seen: seen['face']['headpose'])
    assert page.seen['face']['headpose']['yaw'] == 20
    assert page.seen['face']['headpose']['speed'] == 'fast'


async def test_gesture_is_told_with_its_start_and_length(page, program, clock):
    await clock.advance(3)
    await program.send('request.gesture.start', name='BigSmile', intensity=0.5, duration=2)
    await page.wait_until(lambda seen: seen['gestures'])
    assert page.seen['gestures'] == [
        {'name': 'BigSmile', 'intensity': 0.5, 'duration': 1.92, 'group': 'face', 'start': 3.0}
    ]


async def test_eyes_that_were_closed_stay_so_until_they_are_opened(page, program):
    await program.send('request.gesture.start', name='CloseEyes')
    await page.wait_until(lambda seen: seen['eyes_closed'])
    await program.send('request.gesture.start', name='OpenEyes')
    await page.wait_until(lambda seen: not seen['eyes_closed'])


async def test_speech_is_told_with_its_words_and_the_shapes_of_the_mouth(page, program, clock):
    await program.ask('request.speak.text', text='hello you')
    await clock.advance(1)
    await page.wait_until(lambda seen: seen['speech'])
    speech = page.seen['speech']
    assert [word for _, _, word in speech['words']] == ['hello', 'you']
    assert speech['words'][0][0] == 0.0
    assert [moment for moment, _ in speech['visemes']] == sorted(
        moment for moment, _ in speech['visemes']
    )
    await clock.advance(10)
    await page.wait_until(lambda seen: seen['speech'] is None)


async def test_of_a_speech_without_end_only_so_much_is_told(page, program, clock):
    await program.ask('request.speak.text', text='so ' * 100_000)
    await clock.advance(2)
    await page.wait_until(lambda seen: seen['speech'])
    assert len(page.seen['speech']['words']) == 1000
    assert len(json.dumps(page.seen)) < 500_000


async def test_loudness_of_the_speaker_is_told_and_the_sound_only_on_demand(page, program, clock):
    await program.ask('request.speak.audio.start')
    await program.ask('request.speak.audio.data', audio='AEAA' * 3200)
    sound = await page.wait_for('sound')
    assert max(sound['levels']) == 0.5
    assert 'pcm' not in sound
    await page.do('watch', sound=True)
    await page.mistake('nothing')
    await program.ask('request.speak.audio.data', audio='AEAA' * 3200)
    assert (await page.wait_for('sound'))['rate'] == 16000
    assert page.seen['pcm']


async def test_long_sound_is_told_as_it_sounds(page, program, clock):
    await program.ask('request.speak.audio.start')
    await program.ask('request.speak.audio.data', audio='AEAA' * 16000 * 4)
    await page.mistake('nothing')
    pieces = []
    for _ in range(4):
        await clock.advance(1)
        pieces.append(await page.wait_for('sound'))
    assert all(piece['start'] <= piece['now'] + 1.01 for piece in pieces)


async def test_end_of_the_sound_is_told(page, program, clock):
    await program.ask('request.speak.audio.start')
    await program.ask('request.speak.audio.data', audio='AEAA' * 3200)
    await program.send('request.speak.stop')
    await page.wait_until(lambda seen: 'cut' in seen)


async def test_those_who_walk_are_followed(robot, page, clock):
    robot.users.add('ann', path=lambda time: (time, 0.0, 2.0))
    await page.wait_until(lambda seen: seen['users'])
    await clock.advance(2)
    await page.wait_until(lambda seen: seen['users'][0]['x'] >= 1.8)


async def test_wire_is_told_on_demand(page, program):
    await page.do('watch', wire=True)
    await page.mistake('nothing')
    await program.ask('request.led.set', **LED)
    line = await page.wait_for('wire')
    assert (line['direction'], line['name'], line['fields']) == ('in', 'request.led.set', LED)
    answer = await page.wait_for('wire')
    while answer['direction'] != 'out':
        answer = await page.wait_for('wire')
    assert answer['name'] == 'response.auth'


async def test_event_that_no_program_is_there_for_is_told_as_one_to_a_page(page, clock):
    await page.do('watch', wire=True)
    await page.request('speak.text', text='hello')
    await page.wait_until(lambda seen: seen.get('name') == 'request.speak.text')
    await clock.advance(1)
    await page.wait_until(lambda seen: seen.get('name') == 'response.speak.start')
    assert (page.seen['direction'], page.seen['client']) == ('out', 0)
    assert page.seen['fields']['text'] == 'hello'


async def test_event_for_a_program_is_told_once(page, program, clock):
    await page.do('watch', wire=True)
    await page.mistake('nothing')
    await program.ask('request.gesture.start', name='Smile', monitor=True)
    await clock.advance(5)
    await program.ask('request.led.set', **LED)
    told = []
    while (line := await page.wait_for('wire'))['name'] != 'request.led.set':
        told.append((line['name'], line['client']))
    assert told.count(('response.gesture.start', 1)) == 1
    assert not [client for _, client in told if client == 0]


async def test_key_never_reaches_the_log(start, connect, open_page):
    robot = await start(auth_key='open sesame')
    page, program = await open_page(robot), await connect(robot)
    await page.do('watch', wire=True)
    await page.mistake('nothing')
    await program.ask('request.auth', key='open sesame')
    line = await page.wait_for('wire')
    assert line['name'] == 'request.auth'
    assert 'sesame' not in json.dumps(page.seen)


async def test_page_is_no_client_of_the_api(robot, page):
    assert robot.connections == 0
    assert len(robot.stage) == 1


async def test_somebody_is_let_in_moved_and_let_go(robot, page):
    await page.do('add', x=0.5, z=1.5)
    await page.wait_until(lambda seen: seen['users'])
    [person] = robot.users
    assert (person.x, person.z) == (0.5, 1.5)
    await page.do('move', id=person.id, x=-0.5, z=2)
    await page.wait_until(lambda seen: seen['users'][0]['x'] == -0.5)
    await page.do('look', id=person.id, attending=0)
    await page.wait_until(lambda seen: seen['users'][0]['attending'] == 0)
    await page.do('remove', id=person.id)
    await page.wait_until(lambda seen: not seen['users'])


async def test_one_who_is_attended_is_followed_to_a_new_place(robot, page, program):
    robot.users.add('ann')
    await program.ask('request.attend.user', user_id='ann')
    await page.do('move', id='ann', x=1, z=1)
    await page.wait_until(lambda seen: seen['users'] and seen['users'][0]['x'] == 1)
    assert page.seen['users'][0]['attended']
    assert page.seen['attend']['current'] == 'ann'


async def test_sentence_that_somebody_says_is_heard(robot, page, program, clock):
    robot.users.add('ann')
    await program.ask('request.listen.start')
    await page.do('say', id='ann', text='hello robot')
    await page.wait_until(lambda seen: seen['voices'])
    assert page.seen['voices'][0]['user'] == 'ann'
    assert [word for _, _, word in page.seen['voices'][0]['words']] == ['hello', 'robot']
    await clock.advance(10)
    assert (await program.wait_for('response.hear.end'))['text'] == 'hello robot'
    await page.wait_until(lambda seen: not seen['voices'])


async def test_page_may_try_out_the_robot(robot, page):
    await page.request('led.set', **LED)
    await page.wait_until(lambda seen: seen['led'][0] == '#ff0000')


async def test_page_is_told_why_the_robot_refuses(page):
    await page.request('led.set', color='no colour')
    await page.wait_until(lambda seen: 'CSS colour' in seen.get('error', ''))


@pytest.mark.parametrize(
    ('name', 'fields', 'complaint'),
    [
        ('dance', {}, "there is no command 'dance'"),
        ('add', {'x': 'left', 'z': 1}, 'x must be a number'),
        ('add', {'x': True, 'z': 1}, 'x must be a number'),
        ('add', {}, 'x must be a number'),
        ('add', {'x': 10**400, 'z': 1}, 'x must be a number'),
        ('move', {'id': 'nobody', 'x': 1, 'z': 1}, 'nobody here is called nobody'),
        ('remove', {'id': ['ann']}, 'nobody here is called'),
        ('look', {'id': 'ann'}, 'attending must be a number'),
        ('say', {'text': ' '}, 'there is nothing to say'),
        ('say', {'text': 'a' * 501}, 'longer than 500 letters'),
        ('say', {'text': 'hello', 'id': 'bob'}, 'nobody here is called bob'),
        ('request', {'request': {'type': 'request.auth'}}, 'a page cannot ask for that'),
        ('request', {'request': 'dance'}, 'a page cannot ask for that'),
    ],
)
async def test_command_that_makes_no_sense_is_answered(robot, page, name, fields, complaint):
    robot.users.add('ann')
    assert complaint in await page.mistake(name, **fields)


@pytest.mark.parametrize(
    'frame',
    ['', 'dance', '[]', '5', '{"do": ["add"]}', '[' * 2000, '{"do": "add", "x": NaN, "z": 1}'],
)
async def test_whatever_a_page_sends_does_no_harm(page, frame):
    await page.socket.send(frame)
    assert (await page.wait_for('mistake'))['text']


def ramp(first, last):
    return array.array('h', range(first, last))


def sound(samples, rate=16000):
    return {'rate': rate, 'pcm': base64.b64encode(samples.tobytes()).decode()}


async def test_microphone_of_a_page_is_that_of_the_robot(page, program, clock):
    await program.ask('request.audio.start')
    for first in (1000, 1800, 2600, 3400):
        await page.do('microphone', **sound(ramp(first, first + 800)))
        await page.mistake('nothing')
        await clock.advance(0.05)
    await clock.advance(0.1)
    chunks = [event['microphone'] for event in await program.events()]
    heard = array.array('h', b''.join(map(base64.b64decode, chunks)))[1600:]
    assert max(abs(one - other) for one, other in zip(heard, ramp(1000, 4200))) < 200


async def test_sound_that_a_page_sends_faster_than_it_sounds_is_dropped(robot, page, monkeypatch):
    taken = []
    take = robot.audio.microphone_input
    monkeypatch.setattr(robot.audio, 'microphone_input', lambda *piece: taken.append(take(*piece)))
    for _ in range(30):
        await page.do('microphone', **sound(ramp(0, 800)))
    await page.mistake('nothing')
    assert 0.9 < taken.count(True) * 0.05 <= 1.1
    assert taken.count(False) == 30 - taken.count(True)


@pytest.mark.parametrize(
    ('fields', 'complaint'),
    [
        ({}, 'pcm must be sound in base64'),
        ({'rate': 16000, 'pcm': 5}, 'pcm must be sound in base64'),
        ({'rate': 16000, 'pcm': 'AAA'}, 'pcm must be sound in base64'),
        ({'rate': 16000, 'pcm': '****'}, 'pcm must be sound in base64'),
        ({'rate': True, 'pcm': 'AAAA'}, 'rate must be a whole number'),
        ({'rate': 16000.0, 'pcm': 'AAAA'}, 'rate must be a whole number'),
        ({'rate': 16000, 'pcm': ''}, 'a piece of sound has at least 0.01 s'),
        ({'rate': 16000, 'pcm': 'AAAA' * 106}, 'a piece of sound has at least 0.01 s'),
        ({'rate': 16000, 'pcm': 'AAAA' * 107}, 'samples of 16 bits, got 321 bytes'),
        ({'rate': 7999, 'pcm': 'AAAA' * 200}, 'a sample rate from 8000 to 48000, got 7999'),
        ({'rate': -1, 'pcm': 'AAAA' * 200}, 'a sample rate from 8000 to 48000, got -1'),
        ({'rate': 10**400, 'pcm': 'AAAA' * 200}, 'a piece of sound has at least 0.01 s'),
    ],
)
async def test_sound_that_cannot_be_is_refused(page, fields, complaint):
    assert complaint in await page.mistake('microphone', **fields)
    assert page.seen['do'] == 'microphone'


async def test_microphone_of_one_page_is_heard_at_a_time(robot, page, open_page, clock):
    other = await open_page(robot)
    await page.do('microphone', **sound(ramp(0, 800)))
    await page.mistake('nothing')
    assert 'another page' in await other.mistake('microphone', **sound(ramp(0, 800)))
    await clock.advance(1)
    await other.do('microphone', **sound(ramp(0, 800)))
    await other.mistake('nothing')
    assert 'another page' in await page.mistake('microphone', **sound(ramp(0, 800)))


async def test_microphone_is_free_when_its_page_has_gone(robot, page, open_page):
    other = await open_page(robot)
    await page.do('microphone', **sound(ramp(0, 800)))
    await page.mistake('nothing')
    await page.socket.close()
    while len(robot.stage) > 1:
        await asyncio.sleep(0.01)
    await other.do('microphone', **sound(ramp(0, 800)))
    assert 'no command' in await other.mistake('nothing')


async def test_room_for_people_is_limited(robot, page):
    for _ in range(20):
        robot.users.add()
    assert 'no room' in await page.mistake('add', x=0, z=1)


async def test_nobody_gets_too_far_away(robot, page):
    await page.do('add', x=1e9, z=-1e9)
    await page.wait_until(lambda seen: seen['users'])
    assert (page.seen['users'][0]['x'], page.seen['users'][0]['z']) == (6.0, -6.0)


async def test_page_that_sends_too_much_is_cut_off(page):
    await page.socket.send('x' * (stage.LONGEST_COMMAND + 1))
    with pytest.raises(websockets.exceptions.ConnectionClosed):
        await page.wait_for('nothing')


async def test_too_many_pages_are_told_to_try_again_later(robot, open_page, monkeypatch):
    monkeypatch.setattr(stage, 'MOST_PAGES', 1)
    await (await open_page(robot)).receive()
    with pytest.raises(websockets.exceptions.ConnectionClosed) as caught:
        await (await open_page(robot)).receive()
    assert caught.value.rcvd.code == 1013


async def test_page_that_never_reads_is_cut_off_and_holds_nobody_up(robot, program, monkeypatch):
    monkeypatch.setattr(connection, 'MOST_WAITING', 20)
    reader, writer = await asyncio.open_connection('127.0.0.1', robot.port, limit=1024)
    writer.write(
        b'GET /v1/stage HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
        b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n'
    )
    await reader.readuntil(b'\r\n\r\n')
    number = 0
    while len(robot.stage) or not number:
        number += 1
        params = {f'P{index}': number for index in range(1000)}
        await program.ask('request.face.params', params=params)
    writer.transport.abort()


async def test_nothing_is_looked_at_while_no_page_is_open(robot, program, monkeypatch):
    monkeypatch.setattr(stage, 'sections', lambda robot: pytest.fail('somebody looked'))
    monkeypatch.setattr('furhat_ros.virtual_robot.wiretap.line', lambda *_: pytest.fail('read'))
    await program.ask('request.led.set', **LED)
    robot.users.add()
    assert await program.ask('request.users.once') != []


async def test_nothing_runs_any_more_when_the_last_page_has_gone(robot, page, clock):
    robot.users.add(path=lambda time: (time, 0.0, 2.0))
    await page.wait_until(lambda seen: seen['users'])
    await page.socket.close()
    while len(robot.stage):
        await asyncio.sleep(0.01)
    assert not robot.stage.speaker.is_on
    assert robot.stage.is_idle


async def test_robot_that_restarts_is_seen_as_it_is_then(robot, page, program):
    await program.ask('request.led.set', **LED)
    await page.wait_until(lambda seen: seen['led'][0] == '#ff0000')
    robot.faults.start('restart', seconds=1)
    await page.wait_until(lambda seen: seen['led'][0] == '#000000')


async def test_switched_off_robot_says_goodbye_to_pages(start, open_page):
    robot = await start()
    page = await open_page(robot)
    await page.receive()
    await robot.__aexit__(None, None, None)
    with pytest.raises(websockets.exceptions.ConnectionClosed) as caught:
        await page.wait_for('nothing')
    assert caught.value.rcvd.code == 1001


@pytest.mark.parametrize(
    'headers',
    [
        {'Origin': 'http://evil.example'},
        {'Origin': 'null'},
        {'Origin': 'http://127.0.0.1:1'},
        {'Host': 'evil.example'},
        {'Host': 'evil.example', 'Origin': 'http://evil.example'},
    ],
)
async def test_foreign_page_is_refused(robot, headers):
    """Said by hand: a library has a Host of its own."""
    reader, writer = await asyncio.open_connection('127.0.0.1', robot.port)
    sent = {'Host': f'127.0.0.1:{robot.port}', **headers}
    lines = ''.join(f'{name}: {value}\r\n' for name, value in sent.items())
    writer.write(
        f'GET /v1/stage HTTP/1.1\r\n{lines}Upgrade: websocket\r\nConnection: Upgrade\r\n'
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n'.encode()
    )
    assert b' 403 ' in await reader.readline()
    writer.close()
    assert len(robot.stage) == 0


async def test_own_page_is_let_in(robot, open_page):
    page = await open_page(robot, Origin=f'http://127.0.0.1:{robot.port}')
    assert (await page.receive())['type'] == 'snapshot'


async def test_page_of_an_allowed_origin_is_let_in(start, open_page):
    robot = await start(allow_origin=('http://lab.example',))
    page = await open_page(robot, Origin='http://lab.example')
    assert (await page.receive())['type'] == 'snapshot'


async def test_page_on_this_machine_needs_no_key(start, open_page):
    page = await open_page(await start(auth_key='open sesame'))
    assert (await page.receive())['type'] == 'snapshot'


async def test_page_elsewhere_needs_no_key_either_if_the_robot_has_none(
    robot, open_page, far_away
):
    assert (await (await open_page(robot)).receive())['type'] == 'snapshot'


async def test_page_elsewhere_sees_nothing_and_may_nothing_without_the_key(
    start, connect, open_page, far_away
):
    robot = await start(auth_key='open sesame')
    page = await open_page(robot)
    assert await page.receive() == {'type': 'locked'}
    assert 'needs the key' in await page.mistake('add', x=0, z=1)
    robot.users.add()
    program = await connect(robot)
    await program.ask('request.auth', key='open sesame')
    assert 'needs the key' in await page.mistake('watch', wire=True)
    assert 'needs the key' in await page.mistake('microphone', **sound(ramp(0, 800)))
    assert set(page.seen) == {'type', 'do', 'text'}


async def test_page_elsewhere_is_let_in_with_the_key(start, open_page, far_away, monkeypatch):
    monkeypatch.setattr(stage, 'PENALTY', 0)
    page = await open_page(await start(auth_key='open sesame'))
    await page.receive()
    for wrong in ('open', '', None, 5):
        await page.do('unlock', key=wrong)
        assert await page.receive() == {'type': 'locked', 'wrong': True}
    await page.do('unlock', key='open sesame')
    assert (await page.receive())['type'] == 'snapshot'
