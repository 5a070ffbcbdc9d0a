import asyncio
import base64
import logging
import threading

import pytest

from furhat_ros.client import AsyncFurhatClient, Events, handlers, speech
from furhat_ros.client.io_thread import IoThread
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.errors import AccessRefused, InvalidRequest, LinkLost, RequestRefused
from furhat_ros.virtual_robot.robot import VirtualFurhat
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

PATIENCE = 10.0

REFUSED = {'type': 'response.error', 'error': 'no'}


async def soon(awaitable):
    return await asyncio.wait_for(awaitable, PATIENCE)


@pytest.fixture
async def robot():
    async with VirtualFurhat(speed=20) as robot:
        yield robot


@pytest.fixture
async def client(robot):
    async with AsyncFurhatClient('127.0.0.1', port=robot.port) as client:
        yield client


@pytest.fixture
async def line(scripted):
    """A client that is connected to the scripted robot, and the robot's end."""
    address = scripted.address
    client = AsyncFurhatClient(
        address.host, port=address.port, policy=LinkPolicy(close_timeout=0.2)
    )
    connecting = asyncio.create_task(client.connect())
    peer = await scripted.accept()
    await peer.grant()
    await soon(connecting)
    yield client, peer
    await client.disconnect()


class TestConnection:
    def test_nothing_is_open_at_first(self):
        client = AsyncFurhatClient('robot', 'key')

        assert (client.host, client.auth_key, client.ws) == ('robot', 'key', None)
        assert client.is_connected is False
        assert client.event_handlers == {}

    @pytest.mark.parametrize(
        ('host', 'choices', 'url'),
        [
            ('robot', {}, 'ws://robot:9000/v1/events'),
            ('robot:9001', {}, 'ws://robot:9001/v1/events'),
            ('robot', {'port': 80, 'path': '/x', 'scheme': 'wss'}, 'wss://robot:80/x'),
            ('::1', {}, 'ws://[::1]:9000/v1/events'),
            ('[::1]:9001', {}, 'ws://[::1]:9001/v1/events'),
        ],
    )
    def test_the_address_is_put_together(self, host, choices, url):
        assert AsyncFurhatClient(host, **choices).ws_url == url

    @pytest.mark.parametrize('url', ['http://robot/', 'robot', 'ws://robot:x/', 'ws://'])
    async def test_an_address_that_is_none_is_refused(self, url):
        client = AsyncFurhatClient('robot')
        client.ws_url = url

        with pytest.raises(InvalidRequest):
            await client.connect()

    async def test_an_overwritten_address_is_used(self, robot):
        client = AsyncFurhatClient('robot')
        client.ws_url = robot.url
        await client.connect()

        assert client.is_connected
        await client.disconnect()

    async def test_tls_is_spoken_if_the_scheme_says_so(self, robot):
        client = AsyncFurhatClient('127.0.0.1', port=robot.port, scheme='wss')

        with pytest.raises(OSError, match='(?i)ssl|handshake|no answer|broke|reset|api'):
            await client.connect(timeout=1)

    async def test_a_closed_port_is_told_as_by_a_socket(self, scripted):
        address = scripted.address
        await scripted.close()

        with pytest.raises(ConnectionRefusedError):
            await AsyncFurhatClient(address.host, port=address.port).connect()

    async def test_a_robot_that_never_answers_is_given_up(self, scripted):
        client = AsyncFurhatClient('127.0.0.1', port=scripted.address.port)

        with pytest.raises(asyncio.TimeoutError):
            await client.connect(timeout=0.05)

    @pytest.mark.parametrize('kind', [RuntimeError, AccessRefused])
    async def test_a_wrong_key_is_refused(self, kind):
        async with VirtualFurhat(auth_key='open sesame') as robot:
            client = AsyncFurhatClient('127.0.0.1', 'wrong', port=robot.port)
            with pytest.raises(kind, match=r'^Authentication failed\.$'):
                await client.connect()

            assert not client.is_connected

    async def test_a_refused_client_closes_its_connection(self, scripted):
        client = AsyncFurhatClient('127.0.0.1', port=scripted.address.port)
        connecting = asyncio.create_task(client.connect())
        peer = await scripted.accept()
        await peer.answer(type='response.auth', access=False)

        await peer.closed()
        with pytest.raises(RuntimeError):
            await connecting

    async def test_the_key_is_asked_for_again_after_a_refusal(self):
        async with VirtualFurhat(auth_key='open sesame') as robot:
            client = AsyncFurhatClient('127.0.0.1', 'wrong', port=robot.port)
            with pytest.raises(RuntimeError):
                await client.connect()
            client.auth_key = 'open sesame'
            await client.connect()

            assert client.is_connected
            await client.disconnect()

    async def test_a_second_connect_does_nothing(self, client, robot):
        await client.connect()

        assert robot.connections == 1

    async def test_two_connects_at_once_are_one(self, robot):
        client = AsyncFurhatClient('127.0.0.1', port=robot.port)
        await asyncio.gather(client.connect(), client.connect())

        assert robot.connections == 1
        await client.disconnect()

    async def test_it_connects_again(self, client):
        await client.disconnect()
        await client.disconnect()
        await client.connect()

        assert (await client.request_users_once())['users'] == []

    async def test_a_clean_close_is_noticed(self, line):
        client, peer = line
        await peer.close(1000)
        await soon(client.wait_closed())

        assert client.is_connected is False

    async def test_a_program_may_declare_the_connection_dead(self, client, robot):
        client.is_connected = False
        await client.connect()

        assert (await client.request_users_once())['users'] == []

    async def test_without_a_connection_nothing_is_sent(self):
        with pytest.raises(RuntimeError, match='Not connected to websocket'):
            await AsyncFurhatClient('robot').request_speak_stop()

    @pytest.mark.parametrize('kind', [RuntimeError, LinkLost])
    async def test_every_waiter_ends_with_the_connection(self, line, kind):
        client, peer = line
        waiting = [
            asyncio.create_task(client.request_speak_text('Hi', wait=True)),
            asyncio.create_task(client.request_users_once(timeout=None)),
            asyncio.create_task(client.wait_for_event('response.hear.end', timeout=None)),
        ]
        await peer.receive()
        await peer.receive()
        peer.drop()

        for waiter in waiting:
            with pytest.raises(kind):
                await soon(waiter)

    async def test_streams_and_listening_do_not_outlive_it(self, line):
        client, peer = line
        await client.request_users_start()
        await client.request_listen_start()
        await client.request_camera_start()
        await client.request_camera_stop()
        await client.disconnect()

        sent = [(await peer.receive())['type'] for _ in range(6)]
        assert sent[4:] == ['request.users.stop', 'request.listen.stop']

    async def test_a_robot_that_reads_nothing_does_not_hold_it_open(self, line):
        client, peer = line
        await client.request_audio_start()
        peer.turn_deaf()

        await soon(client.disconnect())
        assert not client.is_connected

    async def test_a_handler_that_hangs_does_not_hold_it_open(self, client):
        never = asyncio.Event()
        client.add_handler(Events.response_users_data, lambda _: never.wait())
        await client.request_users_once()

        await soon(client.disconnect(timeout=0.01))
        assert not client.is_connected

    async def test_speech_outlives_it(self, robot):
        async with AsyncFurhatClient('127.0.0.1', port=robot.port) as client:
            await client.request_speak_text('Hello')

        assert 'request.speak.stop' not in [each['type'] for each in robot.requests]

    async def test_what_is_logged_shows_no_key(self, robot, caplog):
        client = AsyncFurhatClient('127.0.0.1', 'open sesame', port=robot.port)
        client.set_logging_level(logging.DEBUG)
        await client.connect()
        await client.send_event({'type': 'request.auth', 'key': 'open sesame'})
        await client.disconnect()
        client.set_logging_level(logging.INFO)

        assert 'response.auth' in caplog.text
        assert 'open sesame' not in caplog.text

    async def test_the_scope_is_logged(self, robot, caplog):
        async with AsyncFurhatClient('127.0.0.1', port=robot.port):
            assert "Connected on 127.0.0.1 with scope 'local_network'" in caplog.text

    async def test_a_frame_of_2_mib_is_no_end(self, line):
        client, peer = line
        asking = asyncio.create_task(client.request_camera_once())
        await peer.answer(type='response.camera.data', image='x' * 2**21)

        assert len((await soon(asking))['image']) == 2**21

    async def test_broken_frames_are_no_end(self, line):
        client, peer = line
        for frame in ('{', '[]', '{"a": 1}', b'\0', '{"type": "response.users.data", "users": 1}'):
            await peer.send(frame)
        asking = asyncio.create_task(client.request_users_once())
        await peer.answer(type='response.users.data', users=[])

        assert (await soon(asking))['users'] == []

    async def test_a_call_from_another_loop_is_carried_over(self, client):
        with IoThread() as other:
            users = asyncio.wrap_future(other.submit(client.request_users_once()))

            assert (await soon(users))['users'] == []

    def test_a_client_whose_loop_has_ended_connects_again(self, free_robot):
        client = AsyncFurhatClient('127.0.0.1', port=free_robot)

        async def speak():
            await client.connect()
            return await client.request_users_once()

        assert asyncio.run(speak())['users'] == []
        assert asyncio.run(speak())['users'] == []

    def test_after_the_end_of_its_loop_it_is_not_connected(self, free_robot):
        client = AsyncFurhatClient('127.0.0.1', port=free_robot)
        asyncio.run(client.connect())

        with pytest.raises(RuntimeError):
            asyncio.run(client.request_users_once())


