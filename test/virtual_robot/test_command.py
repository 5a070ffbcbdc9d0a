"""The command line, in a process of its own."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
import urllib.parse

import pytest
import websockets

from furhat_ros.virtual_robot import fault_names

COMMAND = (sys.executable, '-m', 'furhat_ros.virtual_robot')


@pytest.fixture
async def run():
    """Start the program with arguments; whatever still runs at the end is killed."""
    async with contextlib.AsyncExitStack() as stack:

        async def run(*arguments, **environment):
            process = await asyncio.create_subprocess_exec(
                *COMMAND,
                *arguments,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, 'FURHAT_AUTH_KEY': '', **environment},
            )
            stack.push_async_callback(end, process)
            return process

        yield run


async def end(process):
    if process.returncode is None:
        process.kill()
    await process.wait()


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


async def test_robot_is_reachable_within_a_second_or_so(run):
    start = time.monotonic()
    await url_of(await run('--port', '0'))
    # Well below one second on an idle machine; the tests may share theirs.
    assert time.monotonic() - start < 5


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
