"""The requests that make the robot listen."""

import asyncio

import pytest

from furhat_ros.client import Events, listening
from furhat_ros.errors import RequestRefused

from ..conftest import soon


async def test_the_text_of_one_utterance_is_given(client, robot):
    robot.listen.on_open = lambda: robot.ears.voice('Hello robot')

    assert await soon(client.request_listen_text()) == 'Hello robot'
    assert not robot.is_listening


async def test_all_utterances_of_a_session_are_given(line):
    client, peer = line
    session = asyncio.create_task(client.request_listen_text(stop_user_end=False))
    label = {'request_id': (await peer.receive())['request_id']}
    await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
    await peer.send({'type': 'response.hear.end', 'text': 'two', **label})
    await peer.send({'type': 'response.listen.end', 'cause': 'silence_timeout', **label})

    assert await soon(session) == 'one two'


async def test_an_endless_session_ends_after_the_first_utterance(line):
    client, peer = line
    session = asyncio.create_task(
        client.request_listen_text(stop_user_end=False, stop_no_speech=False)
    )
    label = {'request_id': (await peer.receive())['request_id']}
    await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
    assert (await peer.receive())['type'] == 'request.listen.stop'
    await peer.send({'type': 'response.listen.end', 'cause': 'stopped', **label})

    assert await soon(session) == 'one'


@pytest.mark.parametrize('stop_no_speech', [True, False])
async def test_silence_is_given_up_unless_the_caller_wants_to_wait(
    line, monkeypatch, stop_no_speech
):
    monkeypatch.setattr(listening, 'SILENCE_TIMEOUT', 0.0)
    client, peer = line
    session = asyncio.create_task(
        client.request_listen_text(stop_no_speech=stop_no_speech, no_speech_timeout=-10.0)
    )
    label = {'request_id': (await peer.receive())['request_id']}
    if stop_no_speech:
        assert (await peer.receive())['type'] == 'request.listen.stop'
    else:
        await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
    await peer.send({'type': 'response.listen.end', 'cause': 'speech_end', **label})
    (result,) = await soon(asyncio.gather(session, return_exceptions=True))

    assert isinstance(result, asyncio.TimeoutError) if stop_no_speech else result == 'one'


async def test_a_session_that_is_given_up_is_closed(client, robot):
    with pytest.raises(asyncio.TimeoutError):
        await client.request_listen_text(stop_no_speech=False, timeout=0.05)

    assert not robot.is_listening


async def test_a_session_that_is_canceled_is_closed(client, robot):
    session = asyncio.create_task(client.request_listen_text())
    await client.wait_for_event(Events.response_listen_start)
    session.cancel()
    await asyncio.wait({session})

    assert not robot.is_listening


async def test_the_session_of_somebody_else_is_told_and_left_alone(client, robot):
    await client.request_listen_start(no_speech_timeout=1000.0)

    with pytest.raises(RequestRefused, match='already listening'):
        await soon(client.request_listen_text())
    assert robot.is_listening


async def test_a_pause_for_the_robot_is_no_end(line):
    client, peer = line
    session = asyncio.create_task(client.request_listen_text(resume_robot_end=True))
    label = {'request_id': (await peer.receive())['request_id']}
    await peer.send({'type': 'response.listen.end', 'cause': 'robot_speak', **label})
    await peer.send({'type': 'response.listen.start', **label})
    await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
    await peer.send({'type': 'response.listen.end', 'cause': 'speech_end', **label})

    assert await soon(session) == 'one'