@pytest.fixture
def free_robot():
    with VirtualFurhatThread(speed=20) as robot:
        yield robot.call(lambda robot: robot.port)


class TestRawEvents:
    async def test_an_event_is_given_as_it_came(self, line):
        client, peer = line
        waiting = asyncio.create_task(client.wait_for_event('response.users.data'))
        await asyncio.sleep(0)
        event = {'type': 'response.users.data', 'users': [{'id': 7, 'camera': None}], 'new': 1}
        await peer.send(event)

        assert await soon(waiting) == event

    async def test_the_id_of_a_question_is_new_and_told(self, line):
        client, peer = line
        event = {'type': 'request.x', 'request_id': 'old'}
        asking = asyncio.create_task(client.send_event_and_wait(event, ['response.y']))
        request = await peer.answer(type='response.y')

        assert request['request_id'] == event['request_id'] != 'old'
        assert (await soon(asking))['request_id'] == event['request_id']

    async def test_an_event_without_the_id_is_no_answer(self, line):
        client, peer = line
        saying = asyncio.create_task(client.request_speak_text('Second', wait=True))
        request = await peer.receive()
        await peer.send({'type': 'response.speak.end', 'text': 'First'})
        await peer.send(
            {'type': 'response.speak.end', 'text': 'Second', 'request_id': request['request_id']}
        )

        assert (await soon(saying))['text'] == 'Second'

    async def test_an_event_can_be_waited_for_by_its_id(self, line):
        client, peer = line
        waiting = asyncio.create_task(client.wait_for_event(['a', 'b'], request_id='2'))
        await asyncio.sleep(0)
        for wire in ({'type': 'a', 'request_id': '1'}, {'type': 'b', 'request_id': '2'}):
            await peer.send(wire)

        assert (await soon(waiting))['type'] == 'b'

    async def test_waiting_has_a_limit(self, client):
        with pytest.raises(asyncio.TimeoutError):
            await client.wait_for_event('response.hear.end', 0.01)

    async def test_an_error_ends_the_question_at_once(self, line):
        client, peer = line
        asking = asyncio.create_task(client.request_users_once(timeout=None))
        await peer.answer(**REFUSED)

        with pytest.raises(RequestRefused, match='no'):
            await soon(asking)

    async def test_an_error_without_an_id_ends_the_question_too(self, line):
        client, peer = line
        asking = asyncio.create_task(client.request_users_once(timeout=None))
        await peer.receive()
        await peer.send(REFUSED)

        with pytest.raises(RequestRefused, match='no'):
            await soon(asking)

    async def test_the_error_of_an_earlier_request_is_not_that_of_the_question(self, line, caplog):
        client, peer = line
        await client.request_listen_start()
        asking = asyncio.create_task(client.request_users_once(timeout=None))
        await peer.receive()
        await peer.send(REFUSED)
        await peer.answer(type='response.users.data', users=[])

        assert (await soon(asking))['users'] == []
        assert 'The robot refuses request.listen.start: no' in caplog.text

    async def test_the_error_of_a_request_with_an_id_of_its_own_is_logged(self, line, caplog):
        client, peer = line
        await client.send_event({'type': 'request.x', 'request_id': 'mine'})
        await peer.answer(**REFUSED)
        asking = asyncio.create_task(client.request_users_once())
        await peer.answer(type='response.users.data')
        await soon(asking)

        assert 'The robot refuses request.x: no' in caplog.text

    async def test_bytes_are_sent_as_they_are(self, client):
        await client.send_bytes(b'\0')

        assert (await client.request_users_once())['users'] == []


