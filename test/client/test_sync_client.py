import asyncio
import inspect
import threading

import pytest

from furhat_ros.client import AsyncFurhatClient, Events, FurhatClient
from furhat_ros.errors import RequestRefused
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

PATIENCE = 10.0


@pytest.fixture
def robot():
    with VirtualFurhatThread(speed=20) as robot:
        yield robot


@pytest.fixture
def port(robot):
    return robot.call(lambda robot: robot.port)


@pytest.fixture
def client(port):
    with FurhatClient('127.0.0.1', port=port) as client:
        yield client


def client_threads():
    return [each for each in threading.enumerate() if each.name == 'furhat client']


def requests(robot, name):
    return robot.call(lambda robot: [dict(r) for r in robot.requests if r['type'] == name])


def test_construction_starts_nothing():
    client = FurhatClient('robot', 'key')

    assert (client.async_client.host, client.async_client.auth_key) == ('robot', 'key')
    assert client_threads() == []


def test_disconnecting_ends_the_thread(port):
    client = FurhatClient('127.0.0.1', port=port)
    client.connect()
    assert len(client_threads()) == 1
    client.disconnect()
    client.disconnect()

    assert client_threads() == []
    assert not client.is_connected


def test_it_connects_again(client):
    client.disconnect()
    client.connect()

    assert client.request_users_once()['users'] == []


def test_a_failed_connect_leaves_no_thread():
    with VirtualFurhatThread(auth_key='open sesame') as robot:
        client = FurhatClient('127.0.0.1', 'wrong', port=robot.call(lambda robot: robot.port))
        with pytest.raises(RuntimeError, match='Authentication failed'):
            client.connect()

    assert client_threads() == []


def test_without_a_connection_nothing_is_sent():
    client = FurhatClient('robot')
    with pytest.raises(RuntimeError, match='Not connected'):
        client.request_speak_stop()
    client.disconnect()

    assert client_threads() == []


def test_it_speaks_and_waits(client, robot):
    assert client.request_speak_text('Hello world') is None

    assert [each.text for each in robot.call(lambda robot: robot.spoken)] == ['Hello world']


def test_by_default_speech_cuts_in(client, robot):
    client.request_speak_text('Hello')

    assert requests(robot, 'request.speak.text')[0]['abort'] is True


def test_abort_of_a_file_is_sent(client, robot):
    client.request_speak_audio('http://127.0.0.1:1/a.wav', abort=True)
    client.request_users_once()

    assert requests(robot, 'request.speak.audio')[0]['abort'] is True


def test_it_listens_and_gives_the_text(client, robot):
    def answer_when_asked(robot):
        robot.listen.on_open = lambda: robot.ears.voice('Hello robot')

    robot.call(answer_when_asked)

    assert client.request_listen_start() == 'Hello robot'


def test_silence_is_an_empty_text(client):
    assert client.request_listen_start(no_speech_timeout=0.5) == ''


def test_after_listening_it_can_listen_again(client):
    for _ in range(2):
        assert client.request_listen_start(no_speech_timeout=0.5) == ''


def test_a_refusal_is_raised(client):
    client.send_event({'type': 'request.listen.start', 'no_speech_timeout': 1000.0})

    with pytest.raises(RequestRefused, match='already listening'):
        client.request_listen_start()


def test_a_time_limit_is_raised_and_the_session_closed(client, robot):
    with pytest.raises(asyncio.TimeoutError):
        client.request_listen_start(stop_no_speech=False, timeout=0.05)

    assert not robot.call(lambda robot: robot.is_listening)


def test_the_async_side_works_from_another_loop(client):
    async def speak():
        return await client.async_client.request_speak_text('Hello', wait=True)

    assert asyncio.run(asyncio.wait_for(speak(), PATIENCE))['text'] == 'Hello'


def test_events_can_be_waited_for_from_another_loop(client):
    async def speak():
        end = asyncio.create_task(client.async_client.wait_for_event(Events.response_speak_end))
        await client.async_client.request_speak_text('Hello')
        return await end

    assert asyncio.run(asyncio.wait_for(speak(), PATIENCE))['text'] == 'Hello'


def test_calls_of_several_threads_do_not_disturb_each_other(client):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(client.request_face_status()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert len({result['request_id'] for result in results}) == 8


def test_disconnecting_ends_the_call_of_another_thread(client):
    problems = []

    def listen():
        try:
            client.request_listen_start(stop_no_speech=False)
        except RuntimeError as problem:
            problems.append(problem)

    listening = threading.Event()
    client.add_handler(Events.response_listen_start, lambda _: listening.set())
    thread = threading.Thread(target=listen)
    thread.start()
    assert listening.wait(PATIENCE)
    client.disconnect()
    thread.join(PATIENCE)

    assert len(problems) == 1


def test_handlers_are_called(client):
    seen = threading.Event()
    assert client.add_handler(Events.response_users_data, lambda _: seen.set()) is client
    client.request_users_start()

    assert seen.wait(PATIENCE)


def test_a_removed_handler_is_not_called(client):
    seen = []
    client.add_handler(Events.response_users_data, seen.append)
    client.remove_handler(Events.response_users_data, seen.append)
    client.request_users_once()

    assert seen == []


def test_a_handler_that_calls_it_is_told_so(client, caplog):
    called = threading.Event()

    def call(_event):
        called.set()
        client.request_speak_stop()

    client.add_handler(Events.response_users_data, call)
    client.request_users_once()
    assert called.wait(PATIENCE)
    client.disconnect()

    assert 'submit() is for other threads' in caplog.text


def test_programs_may_run_coroutines_in_its_loop(client):
    work = client.async_client.request_users_once()

    future = asyncio.run_coroutine_threadsafe(work, client._loop)
    assert future.result(PATIENCE)['users'] == []


ASYNC_ONLY = {'send_bytes', 'scoped_handlers', 'wait_closed', 'request_listen_text'}


def test_it_can_do_what_the_async_client_can():
    methods = {
        name for name, _ in inspect.getmembers(AsyncFurhatClient, inspect.isfunction)
    } - ASYNC_ONLY

    assert {name for name in methods if not name.startswith('_')} <= set(dir(FurhatClient))
