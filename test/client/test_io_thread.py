import asyncio
import gc
import threading

import pytest

from furhat_ros.client.io_thread import IoThread

PATIENCE = 10.0


async def forever():
    await asyncio.get_running_loop().create_future()


def test_a_coroutine_runs_in_the_thread():
    async def where():
        return threading.current_thread().name

    with IoThread('furhat io') as io:
        assert io.submit(where()).result(PATIENCE) == 'furhat io'


def test_the_error_of_a_coroutine_is_in_its_future():
    async def fail():
        raise ValueError('no')

    with IoThread() as io, pytest.raises(ValueError, match='no'):
        io.submit(fail()).result(PATIENCE)


def test_a_coroutine_can_be_canceled_from_outside():
    ended = threading.Event()

    async def run():
        try:
            await forever()
        finally:
            ended.set()

    with IoThread() as io:
        future = io.submit(run())
        io.submit(asyncio.sleep(0)).result(PATIENCE)
        future.cancel()

        assert ended.wait(PATIENCE)


def test_a_function_is_called_in_the_thread():
    called, names = threading.Event(), []

    def call(*args):
        names.append((threading.current_thread().name, args))
        called.set()

    with IoThread('furhat io') as io:
        io.post(call, 1, 2)
        assert called.wait(PATIENCE)

    assert names == [('furhat io', (1, 2))]


def test_submit_is_refused_in_the_thread_itself():
    async def submit_here(io):
        return io.submit(asyncio.sleep(0)).result()

    with IoThread() as io, pytest.raises(RuntimeError, match=r'inside the loop use create_task'):
        io.submit(submit_here(io)).result(PATIENCE)


def test_a_refused_coroutine_is_put_away(recwarn):
    async def submit_here(io):
        io.submit(asyncio.sleep(0))

    with IoThread() as io, pytest.raises(RuntimeError):
        io.submit(submit_here(io)).result(PATIENCE)
    gc.collect()

    assert not [w for w in recwarn if 'never awaited' in str(w.message)]


def test_leaving_cancels_what_still_runs():
    with IoThread() as io:
        future = io.submit(forever())
        io.submit(asyncio.sleep(0)).result(PATIENCE)

    assert future.cancelled()


def test_leaving_waits_for_what_a_canceled_coroutine_has_to_finish():
    finished = []

    async def run():
        try:
            await forever()
        finally:
            await asyncio.sleep(0.01)
            finished.append(True)

    with IoThread() as io:
        io.submit(run())
        io.submit(asyncio.sleep(0)).result(PATIENCE)

    assert finished == [True]


def test_leaving_cancels_also_what_was_started_while_leaving():
    ended = []

    async def late():
        try:
            await forever()
        finally:
            ended.append('late')

    async def run(tasks):
        try:
            await forever()
        finally:
            tasks.append(asyncio.create_task(late()))
            await asyncio.sleep(0)

    tasks = []
    with IoThread() as io:
        io.submit(run(tasks))
        io.submit(asyncio.sleep(0)).result(PATIENCE)

    assert ended == ['late']


def test_leaving_cancels_what_has_not_even_begun():
    with IoThread() as io:
        future = io.submit(forever())

    assert future.cancelled()


def test_leaving_closes_asynchronous_generators():
    closed = []

    async def numbers():
        try:
            yield 1
        finally:
            closed.append(True)

    async def take(generators):
        generators.append(numbers())
        return await generators[0].__anext__()

    generators = []
    with IoThread() as io:
        assert io.submit(take(generators)).result(PATIENCE) == 1

    assert closed == [True]


def test_leaving_joins_the_thread():
    with IoThread('to be joined'):
        assert 'to be joined' in [thread.name for thread in threading.enumerate()]

    assert 'to be joined' not in [thread.name for thread in threading.enumerate()]


def test_leaving_by_an_error_joins_the_thread_and_lets_the_error_out():
    with pytest.raises(ValueError, match='no'), IoThread('to be joined'):
        raise ValueError('no')

    assert 'to be joined' not in [thread.name for thread in threading.enumerate()]


def test_leaving_closes_the_loop():
    with IoThread() as io:
        pass

    assert io.loop.is_closed()


def test_after_leaving_a_coroutine_is_refused_and_put_away(recwarn):
    with IoThread() as io:
        pass

    with pytest.raises(RuntimeError, match='closed'):
        io.submit(asyncio.sleep(0))
    gc.collect()

    assert not [w for w in recwarn if 'never awaited' in str(w.message)]
