"""Any event out, any event back."""

import asyncio

import pytest

from furhat_ros.errors import RequestRefused

from ..conftest import soon
from .conftest import REFUSED


async def test_an_event_is_given_as_it_came(line):
    client, peer = line
    waiting = asyncio.create_task(client.wait_for_event('response.users.data'))
    await asyncio.sleep(0)
    event = {'type': 'response.users.data', 'users': [{'id': 7, 'camera': None}], 'new': 1}
    await peer.send(event)

    assert await soon(waiting) == event


async def test_the_id_of_a_question_is_new_and_told(line):
    client, peer = line
    event = {'type': 'request.x', 'request_id': 'old'}
    asking = asyncio.create_task(client.send_event_and_wait(event, ['response.y']))
    request = await peer.answer(type='response.y')

    assert request['request_id'] == event['request_id'] != 'old'
    assert (await soon(asking))['request_id'] == event['request_id']


async def test_an_event_without_the_id_is_no_answer(line):
    client, peer = line
    saying = asyncio.create_task(client.request_speak_text('Second', wait=True))
    request = await peer.receive()
    await peer.send({'type': 'response.speak.end', 'text': 'First'})
    await peer.send(
        {'type': 'response.speak.end', 'text': 'Second', 'request_id': request['request_id']}
    )

    assert (await soon(saying))['text'] == 'Second'


async def test_an_event_can_be_waited_for_by_its_id(line):
    client, peer = line
    waiting = asyncio.create_task(client.wait_for_event(['a', 'b'], request_id='2'))
    await asyncio.sleep(0)
    for wire in ({'type': 'a', 'request_id': '1'}, {'type': 'b', 'request_id': '2'}):
        await peer.send(wire)

    assert (await soon(waiting))['type'] == 'b'


async def test_waiting_has_a_limit(client):
    with pytest.raises(asyncio.TimeoutError):
        await client.wait_for_event('response.hear.end', 0.01)


async def test_an_error_ends_the_question_at_once(line):
    client, peer = line
    asking = asyncio.create_task(client.request_users_once(timeout=None))
    await peer.answer(**REFUSED)

    with pytest.raises(RequestRefused, match='no'):
        await soon(asking)


async def test_an_error_without_an_id_ends_the_question_too(line):
    client, peer = line
    asking = asyncio.create_task(client.request_users_once(timeout=None))
    await peer.receive()
    await peer.send(REFUSED)

    with pytest.raises(RequestRefused, match='no'):
        await soon(asking)


async def test_the_error_of_an_earlier_request_is_not_that_of_the_question(line, caplog):
    client, peer = line
    await client.request_listen_start()
    asking = asyncio.create_task(client.request_users_once(timeout=None))
    await peer.receive()
    await peer.send(REFUSED)
    await peer.answer(type='response.users.data', users=[])

    assert (await soon(asking))['users'] == []
    assert 'The robot refuses request.listen.start: no' in caplog.text


async def test_the_error_of_a_request_with_an_id_of_its_own_is_logged(line, caplog):
    client, peer = line
    await client.send_event({'type': 'request.x', 'request_id': 'mine'})
    await peer.answer(**REFUSED)
    asking = asyncio.create_task(client.request_users_once())
    await peer.answer(type='response.users.data')
    await soon(asking)

    assert 'The robot refuses request.x: no' in caplog.text


async def test_bytes_are_sent_as_they_are(client):
    await client.send_bytes(b'\0')

    assert (await client.request_users_once())['users'] == []