class TestHandlers:
    async def test_a_handler_may_ask_and_wait(self, client, robot):
        asked = asyncio.Event()

        async def ask(_event):
            await client.request_face_status()
            asked.set()

        client.add_handler(Events.response_users_data, ask)
        await client.request_users_once()

        await soon(asked.wait())

    async def test_a_slow_handler_does_not_hold_up_the_reader(self, client):
        never = asyncio.Event()

        async def hang(_event):
            await never.wait()

        client.add_handler(Events.response_users_data, hang)
        for _ in range(3):
            await soon(client.request_users_once())
        await client.disconnect(timeout=0)

    async def test_a_plain_function_is_a_handler(self, client):
        events = asyncio.Queue()
        client.add_handler(Events.response_users_data, events.put_nowait)
        await client.request_users_once()

        assert (await soon(events.get()))['users'] == []

    async def test_a_handler_that_removes_itself_takes_nothing_from_the_next(self, client):
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

    async def test_a_quick_handler_is_done_before_the_question_is_answered(self, client):
        seen = []

        async def note(event):
            seen.append(event)

        client.add_handler(Events.response_users_data, note)
        users = await client.request_users_once()

        assert seen == [users]

    async def test_a_mistake_in_a_handler_ends_nothing(self, client, caplog):
        seen = []

        async def fail(_event):
            raise ValueError('oops')

        client.add_handler([Events.response_users_data], fail)
        client.add_handler([Events.response_users_data], seen.append)
        await client.request_users_once()
        await client.disconnect()

        assert len(seen) == 1
        assert 'Error in event handler for response.users.data: oops' in caplog.text

    async def test_adding_twice_calls_twice_and_removing_removes_one(self, client):
        seen = []
        name = Events.response_users_data
        client.add_handler(name, seen.append).add_handler(name, seen.append)
        await client.request_users_once()
        client.remove_handler(name, seen.append)
        await client.request_users_once()
        await client.disconnect()

        assert len(seen) == 3

    def test_removing_what_is_not_there_is_told_as_published(self):
        client = AsyncFurhatClient('robot')
        client.remove_handler('never', print)
        client.add_handler('once', print).remove_handler('once', print)

        with pytest.raises(ValueError, match='not in list'):
            client.remove_handler('once', print)

    def test_scoped_handlers_are_removed(self):
        client = AsyncFurhatClient('robot')
        with client.scoped_handlers() as add_handler:
            add_handler(['a', 'b'], print)
            client.remove_handler('a', print)
            assert client.event_handlers == {'a': [], 'b': [print]}

        assert client.event_handlers == {'a': [], 'b': []}

    async def test_a_handler_may_disconnect(self, client):
        async def leave(_event):
            await client.disconnect()

        client.add_handler(Events.response_users_data, leave)
        await client.request_users_start()
        await soon(client.wait_closed())

        assert not client.is_connected

    async def test_handlers_finish_before_the_connection_is_closed(self, line):
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

    async def test_of_streams_the_oldest_are_dropped_and_nothing_else(self, line, caplog):
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

    async def test_handlers_run_in_the_thread_of_the_client(self, client):
        threads = []
        client.add_handler(
            Events.response_users_data, lambda _: threads.append(threading.current_thread())
        )
        with IoThread() as other:
            await asyncio.wrap_future(other.submit(client.request_users_once()))
        await client.disconnect()

        assert threads == [threading.current_thread()]


