import asyncio

import pytest

from furhat_ros.client.session import Session
from furhat_ros.errors import (
    AccessRefused,
    LinkLost,
    RequestRefused,
    RequestTimeout,
)
from furhat_ros.protocol.codec import RobotError, UnknownEvent
from furhat_ros.protocol.face import FaceStatus, FaceStatusResult
from furhat_ros.protocol.listen import HearStart, ListenStart, ListenStarted
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakStop, SpeakText, SpeakWord
from furhat_ros.protocol.system import SystemStatus, SystemStatusResult
from furhat_ros.protocol.users import UsersData

PATIENCE = 10.0


async def soon(awaitable):
    return await asyncio.wait_for(awaitable, PATIENCE)


def speech(line, text='Hi'):
    return line.session.exchange(SpeakText(text), SpeakStart, SpeakWord, SpeakEnd)


async def test_a_request_that_nobody_waits_for_is_sent_as_it_is(line):
    await line.session.send(SpeakStop())

    assert await line.peer.receive() == {'type': 'request.speak.stop'}


async def test_a_question_gets_its_answer(line):
    asking = asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
    request = await line.peer.answer(type='response.system.status', volume=70, virtual=False)

    assert request['type'] == 'request.system.status'
    assert (await asking).volume == 70


async def test_every_question_has_an_id_of_its_own(line):
    asking = [
        asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
        for _ in range(2)
    ]
    ids = [(await line.peer.answer(type='response.system.status'))['request_id'] for _ in asking]
    await soon(asyncio.gather(*asking))

    assert len(set(ids)) == 2


async def test_answers_out_of_order_find_their_questions(line):
    asking = [
        asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
        for _ in range(3)
    ]
    ids = [(await line.peer.receive())['request_id'] for _ in asking]
    for volume, request_id in reversed(list(enumerate(ids))):
        await line.peer.send(
            {'type': 'response.system.status', 'volume': volume, 'request_id': request_id}
        )

    assert [answer.volume for answer in await soon(asyncio.gather(*asking))] == [0, 1, 2]


async def test_answers_without_an_id_go_to_the_questions_in_their_order(line):
    asking = [
        asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
        for _ in range(2)
    ]
    for _ in asking:
        await line.peer.receive()
    for volume in (1, 2):
        await line.peer.send({'type': 'response.system.status', 'volume': volume})

    assert [answer.volume for answer in await soon(asyncio.gather(*asking))] == [1, 2]


async def test_an_event_without_an_id_goes_to_who_can_expect_it(line):
    asking = [
        asyncio.create_task(line.session.ask(FaceStatus(), FaceStatusResult, PATIENCE)),
        asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE)),
    ]
    for _ in asking:
        await line.peer.receive()
    await line.peer.send({'type': 'response.system.status', 'volume': 9})
    await line.peer.send({'type': 'response.face.status', 'face_id': 'adult - Alex'})
    face, status = await soon(asyncio.gather(*asking))

    assert (face.face_id, status.volume) == ('adult - Alex', 9)


async def test_an_event_with_the_id_of_somebody_else_goes_to_nobody(line):
    with speech(line) as exchange:
        await exchange.send()
        await line.peer.send({'type': 'response.speak.end', 'request_id': 'of another client'})
        await line.until_published(1)

        with pytest.raises(RequestTimeout):
            await exchange.next(0.01)


async def test_all_events_of_an_exchange_come_to_it(line):
    with speech(line) as exchange:
        await exchange.send()
        own = {'request_id': (await line.peer.receive())['request_id']}
        await line.peer.send({'type': 'response.speak.start', 'text': 'Hi', **own})
        await line.peer.send({'type': 'response.speak.word', 'word': 'Hi', 'index': 0, **own})
        await line.peer.send({'type': 'response.speak.end', 'text': 'Hi', **own})
        events = [await exchange.next(PATIENCE) for _ in range(3)]

    assert [type(event) for event in events] == [SpeakStart, SpeakWord, SpeakEnd]


async def test_of_two_exchanges_without_ids_the_older_is_served_first(line):
    with speech(line, 'first') as first, speech(line, 'second') as second:
        await line.peer.send({'type': 'response.speak.end', 'text': 'first'})

        assert await first.next(PATIENCE) == SpeakEnd('first')
        with pytest.raises(RequestTimeout):
            await second.next(0.01)


