"""The voices of people."""

import asyncio

import pytest


async def test_saying_something_takes_its_time(robot, clock):
    speech = asyncio.create_task(robot.hear('Hello there'))
    await clock.advance(0.65)
    assert not speech.done()
    await clock.advance(0.1)
    assert speech.done()


async def test_nearest_person_speaks_by_default(robot, clock):
    robot.users.add(id='far', z=2.0)
    robot.users.add(id='near', z=1.0)
    speech = asyncio.create_task(robot.hear('hello'))
    await clock.advance(0.1)
    assert robot.ears.talking == {'near'}
    await clock.advance(1)
    await speech
    assert robot.ears.talking == frozenset()


async def test_somebody_in_particular_can_speak(robot, clock):
    robot.users.add(id='far', z=2.0)
    robot.users.add(id='near', z=1.0)
    speech = asyncio.create_task(robot.hear('hello', user_id='far'))
    await clock.advance(0.1)
    assert robot.ears.talking == {'far'}
    await clock.advance(1)
    await speech


async def test_somebody_who_is_not_there_cannot_speak(robot):
    with pytest.raises(LookupError, match='nobody here is called ann'):
        await robot.hear('hello', user_id='ann')