class TestSpeech:
    async def test_a_long_queue_is_no_reason_to_give_up(self, line, monkeypatch):
        client, peer = line
        monkeypatch.setattr(speech, 'LONGEST', PATIENCE)
        await peer.send({'type': 'response.speak.start', 'text': 'before'})
        saying = asyncio.create_task(
            client.request_speak_text('Hi', wait=True, start_timeout=0.05)
        )
        request = await peer.receive()
        with pytest.raises(asyncio.TimeoutError):
            await client.wait_for_event('nothing', 3 * 0.05)
        label = {'request_id': request['request_id']}
        await peer.send({'type': 'response.speak.end', 'text': 'Hi', **label})

        assert (await soon(saying))['text'] == 'Hi'

    async def test_speech_that_does_not_start_is_stopped(self, line):
        client, peer = line
        saying = asyncio.create_task(
            client.request_speak_text('Hi', wait=True, start_timeout=0.05)
        )
        await peer.receive()

        assert await peer.receive() == {'type': 'request.speak.stop'}
        with pytest.raises(asyncio.TimeoutError):
            await soon(saying)

    async def test_the_wait_for_the_start_begins_when_the_robot_is_silent(self, line):
        client, peer = line
        await peer.send({'type': 'response.speak.start', 'text': 'before'})
        saying = asyncio.create_task(
            client.request_speak_text('Hi', wait=True, start_timeout=0.05)
        )
        await peer.receive()
        await peer.send({'type': 'response.speak.end', 'text': 'before'})

        assert await peer.receive() == {'type': 'request.speak.stop'}
        with pytest.raises(asyncio.TimeoutError):
            await soon(saying)

    async def test_speech_that_is_too_long_is_stopped(self, client, robot):
        with pytest.raises(asyncio.TimeoutError):
            await client.request_speak_text('a long text ' * 100, wait=True, timeout=0.1)
        await client.request_users_once()

        assert not robot.is_speaking

    @pytest.mark.parametrize('characters', [10, 100_000])
    def test_the_time_limit_grows_with_the_text(self, characters):
        assert speech.longest('x' * characters) == 60 + 0.5 * characters

    async def test_the_start_of_the_own_text_sets_the_limit(self, line, monkeypatch):
        client, peer = line
        monkeypatch.setattr(speech, 'longest', lambda _text: 0.05)
        saying = asyncio.create_task(client.request_speak_text('Hi', wait=True))
        await peer.answer(type='response.speak.start', text='Hi')

        assert (await peer.receive())['type'] == 'request.speak.stop'
        with pytest.raises(asyncio.TimeoutError):
            await soon(saying)

    async def test_speech_can_be_recognised_by_its_id(self, line):
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


