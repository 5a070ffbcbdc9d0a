"""People who come by themselves."""

import pytest


async def test_default_room_is_empty(robot):
    assert len(robot.users) == 0


async def test_visitors_come_if_asked_for(start):
    robot = await start(visitors=3)
    assert [person.id for person in robot.users] == [f'virtual-user-{n}' for n in (1, 2, 3)]


async def test_visitors_move(start, clock):
    robot = await start(visitors=2)
    before = list(robot.users)
    await clock.advance(3)
    assert all(was != now for was, now in zip(before, robot.users, strict=True))


@pytest.mark.parametrize('count', [2, 20])
async def test_visitors_keep_their_distance(start, clock, count):
    robot = await start(visitors=count)
    for _ in range(60):
        await clock.advance(1)
        assert all(person.z > 0.8 for person in robot.users)


async def test_visitor_answers_a_listening_robot(start, connect, clock):
    program = await connect(await start(visitors=1))
    await program.ask('request.listen.start')
    await clock.advance(1.4)
    assert await program.events() == []
    await clock.advance(8)
    heard = [event['text'] for event in await program.events() if 'text' in event]
    assert heard == ['Hello robot, nice to meet you.']


async def test_next_answer_is_another_one(start, connect, clock):
    program = await connect(await start(visitors=1))
    heard = []
    for _ in range(2):
        await program.ask('request.listen.start')
        await clock.advance(10)
        heard += [event['text'] for event in await program.events() if 'text' in event]
    assert len(set(heard)) == 2


async def test_visitor_does_not_talk_to_a_robot_that_has_stopped_listening(start, connect, clock):
    robot = await start(visitors=1)
    program = await connect(robot)
    await program.ask('request.listen.start')
    await program.ask('request.listen.stop')
    await clock.advance(2)
    assert robot.ears.talking == frozenset()


async def test_visitors_may_be_silent(start, connect, clock):
    program = await connect(await start(visitors=1, silent_visitors=True))
    await program.ask('request.listen.start')
    await clock.advance(9)
    assert (await program.events())[-1]['cause'] == 'silence_timeout'
