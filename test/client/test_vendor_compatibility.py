"""A program written for the published clients meets the same names, parameters, wire messages and results with ours."""

import asyncio
import importlib
import inspect
from types import SimpleNamespace

import pytest

import furhat_ros.client
from furhat_ros.virtual_robot.robot import VirtualFurhat
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

PACKAGES = ['furhat_realtime_api', 'furhat_ws_api']
CLASSES = ['AsyncFurhatClient', 'FurhatClient']
PATIENCE = 10.0


def published_methods():
    for package in PACKAGES:
        try:
            vendor = importlib.import_module(package)
        except ImportError:
            continue
        for cls in CLASSES:
            for name, method in inspect.getmembers(getattr(vendor, cls), inspect.isfunction):
                if not name.startswith('_') or name == '__init__':
                    ours = getattr(getattr(furhat_ros.client, cls), name, None)
                    yield pytest.param(method, ours, id=f'{package}.{cls}.{name}')


@pytest.fixture(params=PACKAGES)
def vendor(request):
    return pytest.importorskip(request.param)


def parameters(method):
    return list(inspect.signature(method).parameters.values())


def same_default(theirs, ours):
    if isinstance(theirs, list):
        return list(ours) == theirs
    return theirs is inspect.Parameter.empty or (type(ours), ours) == (type(theirs), theirs)


@pytest.mark.parametrize(('theirs', 'ours'), list(published_methods()))
class TestEveryMethod:
    def test_is_there_and_of_the_same_kind(self, theirs, ours):
        assert inspect.iscoroutinefunction(theirs) == inspect.iscoroutinefunction(ours)

    def test_takes_the_same_parameters_in_the_same_order(self, theirs, ours):
        wanted = [(each.name, each.kind) for each in parameters(theirs)]

        assert [(each.name, each.kind) for each in parameters(ours)][: len(wanted)] == wanted

    def test_has_the_same_defaults(self, theirs, ours):
        for mine, each in zip(parameters(ours), parameters(theirs)):
            assert same_default(each.default, mine.default), each.name

    def test_needs_nothing_else(self, theirs, ours):
        additions = parameters(ours)[len(parameters(theirs)) :]

        assert [each.name for each in additions if each.default is inspect.Parameter.empty] == []


@pytest.mark.parametrize('cls', CLASSES)
def test_every_attribute_is_there(vendor, cls):
    theirs, ours = getattr(vendor, cls)('robot'), getattr(furhat_ros.client, cls)('robot')

    assert [name for name in vars(theirs) if not hasattr(ours, name)] == []
    if cls == 'FurhatClient':
        ours.disconnect()


@pytest.mark.parametrize('name', ['host', 'ws_url', 'auth_key', 'ws', 'is_connected'])
def test_the_attributes_begin_with_the_same_values(vendor, name):
    clients = [lib.AsyncFurhatClient('robot', 'key') for lib in (vendor, furhat_ros.client)]

    assert getattr(clients[0], name) == getattr(clients[1], name)
    assert clients[0].event_handlers == clients[1].event_handlers == {}