class TestListening:
    async def test_the_text_of_one_utterance_is_given(self, client, robot):
        robot.listen.on_open = lambda: robot.ears.voice('Hello robot')

        assert await soon(client.request_listen_text()) == 'Hello robot'
        assert not robot.is_listening

    async def test_all_utterances_of_a_session_are_given(self, line):
        client, peer = line
        listening = asyncio.create_task(client.request_listen_text(stop_user_end=False))
        label = {'request_id': (await peer.receive())['request_id']}
        await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
        await peer.send({'type': 'response.hear.end', 'text': 'two', **label})
        await peer.send({'type': 'response.listen.end', 'cause': 'silence_timeout', **label})

        assert await soon(listening) == 'one two'

    async def test_an_endless_session_ends_after_the_first_utterance(self, line):
        client, peer = line
        listening = asyncio.create_task(
            client.request_listen_text(stop_user_end=False, stop_no_speech=False)
        )
        label = {'request_id': (await peer.receive())['request_id']}
        await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
        assert (await peer.receive())['type'] == 'request.listen.stop'
        await peer.send({'type': 'response.listen.end', 'cause': 'stopped', **label})

        assert await soon(listening) == 'one'

    async def test_a_session_that_is_given_up_is_closed(self, client, robot):
        with pytest.raises(asyncio.TimeoutError):
            await client.request_listen_text(stop_no_speech=False, timeout=0.05)

        assert not robot.is_listening

    async def test_a_session_that_is_canceled_is_closed(self, client, robot):
        listening = asyncio.create_task(client.request_listen_text())
        await client.wait_for_event(Events.response_listen_start)
        listening.cancel()
        await asyncio.wait({listening})

        assert not robot.is_listening

    async def test_the_session_of_somebody_else_is_told_and_left_alone(self, client, robot):
        await client.request_listen_start(no_speech_timeout=1000.0)

        with pytest.raises(RequestRefused, match='already listening'):
            await soon(client.request_listen_text())
        assert robot.is_listening

    async def test_a_pause_for_the_robot_is_no_end(self, line):
        client, peer = line
        listening = asyncio.create_task(client.request_listen_text(resume_robot_end=True))
        label = {'request_id': (await peer.receive())['request_id']}
        await peer.send({'type': 'response.listen.end', 'cause': 'robot_speak', **label})
        await peer.send({'type': 'response.listen.start', **label})
        await peer.send({'type': 'response.hear.end', 'text': 'one', **label})
        await peer.send({'type': 'response.listen.end', 'cause': 'speech_end', **label})

        assert await soon(listening) == 'one'


