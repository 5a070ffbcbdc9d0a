"""Who may talk to the robot."""

import pytest

GRANTED = {'type': 'response.auth', 'access': True, 'scope': 'local_network'}
REFUSED = {'type': 'response.auth', 'access': False}


async def verdict(program, **fields):
    await program.send('request.auth', **fields)
    return await program.wait_for('response.auth')


async def test_open_robot_grants_access_with_a_scope(program):
    assert await verdict(program) == GRANTED


async def test_open_robot_answers_without_auth(program):
    await program.send('request.system.status')
    assert (await program.wait_for('response.system.status'))['virtual'] is True


async def test_verdict_echoes_the_request_id(program):
    assert await verdict(program, request_id='mine') == GRANTED | {'request_id': 'mine'}


async def test_right_key_is_granted(start, connect):
    program = await connect(await start(auth_key='open sesame'))
    assert await verdict(program, key='open sesame') == GRANTED


@pytest.mark.parametrize(
    'fields', [{}, {'key': 'wrong'}, {'key': None}, {'key': ''}, {'key': 'ключ'}]
)
async def test_wrong_or_missing_key_is_refused_without_scope(start, connect, fields):
    program = await connect(await start(auth_key='open sesame'))
    assert await verdict(program, **fields) == REFUSED


async def test_refused_socket_stays_open_and_may_try_again(start, connect):
    program = await connect(await start(auth_key='open sesame'))
    await verdict(program, key='wrong')
    assert await verdict(program, key='open sesame') == GRANTED


async def test_without_access_every_other_request_is_denied(start, connect):
    program = await connect(await start(auth_key='open sesame'))
    await program.send('request.speak.text', text='hello', request_id='mine')
    error = await program.wait_for('response.error')
    assert error == {'type': 'response.error', 'error': 'Access denied', 'request_id': 'mine'}


async def test_request_of_nobody_is_not_carried_out(start, connect):
    robot = await start(auth_key='open sesame')
    program = await connect(robot)
    await program.ask('request.listen.start')
    assert not robot.is_listening


async def test_access_sticks_to_the_connection(start, connect):
    program = await connect(await start(auth_key='open sesame'))
    await verdict(program, key='open sesame')
    assert await verdict(program) == GRANTED


async def test_access_does_not_pass_to_another_connection(start, connect):
    robot = await start(auth_key='open sesame')
    await verdict(await connect(robot), key='open sesame')
    assert await verdict(await connect(robot)) == REFUSED


async def test_disabled_robot_refuses_even_the_right_key(start, connect):
    program = await connect(await start(access='disabled', auth_key='open sesame'))
    assert await verdict(program, key='open sesame') == REFUSED


async def test_refuse_access_concerns_new_connections_only(robot, connect):
    inside = await connect(robot)
    robot.refuse_access()
    outside = await connect(robot)
    assert (await verdict(inside))['access'] is True
    assert (await verdict(outside))['access'] is False


async def test_scope_is_an_option(start, connect):
    program = await connect(await start(scope='local'))
    assert (await verdict(program))['scope'] == 'local'


async def test_events_are_kept_from_sockets_without_access(start, connect, clock):
    robot = await start(auth_key='open sesame')
    inside, outside = await connect(robot), await connect(robot)
    await verdict(inside, key='open sesame')
    await inside.ask('request.speak.text', text='secret')
    await clock.advance(10)
    assert await outside.events() == []
