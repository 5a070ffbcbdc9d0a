"""Scenarios on the command line, in a process of its own."""

import asyncio
import json
import signal

import pytest
import websockets

MISSED = '- expect: {listens: true, within: 1}\n'


@pytest.fixture
def run(run, tmp_path):
    """Start the program with a scenario, by its steps or by name."""

    async def run_scenario(scenario, *arguments):
        if ':' in scenario:
            (tmp_path / 'my.yaml').write_text(scenario)
            scenario = str(tmp_path / 'my.yaml')
        robot = ('--synthesizer', 'estimate', '--port', '0')
        return await run(*robot, '--scenario', scenario, *arguments)

    return run_scenario


async def url_of(process):
    return (await process.stdout.readline()).decode().split()[-1]


async def test_status_is_0_if_all_came_as_expected(run):
    process = await run('steps:\n- expect: {listens: false}\n')
    lines = (await process.stdout.read()).decode().split('\n')
    assert lines[3].endswith('my.yaml: 1 of 1 expectations met')
    assert await process.wait() == 0
    assert await process.stderr.read() == b''


async def test_status_is_1_if_not_and_the_report_says_what_happened(run):
    process = await run(f'steps:\n{MISSED}', '--speed', '10')
    lines = (await process.stdout.read()).decode().split('\n')
    assert lines[3].endswith('my.yaml: 0 of 1 expectations met')
    assert lines[4].startswith('  NOT MET line 2, step 1, at ')
    assert lines[4].endswith(' s: the robot listens within 1 s: it does not listen')
    assert await process.wait() == 1


async def test_mistakes_in_a_file_are_lines_that_an_editor_understands(run, tmp_path):
    process = await run('steps:\n- walk: {id: ann}\n- wlak: {}\n')
    assert await process.wait() == 2
    assert (await process.stderr.read()).decode().split('\n') == [
        f"{tmp_path}/my.yaml:2: walk: 'to' is missing; it takes x, y, z in metres, or a list of such places",
        f"{tmp_path}/my.yaml:2: walk: 'ann' is not there; nobody is",
        f"{tmp_path}/my.yaml:3: there is no 'wlak' here; did you mean 'walk'? there are at, enter, walk, "
        'look, say, leave, fault, end_fault, wait, expect',
        '',
    ]


async def test_example_is_found_by_its_name_and_its_people_are_the_only_ones(run):
    url = await url_of(await run('reception', '--speed', '0.01'))
    async with websockets.connect(url) as socket:
        await socket.send(json.dumps({'type': 'request.users.once'}))
        users = json.loads(await asyncio.wait_for(socket.recv(), 10))['users']
    assert [user['id'] for user in users] == ['ann']


@pytest.mark.parametrize(
    ('steps', 'status'),
    [
        ('loop: true\nsteps:\n- enter: {id: ann}\n', 0),
        ('steps:\n- wait: {listens: true}\n', 0),
        (f'steps:\n- wait: {{listens: true}}\n{MISSED}', 1),
    ],
)
async def test_signal_ends_it_with_a_report(run, steps, status):
    process = await run(steps)
    await url_of(process)
    process.send_signal(signal.SIGINT)
    text = (await process.stdout.read()).decode()
    assert f'my.yaml: 0 of {status} expectations met' in text
    assert ('it ended before 1 of them' in text) == bool(status)
    assert await process.wait() == status
    assert await process.stderr.read() == b''


@pytest.mark.parametrize(
    ('scenario', 'arguments', 'complaint'),
    [
        ('recepton', [], 'neither a file nor an example recepton; did you mean reception?'),
        ('/no/such.yaml', [], '/no/such.yaml: No such file or directory'),
        ('queue', ['--visitors', '3'], '--visitors does nothing with --scenario'),
        ('queue', ['--replay', 'x'], '--scenario does nothing with --replay'),
        ('queue', ['--pass-through', 'ws://x'], '--scenario does nothing with --pass-through'),
    ],
)
async def test_impossible_option_is_named(run, scenario, arguments, complaint):
    process = await run(scenario, *arguments)
    assert await process.wait() == 2
    errors = (await process.stderr.read()).decode()
    assert complaint in errors
    assert 'Traceback' not in errors


async def test_help_names_the_examples(run):
    process = await run('reception', '--help')
    text = ' '.join((await process.stdout.read()).decode().split())
    assert 'the name of an example: bad_day, queue, reception' in text