async def test_a_robot_that_gives_ids_means_somebody_else_by_an_event_without_one(line):
    with speech(line) as exchange:
        await exchange.send()
        await line.peer.answer(type='response.speak.start', text='Hi')
        await exchange.next(PATIENCE)
        await line.peer.send({'type': 'response.speak.start', 'text': 'said by another client'})
        await soon(line.until_published(2))

        with pytest.raises(RequestTimeout):
            await exchange.next(0.01)


async def test_a_robot_that_gives_ids_to_some_types_may_leave_them_out_of_others(line):
    with speech(line) as exchange:
        await exchange.send()
        await line.peer.answer(type='response.speak.start', text='Hi')
        await line.peer.send({'type': 'response.speak.end', 'text': 'Hi'})
        events = [await exchange.next(PATIENCE) for _ in range(2)]

    assert [type(event) for event in events] == [SpeakStart, SpeakEnd]


async def test_a_robot_is_known_to_give_ids_only_by_our_own(line):
    await line.peer.send({'type': 'response.speak.start', 'request_id': 'of another client'})
    await soon(line.until_published(1))
    with speech(line) as exchange:
        await line.peer.send({'type': 'response.speak.start', 'text': 'Hi'})

        assert await exchange.next(PATIENCE) == SpeakStart('Hi')


async def test_an_unknown_event_with_the_id_of_an_exchange_comes_to_it(line):
    with speech(line) as exchange:
        await exchange.send()
        await line.peer.answer(type='response.speak.new')

        assert (await exchange.next(PATIENCE)).name == 'response.speak.new'


async def test_an_error_with_an_id_refuses_just_that_request(line):
    asking = [
        asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
        for _ in range(2)
    ]
    await line.peer.receive()
    await line.peer.answer(type='response.error', error='Access denied')

    with pytest.raises(RequestRefused, match='^Access denied$'):
        await soon(asking[1])
    assert not asking[0].done()


async def test_an_error_without_an_id_refuses_the_oldest_request_that_has_no_answer(line):
    with (
        speech(line) as running,
        line.session.exchange(ListenStart(), ListenStarted) as refused,
        line.session.exchange(ListenStart(), ListenStarted) as later,
    ):
        await line.peer.send({'type': 'response.speak.start', 'text': 'Hi'})
        await running.next(PATIENCE)
        await line.peer.send({'error': 'Cannot start listening while already listening'})

        with pytest.raises(RequestRefused, match='while already listening'):
            await refused.next(PATIENCE)
        for other in (running, later):
            with pytest.raises(RequestTimeout):
                await other.next(0.01)


async def test_an_error_to_nobody_is_published_and_harmless(line):
    await line.peer.send({'error': 'Access denied'})
    await line.peer.send({'type': 'response.hear.start'})
    await soon(line.until_published(2))

    assert [type(event) for event in line.published] == [RobotError, HearStart]


async def test_no_answer_is_a_timeout(line):
    with pytest.raises(RequestTimeout, match=r'did not answer request\.system\.status'):
        await line.session.ask(SystemStatus(), SystemStatusResult, 0.01)


async def test_a_late_answer_to_nobody_is_harmless(line):
    with pytest.raises(RequestTimeout):
        await line.session.ask(SystemStatus(), SystemStatusResult, 0.01)
    await line.peer.answer(type='response.system.status', volume=1)
    await soon(line.until_published(1))
    asking = asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
    await line.peer.answer(type='response.system.status', volume=2)

    assert (await asking).volume == 2


async def test_a_finished_question_leaves_nothing_behind(line):
    with pytest.raises(RequestTimeout):
        await line.session.ask(SystemStatus(), SystemStatusResult, 0.01)

    assert line.session.exchanges == []


async def test_an_event_that_nobody_asked_for_is_published(line):
    await line.peer.send({'type': 'response.users.data', 'users': []})
    await soon(line.until_published(1))

    assert line.published == [UsersData()]


async def test_an_event_of_an_exchange_is_published_too(line):
    with speech(line) as exchange:
        await line.peer.send({'type': 'response.speak.start', 'text': 'Hi'})
        await exchange.next(PATIENCE)

    assert line.published == [SpeakStart('Hi')]


