"""Recordings of the virtual robot itself."""

import asyncio
import gzip
import json
import logging
import stat
from pathlib import Path

import pytest

from furhat_ros.errors import RecordingFailed
from furhat_ros.virtual_robot.tape import recorder as module
from furhat_ros.virtual_robot.tape.recorder import Recorder

FULL = Path('/dev/full')


@pytest.fixture
def path(tmp_path):
    return tmp_path / 'session.jsonl'


@pytest.fixture
async def robot(start, path):
    return await start(record=path)


def lines(path):
    data = path.read_bytes()
    return list(
        map(json.loads, (gzip.decompress(data) if path.suffix == '.gz' else data).splitlines())
    )


def said(path):
    return [(line['from'], line['json']) for line in lines(path) if 'json' in line]


async def test_the_header_tells_what_was_recorded_when_and_by_what(robot, path):
    [header] = lines(path)
    assert header['furhat_recording'] == 1
    assert header['robot'] == robot.url
    assert header['program'].startswith('furhat_ros ')
    assert 'T' in header['time']


async def test_requests_and_answers_are_recorded_in_their_order(program, path):
    await program.ask('request.led.set', color='red', request_id='mine')
    assert said(path) == [
        ('client', {'type': 'request.led.set', 'color': 'red', 'request_id': 'mine'}),
        ('client', {'type': 'request.auth', 'request_id': 'mark-1'}),
        (
            'robot',
            {
                'type': 'response.auth',
                'access': True,
                'scope': 'local_network',
                'request_id': 'mark-1',
            },
        ),
    ]


async def test_times_are_those_of_the_robot(program, path, clock):
    await program.events()
    await clock.advance(2.5)
    await program.events()
    assert [line['time'] for line in lines(path)[1:]] == [0.0, 0.0, 0.0, 2.5, 2.5]


async def test_what_happens_by_itself_is_recorded(robot, program, path, clock):
    await program.ask('request.users.start')
    robot.users.add('ann')
    await clock.advance(0.1)
    await program.events()
    users = [wire['users'] for _, wire in said(path) if wire['type'] == 'response.users.data']
    assert [[user['id'] for user in each] for each in users] == [[], ['ann']]


async def test_every_client_has_a_number(robot, connect, path):
    for _ in range(2):
        await (await connect(robot)).events()
    opened = [line['connection'] for line in lines(path)[1:] if line.get('event') == 'open']
    assert opened == [1, 2]
    assert {line['connection'] for line in lines(path)[1:] if 'json' in line} == {1, 2}


async def test_goodbye_of_a_client_is_recorded(robot, program, path):
    await program.events()
    await program.socket.close(4000, 'enough')
    await robot.wait_until(lambda robot: robot.connections == 0)
    assert lines(path)[-1] == {
        'time': 0.0,
        'connection': 1,
        'event': 'close',
        'by': 'client',
        'code': 4000,
        'reason': 'enough',
    }


async def test_goodbye_of_the_robot_is_recorded(start, connect, path):
    robot = await start(record=path)
    program = await connect(robot)
    await program.events()
    await robot.__aexit__(None, None, None)
    last = lines(path)[-1]
    assert (last['event'], last['by'], last['code']) == ('close', 'robot', 1001)


async def test_broken_connection_is_recorded_without_a_code(robot, program, path):
    await program.events()
    await robot.faults.drop_connections()
    last = lines(path)[-1]
    assert (last['event'], last['by'], last['code']) == ('close', 'robot', None)


async def test_everything_is_in_the_file_at_once(program, path):
    await program.send_frame('what is this')
    await program.events()
    assert '"text":"what is this"' in path.read_text()


async def test_file_is_compressed_by_its_name(start, connect, tmp_path):
    path = tmp_path / 'session.jsonl.gz'
    robot = await start(record=path)
    program = await connect(robot)
    await program.events()
    await robot.__aexit__(None, None, None)
    assert len(said(path)) == 2


async def test_compressed_file_can_be_read_while_it_is_written(
    start, connect, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, 'COMPRESSED_AT_ONCE', 0)
    path = tmp_path / 'session.jsonl.gz'
    robot = await start(record=path)
    program = await connect(robot)
    await program.events()
    await program.events()
    with gzip.open(path, 'rt') as file:
        assert 'furhat_recording' in file.readline()
        assert '"event":"open"' in file.readline()


async def test_key_of_the_robot_is_not_recorded(start, connect, path):
    program = await connect(await start(record=path, auth_key='open sesame'))
    await program.ask('request.speak.text', text='open sesame')
    await program.ask('request.auth', key='open sesame')
    assert 'sesame' not in path.read_text()
    assert '"access":true' in path.read_text()


async def test_faces_and_voices_can_be_left_out(start, connect, path, clock):
    robot = await start(record=path, record_without=('images', 'sound'))
    program = await connect(robot)
    await program.ask('request.audio.start', microphone=True, speaker=True)
    await program.send('request.camera.once')
    image = (await program.wait_for('response.camera.data'))['image']
    await clock.advance(0.1)
    sound = (await program.wait_for('response.audio.data'))['microphone']
    kept = {line['json']['type']: line for line in lines(path)[1:] if 'json' in line}
    assert lines(path)[0]['without'] == ['images', 'sound']
    assert kept['response.camera.data']['json']['image'] == ''
    assert kept['response.camera.data']['without'] == {'image': len(image)}
    assert kept['response.audio.data']['without'] == {
        'microphone': len(sound),
        'speaker': len(sound),
    }
    assert image not in path.read_text()
    assert sound not in path.read_text()


async def test_nobody_else_can_read_the_file(robot, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_file_that_exists_is_not_replaced(start, path):
    path.write_text('precious')
    with pytest.raises(RecordingFailed, match='session.jsonl exists already'):
        await start(record=path)
    assert path.read_text() == 'precious'


async def test_directory_that_is_not_there_is_named(start, tmp_path):
    with pytest.raises(RecordingFailed, match='cannot record in .*no/x.jsonl: No such file'):
        await start(record=tmp_path / 'no' / 'x.jsonl')


async def test_robot_that_cannot_record_leaves_its_port(start, tmp_path):
    robot = await start()
    port = robot.port
    await robot.__aexit__(None, None, None)
    with pytest.raises(RecordingFailed):
        await start(port=port, record=tmp_path / 'no' / 'x.jsonl')
    assert (await start(port=port)).port == port


def test_bulk_that_there_is_not_is_named(path):
    with pytest.raises(ValueError, match='without images and sound, not faces'):
        Recorder(path, lambda: 0.0, without=('faces',))


def full():
    return FULL.open('wb')


@pytest.mark.skipif(not FULL.exists(), reason='this system has no /dev/full')
async def test_full_disk_ends_the_recording_and_not_the_session(start, connect, path, caplog):
    robot = await start(record=path)
    program = await connect(robot)
    await program.events()
    robot._server.recorder._file.close()
    robot._server.recorder._file = full()
    with caplog.at_level(logging.ERROR):
        assert await program.ask('request.users.once') != []
        assert await program.ask('request.users.once') != []
    assert caplog.text.count('session.jsonl ends here, nothing more is recorded') == 1


async def test_hundred_clients_are_recorded(robot, connect, path):
    programs = await asyncio.gather(*(connect(robot) for _ in range(100)))
    await asyncio.gather(*(program.events() for program in programs))
    assert len(said(path)) == 200
