import asyncio
import gc

import pytest

from furhat_ros.client.deadline import within

PATIENCE = 10.0


async def turns(count):
    """Let the event loop go round so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


async def give(value, steps=0):
    await turns(steps)
    return value


async def test_the_outcome_is_given():
    assert await within(PATIENCE, give(7, steps=3)) == 7


async def test_an_error_is_let_out():
    async def fail():
        raise ValueError('no')

    with pytest.raises(ValueError, match='no'):
        await within(PATIENCE, fail())


async def test_without_a_limit_it_waits():
    assert await within(None, give(7, steps=3)) == 7


async def test_too_long_is_a_timeout():
    with pytest.raises(asyncio.TimeoutError):
        await within(0.01, asyncio.Event().wait())


async def test_work_that_took_too_long_is_canceled_and_ended():
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    with pytest.raises(asyncio.TimeoutError):
        await within(0.01, work())

    assert ended == [True]


async def test_work_whose_waiter_is_canceled_is_canceled_and_ended():
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    waiting = asyncio.create_task(within(PATIENCE, work()))
    await turns(5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert ended == [True]


@pytest.mark.parametrize('steps', range(8))
async def test_a_cancel_in_the_moment_of_the_outcome_is_heard(steps):
    outcome = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(within(PATIENCE, outcome))
    await turns(5)
    outcome.set_result(7)
    await turns(steps)

    if waiting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await waiting
    else:
        assert waiting.result() == 7


def test_an_error_of_canceled_work_leaves_no_trace(caplog):
    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            raise ValueError('no')

    async def cancel():
        waiting = asyncio.create_task(within(PATIENCE, work()))
        await turns(5)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(cancel())
    gc.collect()

    assert 'never retrieved' not in caplog.text
