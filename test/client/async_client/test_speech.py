"""The requests that make the robot speak."""

import asyncio

import pytest

from furhat_ros.client import speech

from ..conftest import PATIENCE, soon


async def test_a_long_queue_is_no_reason_to_give_up(line, monkeypatch):
    client, peer = line
    monkeypatch.setattr(speech, 'LONGEST', PATIENCE)
    await peer.send({'type': 'response.speak.start', 'text': 'before'})
    saying = asyncio.create_task(client.request_speak_text('Hi', wait=True, start_timeout=0.05))
    request = await peer.receive()
    with pytest.raises(asyncio.TimeoutError):
        await client.wait_for_event('nothing', 3 * 0.05)
    label = {'request_id': request['request_id']}
    await peer.send({'type': 'response.speak.end', 'text': 'Hi', **label})

    assert (await soon(saying))['text'] == 'Hi'


async def test_speech_that_does_not_start_is_stopped(line):
    client, peer = line
    saying = asyncio.create_task(client.request_speak_text('Hi', wait=True, start_timeout=0.05))
    await peer.receive()

    assert await peer.receive() == {'type': 'request.speak.stop'}
    with pytest.raises(asyncio.TimeoutError):
        await soon(saying)


async def test_the_wait_for_the_start_begins_when_the_robot_is_silent(line):
    client, peer = line
    await peer.send({'type': 'response.speak.start', 'text': 'before'})
    saying = asyncio.create_task(client.request_speak_text('Hi', wait=True, start_timeout=0.05))
    await peer.receive()
    await peer.send({'type': 'response.speak.end', 'text': 'before'})

    assert await peer.receive() == {'type': 'request.speak.stop'}
    with pytest.raises(asyncio.TimeoutError):
        await soon(saying)


async def test_speech_that_is_too_long_is_stopped(client, robot):
    with pytest.raises(asyncio.TimeoutError):
        await client.request_speak_text('a long text ' * 100, wait=True, timeout=0.1)
    await client.request_users_once()

    assert not robot.is_speaking


@pytest.mark.parametrize('characters', [10, 100_000])
def test_the_time_limit_grows_with_the_text(characters):
    assert speech.longest('x' * characters) == 60 + 0.5 * characters


async def test_the_start_of_the_own_text_sets_the_limit(line, monkeypatch):
    client, peer = line
    monkeypatch.setattr(speech, 'longest', lambda _text: 0.05)
    saying = asyncio.create_task(client.request_speak_text('Hi', wait=True))
    await peer.answer(type='response.speak.start', text='Hi')

    assert (await peer.receive())['type'] == 'request.speak.stop'
    with pytest.raises(asyncio.TimeoutError):
        await soon(saying)


async def test_speech_can_be_recognised_by_its_id(line):
    client, peer = line
    await client.request_speak_text('Hi', request_id='mine', interruptable=False)

    assert await peer.receive() == {
        'type': 'request.speak.text',
        'text': 'Hi',
        'abort': False,
        'monitor_words': False,
        'interruptable': False,
        'request_id': 'mine',
    }
