"""The command line, in a process of its own."""

import asyncio
import gzip
import json
import os
import signal
import urllib.parse

import pytest
import websockets

from furhat_ros.virtual_robot import fault_names


async def url_of(process):
    line = (await process.stdout.readline()).decode()
    assert line.startswith('virtual Furhat on ws://127.0.0.1:')
    return line.split()[-1]


async def ask(url, **request):
    async with websockets.connect(url) as socket:
        await socket.send(json.dumps(request))
        return json.loads(await asyncio.wait_for(socket.recv(), 10))


async def test_first_line_says_where_the_robot_is(run):
    url = await url_of(await run('--port', '0'))
    assert (await ask(url, type='request.auth'))['access'] is True


async def test_second_line_says_what_speaks(run):
    process = await run('--port', '0', '--synthesizer', 'estimate')
    await url_of(process)
    assert await process.stdout.readline() == b'voices: tones\n'


async def test_voice_is_real_by_default_if_it_can_be(run):
    process = await run('--port', '0')
    await url_of(process)
    line = (await process.stdout.readline()).decode()
    assert line.startswith(('voices: eSpeak NG 1.', 'voices: tones; eSpeak NG does not work here'))


async def test_voice_that_is_not_there_is_one_clear_sentence(run, tmp_path):
    broken = tmp_path / 'espeakng_loader.py'
    broken.write_text("get_library_path = get_data_path = lambda: '/nowhere'", 'utf-8')
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get('PYTHONPATH')])])
    process = await run('--port', '0', '--synthesizer', 'espeak', PYTHONPATH=paths)
    first = await process.stdout.readline()
    if first:
        pytest.skip('eSpeak NG is installed in this system, too')
    assert await process.wait() == 1
    complaint = (await process.stderr.read()).decode()
    assert complaint.startswith('eSpeak NG does not work here (/nowhere: ')
    assert complaint.endswith('libespeak-ng1 and espeak-ng-data\n')
    assert complaint.count('\n') == 1


async def test_address_of_the_page_is_told(run):
    process = await run('--port', '0')
    url = await url_of(process)
    lines = [(await process.stdout.readline()).decode() for _ in range(2)]
    assert lines[1] == f'page: http://127.0.0.1:{urllib.parse.urlsplit(url).port}/\n'


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
async def test_signal_ends_the_robot_silently(run, number):
    process = await run('--port', '0')
    async with websockets.connect(await url_of(process)):
        process.send_signal(number)
        assert await process.wait() == 0
    assert await process.stderr.read() == b''


@pytest.mark.parametrize('delay', [0.05, 0.1, 0.15, 0.2, 0.3])
async def test_signal_while_it_starts_is_as_silent(run, delay):
    process = await run('--port', '0')
    await asyncio.sleep(delay)
    process.terminate()
    # Before Python runs any code of ours, the signal itself ends the process.
    assert await process.wait() in {0, -signal.SIGTERM}
    assert await process.stderr.read() == b''


async def test_port_in_use_is_one_clear_sentence(run):
    taken = urllib.parse.urlsplit(await url_of(await run('--port', '0'))).port
    process = await run('--port', str(taken))
    assert await process.wait() == 1
    complaint = f'cannot open port {taken} on 127.0.0.1: it is in use\n'
    assert (await process.stderr.read()).decode() == complaint


@pytest.mark.parametrize(
    ('arguments', 'complaint'),
    [
        (['--speed', '0'], 'speed must be between 0.01 and 1000, got 0.0'),
        (['--speed', 'fast'], "argument --speed: invalid float value: 'fast'"),
        (['--port', '70000'], '70000 is no port'),
        (['--access', 'key'], 'access by key needs a key'),
        (['--auth-key', ''], 'the key is empty'),
        (['--auth-key-file', '/nowhere'], 'cannot read the key in /nowhere'),
        (['--error-envelope', 'none'], 'invalid choice'),
        (['--fault', 'dance'], "argument --fault: there is no fault 'dance'; there are refuse,"),
        (['--fault', 'delay:seconds=x'], 'delay: seconds must be a number, got x'),
        (['--dance'], 'unrecognized arguments: --dance'),
        (['--record-without', 'sound'], '--record-without does nothing without --record'),
        (['--record-without', 'x'], 'a recording can be without images and sound, not x'),
        (['--pass-through', 'http://robot'], 'the address of a robot is like ws://'),
        (['--pass-through', 'robot', '--visitors', '3'], '--visitors does nothing with --pass-'),
        (['--pass-through', 'robot', '--fault', 'drop'], '--fault does nothing with --pass-'),
        (['--pass-through', 'robot', '--replay', 'x'], 'not allowed with argument'),
        (['--replay', 'x', '--leds', '3'], '--leds does nothing with --replay'),
    ],
)
async def test_impossible_option_is_named(run, arguments, complaint):
    process = await run(*arguments)
    assert await process.wait() == 2
    errors = (await process.stderr.read()).decode()
    assert complaint in errors
    assert 'Traceback' not in errors