ADDITIONS = [
    (lambda c: c.request_attend_nobody(), {'type': 'request.attend.nobody'}),
    (
        lambda c: c.request_attend_user(speed='fast', slack_timeout=-1),
        {
            'type': 'request.attend.user',
            'user_id': 'closest',
            'speed': 'fast',
            'slack_timeout': -1,
        },
    ),
    (
        lambda c: c.request_attend_location(1, 2, 3, slack_pitch=30, slack_yaw=20),
        {
            'type': 'request.attend.location',
            'x': 1,
            'y': 2,
            'z': 3,
            'slack_pitch': 30,
            'slack_yaw': 20,
        },
    ),
    (
        lambda c: c.request_gesture_start('Nod', monitor=True),
        {
            'type': 'request.gesture.start',
            'name': 'Nod',
            'intensity': 1.0,
            'duration': 1.0,
            'monitor': True,
        },
    ),
    (
        lambda c: c.request_face_headpose(pitch=5, speed='slow'),
        {
            'type': 'request.face.headpose',
            'yaw': 0.0,
            'pitch': 5,
            'roll': 0.0,
            'relative': False,
            'speed': 'slow',
        },
    ),
    (
        lambda c: c.request_face_config(blinking=False, head_sway=True),
        {'type': 'request.face.config', 'blinking': False, 'head_sway': True},
    ),
    (
        lambda c: c.request_led_set_individual({'0': 'red'}),
        {'type': 'request.led.set.individual', 'leds': {'0': 'red'}, 'fill': '#000000'},
    ),
    (
        lambda c: c.request_system_config(volume=60),
        {'type': 'request.system.config', 'volume': 60},
    ),
]


@pytest.mark.parametrize(('call', 'wire'), ADDITIONS)
async def test_what_the_published_clients_lack_is_sent(line, call, wire):
    client, peer = line
    assert await call(client) is None

    assert await peer.receive() == wire


async def test_the_system_is_told(client):
    status = await client.request_system_status()

    assert (status['volume'], status['virtual']) == (70, True)


async def test_a_picture_is_told(client):
    image = (await client.request_camera_once())['image']

    assert base64.b64decode(image).startswith(b'\xff\xd8')
