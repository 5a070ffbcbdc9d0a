"""The slow lane for bulky data."""

import asyncio
import logging
import time
from collections import Counter
from types import SimpleNamespace

import pytest

from furhat_ros.bridge.streams import lane as module
from furhat_ros.bridge.streams.lane import LONGEST_TURN, PAUSE, Lane
from furhat_ros.errors import ProtocolViolation


@pytest.fixture
def reported():
    return []


@pytest.fixture
def together(monkeypatch):
    """However slow this machine is, what is put comes without a pause."""
    monkeypatch.setattr(module, 'PAUSE', 60.0)


@pytest.fixture
def context(reported):
    node = SimpleNamespace(get_logger=lambda: logging.getLogger('lane'))
    robot = SimpleNamespace(report=reported.append)
    return SimpleNamespace(dropped=Counter(), node=node, robot=robot)


async def test_pieces_are_worked_on_in_their_order(context):
    seen = []
    lane = Lane(context, 'camera', 3, lambda *piece: seen.append(piece))
    for number in range(3):
        lane.put(number, 'x')
    await asyncio.wait_for(_reach(seen, 3), 10)
    assert seen == [(0, 'x'), (1, 'x'), (2, 'x')]
    assert not context.dropped['camera']


async def test_piece_after_a_pause_is_handed_out_at_once(context):
    seen = []
    lane = Lane(context, 'camera', 3, seen.append)
    lane.put(0)
    assert seen == [0]
    await asyncio.sleep(1.1 * PAUSE)  # not to wait: the pause is the input
    lane.put(1)
    assert seen == [0, 1]


@pytest.mark.usefixtures('together')
async def test_of_those_that_come_together_the_oldest_are_dropped_and_counted(context):
    seen = []
    lane = Lane(context, 'camera', 2, seen.append)
    for number in range(10):
        lane.put(number)
    await asyncio.wait_for(_reach(seen, 3), 10)
    assert seen == [0, 8, 9]
    assert context.dropped == {'camera': 7}


@pytest.mark.usefixtures('together')
async def test_everything_else_gets_its_turn_between_two_pieces_that_take_long(context):
    order = []

    def work(number):
        order.append(number)
        time.sleep(1.5 * LONGEST_TURN)  # not to wait: how long it takes is the input

    async def control():
        for _ in range(3):
            order.append('control')
            await asyncio.sleep(0)

    others = asyncio.create_task(control())
    lane = Lane(context, 'camera', 3, work)
    for number in range(3):
        lane.put(number)
    await asyncio.wait_for(others, 10)
    await asyncio.wait_for(_reach(order, 6), 10)
    assert order == [0, 'control', 1, 'control', 2, 'control']


async def test_piece_that_makes_trouble_is_logged_and_the_next_is_worked_on(context, caplog):
    seen = []

    def work(number):
        if not number:
            raise RuntimeError('a mistake')
        seen.append(number)

    lane = Lane(context, 'camera', 3, work)
    lane.put(0)
    lane.put(1)
    await asyncio.wait_for(_reach(seen, 1), 10)
    assert 'a mistake' in caplog.text


async def test_what_cannot_be_made_ready_is_reported_and_nobody_gets_it(context, reported):
    seen = []

    def halved(number):
        if number % 2:
            raise ProtocolViolation('odd', f'{number} is odd')
        return (number // 2,)

    lane = Lane(context, 'camera', 3, seen.append, prepare=halved)
    for number in (2, 3, 4):
        lane.put(number)
    await asyncio.wait_for(_reach(seen, 2), 10)
    assert seen == [1, 2]
    assert [each.kind for each in reported] == ['odd']


async def test_watcher_that_fails_costs_the_others_nothing(context):
    seen = []

    def fail(_piece):
        raise RuntimeError('broken')

    lane = Lane(context, 'camera', 3, fail)
    lane.watch(seen.append)
    lane.put('piece')
    await asyncio.wait_for(_reach(seen, 1), 10)


async def _reach(seen, length):
    while len(seen) < length:
        await asyncio.sleep(0)