ASYNC_CALLS = {
    'speak': lambda c: c.request_speak_text('Hello world'),
    'speak by position': lambda c: c.request_speak_text('Hello', True, True),
    'speak and wait': lambda c: c.request_speak_text('Hello world', wait=True),
    'audio': lambda c: c.request_speak_audio('http://127.0.0.1:1/no.wav', 'a', False, True),
    'audio and wait': lambda c: c.request_speak_audio('http://127.0.0.1:1/no.wav', wait=True),
    'stream start': lambda c: c.request_speak_audio_start(),
    'stream data': lambda c: c.request_speak_audio_data('AAAA'),
    'stream end': lambda c: c.request_speak_audio_end(),
    'stop': lambda c: c.request_speak_stop(),
    'listen config': lambda c: c.request_listen_config(),
    'listen config of two': lambda c: c.request_listen_config(['sv-SE', 'en-US'], ['robot']),
    'listen': lambda c: c.request_listen_start(no_speech_timeout=0.5),
    'listen by position': lambda c: c.request_listen_start(
        True, False, True, False, False, True, 0.5, 0.25
    ),
    'listen stop': lambda c: c.request_listen_stop(),
    'voice': lambda c: c.request_voice_status(),
    'voice without a list': lambda c: c.request_voice_status(True, False),
    'voice config': lambda c: c.request_voice_config(language='en-US', gender='male'),
    'attend': lambda c: c.request_attend_user(),
    'attend a user': lambda c: c.request_attend_user('virtual-user-1'),
    'attend a place': lambda c: c.request_attend_location(0.1, 0.2, 1.0),
    'gesture': lambda c: c.request_gesture_start('Nod', 0.5, 2.0),
    'gesture and wait': lambda c: c.request_gesture_start('Nod', wait=True),
    'params': lambda c: c.request_face_params({'SMILE_OPEN': 0.5}),
    'headpose': lambda c: c.request_face_headpose(10.0, -5.0, 0.0, True),
    'face config': lambda c: c.request_face_config('adult - Alex', None, False),
    'face': lambda c: c.request_face_status(),
    'face without a list': lambda c: c.request_face_status(face_list=False),
    'face reset': lambda c: c.request_face_reset(),
    'led': lambda c: c.request_led_set('#FF0000'),
    'users': lambda c: c.request_users_once(),
    'users start': lambda c: c.request_users_start(),
    'users stop': lambda c: c.request_users_stop(),
    'audio start': lambda c: c.request_audio_start(24000, False, True),
    'audio stop': lambda c: c.request_audio_stop(),
    'camera': lambda c: c.request_camera_once(),
    'camera start': lambda c: c.request_camera_start(),
    'camera stop': lambda c: c.request_camera_stop(),
    'raw': lambda c: c.send_event({'type': 'request.system.config', 'volume': 40}),
    'raw question': lambda c: c.send_event_and_wait(
        {'type': 'request.system.status'}, ['response.system.status']
    ),
    'bytes': lambda c: c.send_bytes(b'\0'),
}

SYNC_CALLS = {
    'speak': lambda c: c.request_speak_text('Hello world'),
    'speak by position': lambda c: c.request_speak_text('Hello', False, False),
    'audio and wait': lambda c: c.request_speak_audio('http://127.0.0.1:1/no.wav', wait=True),
    'listen': lambda c: c.request_listen_start(no_speech_timeout=0.5),
    'face config': lambda c: c.request_face_config(None, True, False),
    **{
        name: ASYNC_CALLS[name]
        for name in (
            *('stop', 'listen config', 'listen config of two', 'voice', 'voice config'),
            *('attend', 'attend a place', 'gesture', 'gesture and wait', 'params', 'headpose'),
            *('face', 'face without a list', 'face reset', 'led', 'users', 'camera'),
        )
    },
}


def without_label(event):
    """Give what two runs of one call have in common."""
    if not isinstance(event, dict):
        return event
    own = {'request_id': type(event['request_id'])} if 'request_id' in event else {}
    if 'image' in event:
        own['image'] = event['image'][:8]
    return {**event, **own}


def same_wire(theirs, ours, package):
    theirs, ours = [[without_label(each) for each in side] for side in (theirs, ours)]
    if package == 'furhat_ws_api':  # it cannot say monitor_words
        for each in ours:
            each.pop('monitor_words', None)
    return theirs == ours


async def async_outcome(library, call):
    """Give what a call returns, and all that the robot got of the client."""
    async with VirtualFurhat(speed=20, visitors=1, silent_visitors=True) as robot:
        client = library.AsyncFurhatClient('127.0.0.1')
        client.ws_url = robot.url
        await client.connect()
        result = await asyncio.wait_for(call(client), PATIENCE)
        await client.request_face_status()
        requests = [dict(each) for each in robot.requests]
        await client.disconnect()
        return SimpleNamespace(result=result, requests=requests)