async def test_key_comes_from_the_environment(run):
    url = await url_of(await run('--port', '0', FURHAT_AUTH_KEY='open sesame'))
    assert (await ask(url, type='request.auth'))['access'] is False
    assert (await ask(url, type='request.auth', key='open sesame'))['access'] is True


async def test_key_comes_from_a_file(run, tmp_path):
    file = tmp_path / 'key'
    file.write_text('open sesame\n')
    url = await url_of(await run('--port', '0', '--auth-key-file', str(file)))
    assert (await ask(url, type='request.auth', key='open sesame'))['access'] is True


async def test_empty_key_file_does_not_open_the_robot(run, tmp_path):
    file = tmp_path / 'key'
    file.write_text('\n')
    process = await run('--port', '0', '--auth-key-file', str(file))
    assert await process.wait() == 2
    assert b'there is no key in' in await process.stderr.read()


async def test_key_is_not_logged(run):
    process = await run('--port', '0', '--auth-key', 'open sesame', '--log-level', 'debug')
    url = await url_of(process)
    await ask(url, type='request.auth', key='open sesame')
    process.terminate()
    assert b'sesame' not in await process.stderr.read()


async def test_options_become_command_line_options(run):
    url = await url_of(await run('--port', '0', '--scope', 'local', '--visitors', '3'))
    assert (await ask(url, type='request.auth'))['scope'] == 'local'
    assert len((await ask(url, type='request.users.once'))['users']) == 3


async def test_two_visitors_are_there_unless_told_otherwise(run):
    url = await url_of(await run('--port', '0', '--no-users-rotation'))
    users = (await ask(url, type='request.users.once'))['users']
    assert len(users) == 2
    assert 'rotation' not in users[0]


async def test_faults_become_faults_of_the_robot(run):
    faults = ('--fault', 'duplicate', '--fault', 'garble:kind=unknown-event')
    url = await url_of(await run('--port', '0', *faults))
    async with websockets.connect(url) as socket:
        await socket.send('{"type": "request.auth"}')
        answers = [json.loads(await asyncio.wait_for(socket.recv(), 10)) for _ in range(2)]
    assert all(each['type'].startswith('response.of.tomorrow') for each in answers)


async def test_help_explains_every_fault(run):
    process = await run('--help')
    text = (await process.stdout.read()).decode()
    for name in fault_names.FAULTS:
        assert f'\n  {name}: ' in text


async def test_robot_is_recorded_and_the_recording_replayed(run, tmp_path):
    file = str(tmp_path / 'session.jsonl')
    process = await run('--port', '0', '--scope', 'far', '--record', file)
    recorded = await ask(await url_of(process), type='request.auth')
    process.terminate()
    await process.wait()
    again = await url_of(await run('--port', '0', '--replay', file))
    assert await ask(again, type='request.auth') == recorded
    assert recorded['scope'] == 'far'


async def test_what_passes_through_is_recorded_without_the_key(run, tmp_path):
    file = tmp_path / 'session.jsonl.gz'
    robot = await url_of(await run('--port', '0', '--auth-key', 'open sesame'))
    process = await run('--port', '0', '--pass-through', robot, '--record', str(file))
    line = (await process.stdout.readline()).decode().split()
    assert line[:4] == ['pass-through', 'to', robot, 'on']
    assert (await ask(line[4], type='request.auth', key='open sesame'))['access'] is True
    process.terminate()
    assert await process.wait() == 0
    assert await process.stderr.read() == b''
    text = gzip.decompress(file.read_bytes()).decode()
    assert 'sesame' not in text
    assert '"access":true' in text


async def test_recording_of_a_program_that_was_killed_can_be_replayed(run, tmp_path):
    file = str(tmp_path / 'session.jsonl')
    process = await run('--port', '0', '--record', file)
    await ask(await url_of(process), type='request.auth')
    process.kill()
    await process.wait()
    again = await url_of(await run('--port', '0', '--replay', file))
    assert (await ask(again, type='request.auth'))['access'] is True


async def test_recording_that_cannot_be_is_one_clear_sentence(run, tmp_path):
    file = tmp_path / 'session.jsonl'
    file.write_text('{"furhat_recording": 7}\n')
    for arguments, complaint in (
        (('--record', str(file)), f'{file} exists already; a recording replaces nothing\n'),
        (('--replay', str(file)), f'{file}, line 1: the format is 7; this program reads 1\n'),
    ):
        process = await run('--port', '0', *arguments)
        assert await process.wait() == 1
        assert (await process.stderr.read()).decode() == complaint
