"""Handlers of events."""

import asyncio
import threading

import pytest

from furhat_ros.client import AsyncFurhatClient, Events, handlers
from furhat_ros.client.io_thread import IoThread

from ..conftest import PATIENCE, soon


async def test_a_handler_may_ask_and_wait(client, robot):
    asked = asyncio.Event()

    async def ask(_event):
        await client.request_face_status()
        asked.set()

    client.add_handler(Events.response_users_data, ask)
    await client.request_users_once()

    await soon(asked.wait())


async def test_a_slow_handler_does_not_hold_up_the_reader(client):
    never = asyncio.Event()

    async def hang(_event):
        await never.wait()

    client.add_handler(Events.response_users_data, hang)
    for _ in range(3):
        await soon(client.request_users_once())
    await client.disconnect(timeout=0)


async def test_a_plain_function_is_a_handler(client):
    events = asyncio.Queue()
    client.add_handler(Events.response_users_data, events.put_nowait)
    await client.request_users_once()

    assert (await soon(events.get()))['users'] == []


async def test_a_handler_that_removes_itself_takes_nothing_from_the_next(client):
    seen = []

    def first(_event):
        seen.append('first')
        client.remove_handler(Events.response_users_data, first)

    client.add_handler(Events.response_users_data, first)
    client.add_handler(Events.response_users_data, lambda _: seen.append('second'))
    await client.request_users_once()
    await client.request_users_once()
    await client.disconnect()

    assert seen == ['first', 'second', 'second']


async def test_a_quick_handler_is_done_before_the_question_is_answered(client):
    seen = []

    async def note(event):
        seen.append(event)

    client.add_handler(Events.response_users_data, note)
    users = await client.request_users_once()

    assert seen == [users]


async def test_a_mistake_in_a_handler_ends_nothing(client, caplog):
    seen = []

    async def fail(_event):
        raise ValueError('oops')

    client.add_handler([Events.response_users_data], fail)
    client.add_handler([Events.response_users_data], seen.append)
    await client.request_users_once()
    await client.disconnect()

    assert len(seen) == 1
    assert 'Error in event handler for response.users.data: oops' in caplog.text


async def test_adding_twice_calls_twice_and_removing_removes_one(client):
    seen = []
    name = Events.response_users_data
    client.add_handler(name, seen.append).add_handler(name, seen.append)
    await client.request_users_once()
    client.remove_handler(name, seen.append)
    await client.request_users_once()
    await client.disconnect()

    assert len(seen) == 3


def test_removing_what_is_not_there_is_told_as_published():
    client = AsyncFurhatClient('robot')
    client.remove_handler('never', print)
    client.add_handler('once', print).remove_handler('once', print)

    with pytest.raises(ValueError, match='not in list'):
        client.remove_handler('once', print)


def test_scoped_handlers_are_removed():
    client = AsyncFurhatClient('robot')
    with client.scoped_handlers() as add_handler:
        add_handler(['a', 'b'], print)
        client.remove_handler('a', print)
        assert client.event_handlers == {'a': [], 'b': [print]}

    assert client.event_handlers == {'a': [], 'b': []}


async def test_a_handler_may_disconnect(client):
    async def leave(_event):
        await client.disconnect()

    client.add_handler(Events.response_users_data, leave)
    await client.request_users_start()
    await soon(client.wait_closed())

    assert not client.is_connected


async def test_handlers_finish_before_the_connection_is_closed(line):
    client, peer = line
    sent = asyncio.Event()

    async def answer(_event):
        await asyncio.sleep(0)
        await client.request_led_set('red')
        sent.set()

    client.add_handler('a', answer)
    waiting = asyncio.create_task(client.wait_for_event('b'))
    await peer.send({'type': 'a'})
    await peer.send({'type': 'b'})
    await soon(waiting)
    await client.disconnect()

    assert sent.is_set()


async def test_of_streams_the_oldest_are_dropped_and_nothing_else(line, caplog):
    client, peer = line
    seen, go_on = [], asyncio.Event()

    async def wait(event):
        await go_on.wait()
        seen.append(event)

    client.add_handler([Events.response_audio_data, Events.response_hear_partial], wait)
    count = handlers.MOST_BULK_WAITING + 50
    waiting = asyncio.create_task(client.wait_for_event('end', PATIENCE))
    await peer.send({'type': 'response.hear.partial', 'text': 'first'})
    for number in range(count):
        await peer.send({'type': 'response.audio.data', 'number': number})
        await peer.send({'type': 'response.hear.partial', 'number': number})
    await peer.send({'type': 'end'})
    await waiting
    go_on.set()
    await client.disconnect(timeout=PATIENCE)

    assert 'handlers for response.audio.data are too slow' in caplog.text
    sounds = [e['number'] for e in seen if e['type'] == Events.response_audio_data]
    assert sounds == list(range(50, count))
    assert len(seen) - len(sounds) == count + 1


async def test_handlers_run_in_the_thread_of_the_client(client):
    threads = []
    client.add_handler(
        Events.response_users_data, lambda _: threads.append(threading.current_thread())
    )
    with IoThread() as other:
        await asyncio.wrap_future(other.submit(client.request_users_once()))
    await client.disconnect()

    assert threads == [threading.current_thread()]
