"""The robot's time."""

import asyncio
import time

from furhat_ros.virtual_robot.clock import Beat, ManualClock, RealClock


async def test_manual_clock_releases_sleepers_in_order(clock):
    awake = []

    async def sleep(seconds):
        await clock.sleep(seconds)
        awake.append((seconds, clock.now()))

    sleepers = asyncio.gather(*(sleep(seconds) for seconds in (3.0, 1.0, 2.0)))
    await clock.advance(10)
    await sleepers
    assert awake == [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]


async def test_manual_clock_stands_still(clock):
    sleeper = asyncio.ensure_future(clock.sleep(1))
    await clock.advance(0.99)
    assert not sleeper.done()
    await clock.advance(0.01)
    assert sleeper.done()


async def test_one_move_is_enough_for_a_chain_of_sleeps(clock):
    async def chain():
        for _ in range(100):
            await clock.sleep(0.1)

    sleeper = asyncio.ensure_future(chain())
    await clock.advance(10)
    assert sleeper.done()


async def test_cancelled_timer_does_nothing(clock):
    calls = []
    clock.call_later(1, lambda: calls.append('cancelled')).cancel()
    clock.call_later(1, lambda: calls.append('kept'))
    await clock.advance(2)
    assert calls == ['kept']


async def test_nothing_to_wait_for_needs_no_move(clock):
    await asyncio.wait_for(clock.sleep(0), 5)


async def test_real_clock_runs_at_its_speed():
    clock = RealClock(speed=100)
    earliest, start, latest = time.monotonic(), clock.now(), time.monotonic()
    await clock.sleep(1)
    before, end, after = time.monotonic(), clock.now(), time.monotonic()
    assert end - start >= 0.999
    assert 100 * (before - latest) <= end - start <= 100 * (after - earliest)


async def test_beat_keeps_its_rate(clock):
    beats = []

    async def count():
        beat = Beat(clock, 4)
        while True:
            await beat.next()
            beats.append(clock.now())

    counting = asyncio.ensure_future(count())
    await clock.advance(1)
    counting.cancel()
    assert beats == [0.25, 0.5, 0.75, 1.0]


async def test_missed_beats_are_left_out():
    clock = ManualClock()
    beat = Beat(clock, 10)
    await clock.advance(5.05)
    await asyncio.wait_for(beat.next(), 5)
    following = asyncio.ensure_future(beat.next())
    await clock.advance(0.04)
    assert not following.done()
    await clock.advance(0.02)
    assert following.done()


async def test_manual_clock_waits_for_the_work_of_the_machine(clock):
    going_on, moments = asyncio.Event(), []

    async def work():
        await going_on.wait()
        moments.append(clock.now())

    clock.stand_still_for(asyncio.create_task(work()))
    clock.call_later(1, lambda: moments.append(clock.now()))
    asyncio.get_running_loop().call_later(0.05, going_on.set)
    await clock.advance(2)
    assert moments == [0.0, 1.0]


async def test_fast_clock_stands_still_for_the_work_of_the_machine():
    clock, moments, done = RealClock(speed=100), [], asyncio.Event()
    work = asyncio.get_running_loop().create_future()
    planned = clock.now()
    before = asyncio.ensure_future(clock.sleep(20))
    await asyncio.sleep(0)
    wall = time.monotonic()
    clock.stand_still_for(work)
    start = clock.now()
    clock.call_later(0, lambda: moments.append('due'))
    clock.call_later(1, lambda: moments.append('planned meanwhile'))
    before.add_done_callback(lambda _: (moments.append('planned before'), done.set()))
    await asyncio.sleep(0.3)  # 30 s of it, if it ran
    assert (clock.now(), moments) == (start, ['due'])
    work.set_result(None)
    await done.wait()
    assert clock.now() - planned >= 19.999
    assert clock.now() - start < (time.monotonic() - wall - 0.29) * 100
    assert moments == ['due', 'planned meanwhile', 'planned before']


async def test_clock_of_the_wall_does_not_wait_for_the_work_of_the_machine():
    clock = RealClock()
    clock.stand_still_for(asyncio.get_running_loop().create_future())
    await clock.sleep(0.01)


async def test_timer_that_is_canceled_while_the_clock_stands_still_never_comes():
    clock, moments = RealClock(speed=100), []
    work = asyncio.get_running_loop().create_future()
    timers = [clock.call_later(1, lambda: moments.append('before'))]
    clock.stand_still_for(work)
    timers.append(clock.call_later(1, lambda: moments.append('meanwhile')))
    for timer in timers:
        timer.cancel()
    work.set_result(None)
    await clock.sleep(2)
    assert moments == []