async def test_an_unknown_event_is_published(line):
    await line.peer.send({'type': 'response.new', 'a': 1})
    await soon(line.until_published(1))

    assert isinstance(line.published[0], UnknownEvent)


@pytest.mark.parametrize(
    ('frame', 'kind'),
    [
        ('no JSON at all', 'not JSON'),
        ('[]', 'not an object'),
        ('{}', 'no type'),
        ('{"type": "response.speak.word"}', 'missing field'),
        ('{"type": "response.speak.end", "aborted": "no"}', 'wrong type'),
        (b'\x00\x01', 'binary frame'),
        (b'{"type": "response.hear.start"}', 'binary frame'),
    ],
)
async def test_a_broken_frame_is_reported_and_the_next_event_arrives(line, frame, kind):
    await line.peer.send(frame)
    await line.peer.send({'type': 'response.hear.start'})
    await soon(line.until_published(1))

    assert [violation.kind for violation in line.reported] == [kind]
    assert line.published == [HearStart()]


async def test_a_broken_frame_does_not_end_the_question_before_it(line):
    asking = asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
    request = await line.peer.receive()
    own = {'type': 'response.system.status', 'request_id': request['request_id']}
    await line.peer.send({**own, 'volume': 'loud'})
    await line.peer.send({**own, 'volume': 11})

    assert (await soon(asking)).volume == 11


@pytest.mark.parametrize('end', ['close', 'drop'])
async def test_every_waiter_ends_when_the_connection_does(line, end):
    asking = asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, None))
    with speech(line) as exchange:
        following = asyncio.create_task(exchange.next())
        await line.peer.receive()
        if end == 'close':
            await line.peer.close()
        else:
            line.peer.drop()

        for waiting in (asking, following, line.reader):
            with pytest.raises(LinkLost):
                await soon(waiting)


async def test_every_waiter_ends_when_the_reading_is_canceled(line):
    with speech(line) as exchange:
        following = asyncio.create_task(exchange.next())
        await asyncio.sleep(0)
        line.reader.cancel()

        with pytest.raises(LinkLost, match='the connection was closed'):
            await soon(following)


async def test_what_came_before_the_end_is_still_given(line):
    with speech(line) as exchange:
        await line.peer.send({'type': 'response.speak.start', 'text': 'Hi'})
        await line.peer.close()
        with pytest.raises(LinkLost):
            await soon(line.reader)

        assert await exchange.next(PATIENCE) == SpeakStart('Hi')
        with pytest.raises(LinkLost):
            await exchange.next(PATIENCE)


async def test_the_end_tells_why(line):
    await line.peer.close(1001, 'going to sleep')

    with pytest.raises(LinkLost, match=r'the robot closed the connection .*1001.*going to sleep'):
        await soon(line.reader)


async def test_after_the_end_nothing_can_be_sent(line):
    await line.peer.close()
    with pytest.raises(LinkLost):
        await soon(line.reader)

    with pytest.raises(LinkLost):
        await line.session.send(SpeakStop())


async def test_after_the_end_a_question_fails_at_once(line):
    await line.peer.close()
    with pytest.raises(LinkLost):
        await soon(line.reader)

    with pytest.raises(LinkLost):
        await line.session.ask(SystemStatus(), SystemStatusResult, None)


async def test_after_the_end_an_exchange_has_failed_already(line):
    await line.peer.close()
    with pytest.raises(LinkLost):
        await soon(line.reader)

    with speech(line) as exchange, pytest.raises(LinkLost):
        await exchange.next()


async def test_closing_tells_the_waiters_that_the_robot_is_not_to_blame(line):
    with speech(line) as exchange:
        await line.session.close()
        with pytest.raises(LinkLost) as lost:
            await exchange.next(PATIENCE)

    assert 'the robot' not in str(lost.value)


async def test_a_key_is_offered_and_the_scope_is_given(line):
    asking = asyncio.create_task(line.session.authenticate('a1b2c3', PATIENCE))
    request = await line.peer.grant('local_network')

    assert (request['type'], request['key']) == ('request.auth', 'a1b2c3')
    assert await asking == 'local_network'


async def test_without_a_key_access_is_asked_for_all_the_same(line):
    asking = asyncio.create_task(line.session.authenticate(None, PATIENCE))
    request = await line.peer.grant()
    await asking

    assert 'key' not in request


