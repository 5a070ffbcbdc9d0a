"""The robot's attention."""

import pytest

from furhat_ros.virtual_robot.attend import Movement


def status(target, current, **more):
    return {'type': 'response.attend.status', 'target': target, 'current': current, **more}


async def attended(program):
    (data,) = [event for event in await program.ask('request.users.once') if 'users' in event]
    return [user['id'] for user in data['users'] if user['attended']]


async def test_robot_begins_with_nobody(robot):
    assert (robot.attend.target, robot.attend.current) == ('nobody', 'nobody')


async def test_closest_user_is_the_default(robot, program):
    robot.users.add('far', z=2.0)
    robot.users.add('near', z=1.0)
    assert await program.ask('request.attend.user') == [status('closest', 'near')]
    assert await attended(program) == ['near']


async def test_status_follows_when_another_user_is_closest(robot, program):
    robot.users.add('one', z=1.0)
    robot.users.add('two', z=2.0)
    await program.ask('request.attend.user')
    robot.users.move('two', z=0.5)
    assert await program.events() == [status('closest', 'two')]
    assert await attended(program) == ['two']


async def test_status_follows_as_people_come_and_go(robot, program):
    assert await program.ask('request.attend.user') == [status('closest', 'nobody')]
    robot.users.add('ann')
    assert await program.events() == [status('closest', 'ann')]
    robot.users.clear()
    assert await program.events() == [status('closest', 'nobody')]


async def test_status_follows_people_who_walk(robot, program, clock):
    robot.users.add('still', x=0.0, y=0.0, z=1.0)
    robot.users.add('walker', path=lambda time: (0.0, 0.0, 2.0 - time))
    assert await program.ask('request.attend.user') == [status('closest', 'still')]
    await clock.advance(0.9)
    assert await program.events() == []
    await clock.advance(0.3)
    assert await program.events() == [status('closest', 'walker')]
    assert await attended(program) == ['walker']


async def test_attended_user_leaves_and_returns(robot, program):
    robot.users.add('ann')
    robot.users.add('bob', z=0.5)
    assert await program.ask('request.attend.user', user_id='ann') == [status('ann', 'ann')]
    robot.users.remove('ann')
    assert await program.events() == [status('ann', 'nobody')]
    assert await attended(program) == []
    robot.users.add('ann')
    assert await program.events() == [status('ann', 'ann')]
    assert await attended(program) == ['ann']


async def test_others_who_come_and_go_do_not_matter(robot, program):
    robot.users.add('ann')
    await program.ask('request.attend.user', user_id='ann')
    robot.users.add('bob', z=0.5)
    robot.users.remove('bob')
    assert await program.events() == []


async def test_stranger_is_waited_for(robot, program):
    assert await program.ask('request.attend.user', user_id='ann') == [status('ann', 'nobody')]
    assert robot.attend.target == 'ann'


async def test_location_is_attended(robot, program):
    robot.users.add('ann')
    await program.ask('request.attend.user')
    reply = await program.ask('request.attend.location', x=0.5, y=0, z=1.0)
    assert reply == [status('location', 'location')]
    assert robot.attend.location == (0.5, 0, 1.0)
    assert await attended(program) == []


async def test_another_location_is_a_change(program):
    for x in (0.1, 0.2):
        reply = await program.ask('request.attend.location', x=x, y=0, z=1)
        assert reply == [status('location', 'location')]


async def test_nobody_is_attended(robot, program):
    robot.users.add('ann')
    await program.ask('request.attend.user')
    assert await program.ask('request.attend.nobody') == [status('nobody', 'nobody')]
    assert await attended(program) == []
    robot.users.clear()
    assert await program.events() == []


@pytest.mark.parametrize('repeats', [False, True])
async def test_same_request_again_changes_nothing(start, connect, repeats):
    program = await connect(await start(attend_repeats=repeats))
    await program.ask('request.attend.user')
    expected = [status('closest', 'nobody')] if repeats else []
    assert await program.ask('request.attend.user') == expected


@pytest.mark.parametrize('events_to', ['all', 'requester'])
async def test_everybody_with_access_is_told(start, connect, events_to):
    robot = await start(events_to=events_to, auth_key='open sesame')
    inside, other, outside = [await connect(robot) for _ in range(3)]
    for program in (inside, other):
        await program.ask('request.auth', key='open sesame')
    await inside.ask('request.attend.user')
    assert await other.events() == [status('closest', 'nobody')]
    assert await outside.events() == []


async def test_only_what_the_request_caused_carries_its_id(robot, program):
    reply = await program.ask('request.attend.user', request_id='mine')
    assert reply == [status('closest', 'nobody', request_id='mine')]
    robot.users.add('ann')
    assert await program.events() == [status('closest', 'ann')]


async def test_movement_is_kept(robot, program):
    await program.ask('request.attend.user')
    assert robot.attend.movement == Movement('medium', 15, 5, 3000)
    await program.ask(
        'request.attend.location',
        x=0, y=0, z=1, speed='xfast', slack_pitch=30, slack_yaw=180.0, slack_timeout=-1,
    )  # fmt: skip
    assert robot.attend.movement == Movement('xfast', 30, 180.0, -1)


async def test_attention_takes_the_head_back(robot, program):
    await program.ask('request.face.headpose', yaw=10)
    await program.ask('request.attend.user')
    assert robot.face.headpose is None


async def test_attention_stays_when_its_program_leaves(robot, connect):
    program = await connect(robot)
    await program.ask('request.attend.user')
    await program.socket.close()
    robot.users.add('ann')
    assert robot.attend.current == 'ann'
