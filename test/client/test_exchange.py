import asyncio

import pytest

from furhat_ros.client.exchange import Exchange
from furhat_ros.errors import LinkLost, RequestRefused, RequestTimeout
from furhat_ros.protocol.codec import RobotError
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakText, SpeakWord


async def turns(count):
    """Let the event loop go round so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


def exchange_in(present, *expects):
    """Make an exchange whose request goes nowhere."""

    async def send(_request):
        pass

    return Exchange(SpeakText('Hi'), expects, send, present)


@pytest.fixture
def exchange():
    with exchange_in([], SpeakStart, SpeakWord, SpeakEnd) as exchange:
        yield exchange


async def test_events_come_in_their_order(exchange):
    events = [SpeakStart('Hi'), SpeakWord('Hi', 0), SpeakEnd('Hi')]
    for event in events:
        exchange.deliver(event)

    assert [await exchange.next(5.0) for _ in events] == events


async def test_next_waits_for_an_event(exchange):
    waiting = asyncio.create_task(exchange.next())
    await asyncio.sleep(0)

    exchange.deliver(SpeakStart('Hi'))

    assert await waiting == SpeakStart('Hi')


async def test_next_waits_again_after_an_event(exchange):
    exchange.deliver(SpeakStart('Hi'))
    await exchange.next(5.0)

    with pytest.raises(RequestTimeout):
        await exchange.next(0.01)


async def test_a_timeout_names_the_request_and_the_limit(exchange):
    with pytest.raises(
        RequestTimeout, match=r'did not answer request\.speak\.text within 0\.01 s'
    ):
        await exchange.next(0.01)


async def test_an_event_after_a_timeout_is_not_lost(exchange):
    with pytest.raises(RequestTimeout):
        await exchange.next(0.01)

    exchange.deliver(SpeakStart('Hi'))

    assert await exchange.next(5.0) == SpeakStart('Hi')


async def test_an_error_of_the_robot_is_a_refusal_in_its_words(exchange):
    exchange.deliver(RobotError(text='Access denied'))

    with pytest.raises(RequestRefused, match='^Access denied$'):
        await exchange.next(5.0)


async def test_events_before_a_failure_are_given_first(exchange):
    exchange.deliver(SpeakStart('Hi'))
    exchange.fail(LinkLost('gone'))

    assert await exchange.next(5.0) == SpeakStart('Hi')
    with pytest.raises(LinkLost, match='gone'):
        await exchange.next(5.0)


async def test_a_failure_ends_the_waiting(exchange):
    waiting = asyncio.create_task(exchange.next())
    await asyncio.sleep(0)

    exchange.fail(LinkLost('gone'))

    with pytest.raises(LinkLost, match='gone'):
        await waiting


async def test_a_failure_stays(exchange):
    exchange.fail(LinkLost('gone'))

    for _ in range(2):
        with pytest.raises(LinkLost, match='gone'):
            await exchange.next(5.0)


async def test_what_the_robot_said_is_not_replaced_by_a_later_failure(exchange):
    exchange.deliver(RobotError(text='Access denied'))
    exchange.fail(LinkLost('gone'))

    with pytest.raises(RequestRefused, match='Access denied'):
        await exchange.next(5.0)


@pytest.mark.parametrize('event', [SpeakStart('Hi'), RobotError(text='Access denied')])
def test_it_is_answered_by_its_first_event_of_any_kind(exchange, event):
    before = exchange.answered
    exchange.deliver(event)

    assert (before, exchange.answered) == (False, True)


def test_it_belongs_to_its_session_from_entering_to_leaving():
    present = []

    with exchange_in(present, SpeakEnd) as exchange:
        inside = list(present)

    assert (inside, present) == ([exchange], [])


def test_it_leaves_its_session_also_by_an_error():
    present = []

    with pytest.raises(ValueError, match='no'), exchange_in(present, SpeakEnd):
        raise ValueError('no')

    assert present == []


@pytest.mark.parametrize('steps', range(8))
async def test_a_cancel_is_heard_whenever_it_comes(exchange, steps):
    waiting = asyncio.create_task(exchange.next(20.0))
    await turns(5)
    exchange.deliver(SpeakStart('Hi'))
    await turns(steps)

    if waiting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await waiting
    else:
        assert waiting.result() == SpeakStart('Hi')


@pytest.mark.parametrize('steps', range(8))
async def test_an_event_in_the_moment_of_a_cancel_is_not_lost(exchange, steps):
    waiting = asyncio.create_task(exchange.next(20.0))
    await turns(5)
    exchange.deliver(SpeakStart('Hi'))
    await turns(steps)
    waiting.cancel()
    (first,) = await asyncio.gather(waiting, return_exceptions=True)

    if isinstance(first, asyncio.CancelledError):
        first = await exchange.next(5.0)

    assert first == SpeakStart('Hi')