async def test_a_grant_without_a_scope_is_a_grant(line):
    asking = asyncio.create_task(line.session.authenticate(None, PATIENCE))
    await line.peer.answer(type='response.auth', access=True)

    assert await asking == ''


async def test_a_grant_without_an_id_is_a_grant(line):
    asking = asyncio.create_task(line.session.authenticate(None, PATIENCE))
    await line.peer.receive()
    await line.peer.send({'type': 'response.auth', 'access': True, 'scope': 'local'})

    assert await asking == 'local'


@pytest.mark.parametrize(
    ('key', 'words'),
    [
        ('wrong', 'the robot refuses access: the key is wrong, or access is switched off'),
        (None, 'the robot refuses access: it wants a key, or access is switched off'),
        ('', 'the robot refuses access: it wants a key, or access is switched off'),
    ],
)
async def test_refused_access_says_what_is_wrong_with_the_key(line, key, words):
    asking = asyncio.create_task(line.session.authenticate(key, PATIENCE))
    await line.peer.answer(type='response.auth', access=False)

    with pytest.raises(AccessRefused, match=f'^{words}$'):
        await soon(asking)


@pytest.mark.parametrize(
    'frame',
    [
        '{"type": "response.auth", "access": false, "key": "a1b2c3"}',
        '{"type": "response.error", "error": "a1b2c3 is not my key"}',
        'a1b2c3 is not my key',
        '{"type": "a1b2c3"}',
        '{"type": "response.error", "error": "\\u00611b2c3 is not my key"}',
        '{"type": "response.error", "error": {"key": "a1b2c3"}}',
    ],
)
async def test_a_robot_that_repeats_the_key_is_not_quoted(line, frame):
    asking = asyncio.create_task(line.session.authenticate('a1b2c3', PATIENCE))
    await line.peer.receive()
    await line.peer.send(frame)
    await line.peer.send({'type': 'response.auth', 'access': False})

    with pytest.raises(AccessRefused) as refused:
        await soon(asking)
    assert line.published or line.reported
    assert 'a1b2c3' not in repr((refused.value, line.published, line.reported))


async def test_a_robot_that_repeats_the_key_as_it_hangs_up_is_not_quoted(line):
    asking = asyncio.create_task(line.session.authenticate('a1b2c3', PATIENCE))
    await line.peer.receive()
    await line.peer.close(1008, 'a1b2c3 is not my key')

    with pytest.raises(LinkLost, match='is not my key') as lost:
        await soon(asking)
    assert 'a1b2c3' not in str(lost.value)


async def test_a_robot_that_repeats_the_key_later_is_not_quoted(line):
    asking = asyncio.create_task(line.session.authenticate('a1b2c3', PATIENCE))
    await line.peer.grant()
    await soon(asking)
    await line.peer.send({'type': 'response.error', 'error': 'a1b2c3 is not my key'})
    await line.until_published(2)

    assert 'is not my key' in repr(line.reported)
    assert 'a1b2c3' not in repr((line.published, line.reported))


async def test_a_key_that_is_a_word_of_the_protocol_does_not_keep_a_robot_from_granting(line):
    asking = asyncio.create_task(line.session.authenticate('access', PATIENCE))
    await line.peer.grant()

    assert await soon(asking) == 'local_network'


async def test_a_second_answer_is_noted_even_if_the_first_was_not_taken_yet(line):
    notes = []
    line.session.note = notes.append
    asking = asyncio.create_task(line.session.ask(SystemStatus(), SystemStatusResult, PATIENCE))
    label = {'request_id': (await line.peer.receive())['request_id']}
    for volume in (1, 2):
        await line.peer.send({'type': 'response.system.status', 'volume': volume, **label})
    await line.until_published(2)

    assert (await soon(asking)).volume == 1
    assert notes == ['answer that nobody waits for']


async def test_a_reader_that_was_never_started_does_not_keep_a_session_from_closing(dial):
    socket, peer = await dial()

    await Session(socket, lambda event: None, lambda violation: None).close()

    assert await peer.closed() == 1000


async def test_the_id_of_a_program_is_replaced_by_an_own_one(line):
    with line.session.exchange(SpeakText('Hi', request_id='mine'), SpeakEnd) as exchange:
        await exchange.send()
        sent = await line.peer.receive()

    assert sent['request_id'] == exchange.request.request_id != 'mine'