@pytest.mark.parametrize('call', ASYNC_CALLS.values(), ids=ASYNC_CALLS)
async def test_an_async_call_sends_and_gives_the_same(vendor, call):
    theirs = await async_outcome(vendor, call)
    ours = await async_outcome(furhat_ros.client, call)

    assert comparable(ours.result) == comparable(theirs.result)
    assert same_wire(theirs.requests, ours.requests, vendor.__name__)


def sync_outcome(library, call):
    with VirtualFurhatThread(speed=20, visitors=1, silent_visitors=True) as robot:
        client = library.FurhatClient('127.0.0.1')
        client.async_client.ws_url = robot.url
        client.connect()
        result = call(client)
        client.request_face_status()
        requests = robot.call(lambda robot: [dict(each) for each in robot.requests])
        client.disconnect()
        return SimpleNamespace(result=result, requests=requests)


@pytest.mark.parametrize('call', SYNC_CALLS.values(), ids=SYNC_CALLS)
def test_a_sync_call_sends_and_gives_the_same(vendor, call):
    theirs = sync_outcome(vendor, call)
    ours = sync_outcome(furhat_ros.client, call)

    assert comparable(ours.result) == comparable(theirs.result)
    assert same_wire(theirs.requests, ours.requests, vendor.__name__)


def comparable(result):
    """People move: of a list of people their number and their fields count."""
    result = without_label(result)
    if isinstance(result, dict) and 'users' in result:
        return {**result, 'users': [sorted(user) for user in result['users']]}
    return result


EVENTS_OF_A_TALK = [
    'response.speak.start',
    'response.speak.end',
    'response.listen.start',
    'response.listen.end',
    'response.gesture.start',
    'response.gesture.end',
]


async def events_of_a_talk(library):
    """Give the events that the handlers of a client get."""
    async with VirtualFurhat(speed=20) as robot:
        client = library.AsyncFurhatClient('127.0.0.1')
        client.ws_url = robot.url
        events = asyncio.Queue()
        assert client.add_handler(EVENTS_OF_A_TALK, events.put) is client
        await client.connect()
        await client.request_speak_text('Hello', wait=True)
        await client.request_gesture_start('Nod', wait=True)
        await client.request_listen_start(no_speech_timeout=0.5)
        seen = [await asyncio.wait_for(events.get(), PATIENCE) for _ in EVENTS_OF_A_TALK]
        await client.disconnect()
        return [without_label(event) for event in seen]


async def test_the_handlers_get_the_same_events_in_the_same_order(vendor):
    assert await events_of_a_talk(furhat_ros.client) == await events_of_a_talk(vendor)


async def exceptions(library):
    """Give the kinds of what goes wrong, as programs catch it."""
    client = library.AsyncFurhatClient('127.0.0.1', 'wrong')
    client.ws_url = 'ws://127.0.0.1:1/v1/events'
    yield client.connect(), ConnectionRefusedError
    yield client.send_event({}), RuntimeError
    async with VirtualFurhat(auth_key='right') as robot:
        client.ws_url = robot.url
        yield client.connect(), RuntimeError
    async with VirtualFurhat() as robot:
        client = library.AsyncFurhatClient('127.0.0.1')
        client.ws_url = robot.url
        await client.connect()
        yield client.wait_for_event('never', 0.01), asyncio.TimeoutError
        yield client.send_event_and_wait({'type': 'x'}, 'never', 0.01), asyncio.TimeoutError
        await client.disconnect()


@pytest.mark.parametrize('package', [*PACKAGES, 'furhat_ros.client'])
async def test_the_same_exceptions_can_be_caught(package):
    async for call, kind in exceptions(pytest.importorskip(package)):
        with pytest.raises(kind):
            await call
