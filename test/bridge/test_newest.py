"""Heavy work on what is newest."""

import asyncio
import logging
import threading
from collections import Counter
from types import SimpleNamespace

import pytest

from furhat_ros.bridge.camera.newest import Newest
from furhat_ros.errors import ProtocolViolation

PATIENCE = 20.0


@pytest.fixture
def context():
    reported = []
    robot = SimpleNamespace(report=reported.append, reported=reported)
    node = SimpleNamespace(get_logger=lambda: logging.getLogger('newest'))
    return SimpleNamespace(dropped=Counter(), node=node, robot=robot)


@pytest.fixture
def work():
    """Work that takes as long as a test wants."""
    return Slow()


@pytest.fixture
async def newest(context, work):
    newest = Newest(context, 'pictures', work)
    yield newest
    work.go_on.set()
    newest.close()


class Slow:
    def __init__(self):
        self.begun = []
        self.go_on = threading.Event()

    def __call__(self, piece):
        self.begun.append(piece)
        assert self.go_on.wait(PATIENCE)
        if isinstance(piece, Exception):
            raise piece


def threads():
    return [each.name for each in threading.enumerate() if each.name.startswith('pictures')]


async def reach(condition):
    async def wait():
        while not condition():
            await asyncio.sleep(0.001)

    await asyncio.wait_for(wait(), PATIENCE)


async def test_nothing_is_started_before_there_is_work(newest):
    assert threads() == []


async def test_one_thread_does_all_the_work(newest, work):
    work.go_on.set()
    for number in range(5):
        newest.put(number)
        await reach(lambda number=number: number in work.begun)
    assert len(threads()) == 1


async def test_while_it_works_the_newest_waits_and_the_others_are_counted(newest, work, context):
    newest.put(1)
    await reach(lambda: work.begun)
    for number in (2, 3, 4):
        newest.put(number)
    work.go_on.set()
    await reach(lambda: len(work.begun) == 2)
    assert work.begun == [1, 4]
    assert context.dropped == {'pictures': 2}


async def test_event_loop_goes_on_while_it_works(newest, work):
    newest.put(1)
    await reach(lambda: work.begun)
    await asyncio.sleep(0)
    assert not work.go_on.is_set()


async def test_what_is_broken_is_reported_and_the_next_is_worked_on(newest, work, context):
    work.go_on.set()
    newest.put(ProtocolViolation('broken', 'it is broken'))
    await reach(lambda: context.robot.reported)
    newest.put(2)
    await reach(lambda: 2 in work.begun)
    assert [each.kind for each in context.robot.reported] == ['broken']


async def test_mistake_is_logged_and_the_next_is_worked_on(newest, work, caplog):
    work.go_on.set()
    newest.put(RuntimeError('a mistake'))
    await reach(lambda: 'a mistake' in caplog.text)
    newest.put(2)
    await reach(lambda: 2 in work.begun)


async def test_end_waits_for_the_work_and_leaves_no_thread(newest, work):
    newest.put(1)
    await reach(lambda: work.begun)
    newest.put(2)
    threading.Timer(0.01, work.go_on.set).start()
    newest.close()
    assert threads() == []
    assert work.begun == [1]


async def test_what_comes_after_the_end_is_left_alone(newest, work, caplog):
    newest.close()
    newest.put(1)
    await asyncio.sleep(0)
    assert work.begun == []
    assert caplog.text == ''
