"""
The vendor's published clients, unchanged, talk to the virtual robot.

They are independent witnesses: whatever they take for granted about a Furhat, the virtual one must grant.
"""

import asyncio
import base64
import functools
import importlib
import inspect
import logging
import socketserver
import threading
import wave
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from furhat_ros.virtual_robot.robot import VirtualFurhat
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

NEW = 'furhat_realtime_api'
BOTH = (NEW, 'furhat_ws_api')

TENTH = bytes(range(250)) * 2 * 6 + bytes(200)
"""A tenth of a second of sound at 16 kHz."""


@pytest.fixture(params=BOTH)
def vendor(request):
    return importlib.import_module(request.param)


@pytest.fixture
async def robot():
    async with VirtualFurhat(speed=20) as robot:
        yield robot


@pytest.fixture
async def client(vendor, robot):
    client = vendor.AsyncFurhatClient('127.0.0.1')
    client.ws_url = robot.url
    await client.connect()
    yield client
    await client.disconnect()


@pytest.fixture
def collect(client):
    """Collect the events of some types in a queue."""

    def collect(*types):
        queue = asyncio.Queue()
        client.add_handler(list(types), queue.put)
        return queue

    return collect


@pytest.fixture
def wav_url(tmp_path):
    """The address of a sound file of a tenth of a second."""
    with wave.open(str(tmp_path / 'hello.wav'), 'wb') as file:
        file.setparams((1, 2, 16000, 0, 'NONE', ''))
        file.writeframes(TENTH)
    with Site(('127.0.0.1', 0), functools.partial(Page, directory=str(tmp_path))) as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.01,))
        thread.start()
        yield f'http://127.0.0.1:{site.server_address[1]}/hello.wav'
        site.shutdown()
        thread.join()


class Site(ThreadingHTTPServer):
    # Python looks up the name of the host otherwise, which may take seconds.
    server_bind = socketserver.TCPServer.server_bind


class Page(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


async def next_of(queue):
    return await asyncio.wait_for(queue.get(), 10)


class TestAsyncClient:
    async def test_connects_to_an_open_robot(self, client, robot):
        assert client.is_connected
        assert robot.connections == 1

    async def test_connects_with_the_key(self, vendor):
        async with VirtualFurhat(auth_key='open sesame') as robot:
            client = vendor.AsyncFurhatClient('127.0.0.1', 'open sesame')
            client.ws_url = robot.url
            await client.connect()
            await client.disconnect()

    @pytest.mark.parametrize('key', [None, 'wrong'])
    async def test_is_told_that_the_key_is_wrong(self, vendor, key):
        async with VirtualFurhat(auth_key='open sesame') as robot:
            client = vendor.AsyncFurhatClient('127.0.0.1', key)
            client.ws_url = robot.url
            with pytest.raises(RuntimeError, match='Authentication failed'):
                await client.connect()
            await client.disconnect()

    async def test_connects_again_after_disconnecting(self, client):
        await client.disconnect()
        await client.connect()
        assert (await client.request_users_once())['users'] == []

    async def test_waits_until_the_speech_has_ended(self, client, robot):
        end = await client.request_speak_text('Hello world', wait=True)
        assert (end['type'], end['text']) == ('response.speak.end', 'Hello world')
        assert [spoken.text for spoken in robot.spoken] == ['Hello world']

    async def test_does_not_wait_unless_asked(self, vendor, client, collect):
        events = collect(vendor.Events.response_speak_start, vendor.Events.response_speak_end)
        assert await client.request_speak_text('Hello world') is None
        assert (await next_of(events))['type'] == 'response.speak.start'
        assert (await next_of(events))['type'] == 'response.speak.end'

    async def test_hears_of_speech_that_is_stopped(self, vendor, client, collect):
        starts = collect(vendor.Events.response_speak_start)
        ends = collect(vendor.Events.response_speak_end)
        await client.request_speak_text('a long text ' * 100)
        await next_of(starts)
        await client.request_speak_stop()
        assert (await next_of(ends))['aborted'] is True

    async def test_abort_cuts_in(self, vendor, client, collect):
        starts = collect(vendor.Events.response_speak_start)
        await client.request_speak_text('a long text ' * 100)
        await next_of(starts)
        end = await client.request_speak_text('Stop', abort=True, wait=True)
        assert end['text'] == 'Stop'
        assert 'aborted' not in end

    @pytest.mark.parametrize('vendor', [NEW], indirect=True)
    async def test_follows_the_words(self, vendor, client, collect):
        words = collect(vendor.Events.response_speak_word)
        await client.request_speak_text('Hello world', wait=True, monitor_words=True)
        told = [await next_of(words) for _ in range(2)]
        assert [(word['word'], word['index']) for word in told] == [('Hello', 0), ('world', 1)]

    async def test_listens(self, vendor, client, robot, collect):
        events = collect(
            vendor.Events.response_listen_start,
            vendor.Events.response_hear_start,
            vendor.Events.response_hear_partial,
            vendor.Events.response_hear_end,
            vendor.Events.response_listen_end,
        )
        await client.request_listen_config(languages=['en-US', 'sv-SE'], phrases=['robot'])
        await client.request_listen_start(partial=True)
        assert await next_of(events) == {'type': 'response.listen.start'}
        await robot.hear('Hello robot')
        heard = [await next_of(events) for _ in range(5)]
        assert heard == [
            {'type': 'response.hear.start'},
            {'type': 'response.hear.partial', 'text': 'Hello'},
            {'type': 'response.hear.partial', 'text': 'Hello robot'},
            {'type': 'response.hear.end', 'text': 'Hello robot'},
            {'type': 'response.listen.end', 'cause': 'speech_end'},
        ]
        assert robot.listen.languages == ('en-US', 'sv-SE')

    async def test_stops_listening(self, vendor, client, collect):
        ends = collect(vendor.Events.response_listen_end)
        await client.request_listen_start()
        await client.request_listen_stop()
        assert (await next_of(ends))['cause'] == 'stopped'

    async def test_reads_the_voices(self, client):
        status = await client.request_voice_status()
        assert status['voice_id'] in [voice['voice_id'] for voice in status['voice_list']]
        assert 'voice_list' not in await client.request_voice_status(voice_list=False)

    async def test_reads_the_faces(self, client):
        status = await client.request_face_status()
        assert status['face_id'] in status['face_list']
        assert 'face_id' not in await client.request_face_status(face_id=False)

    async def test_reads_the_system_by_a_raw_request(self, client):
        event = {'type': 'request.system.status'}
        status = await client.send_event_and_wait(event, 'response.system.status')
        assert (status['volume'], status['virtual']) == (70, True)

    async def test_sees_users(self, vendor, client, robot, collect):
        robot.users.add()
        lists = collect(vendor.Events.response_users_data)
        assert len((await client.request_users_once())['users']) == 1
        await next_of(lists)
        await client.request_users_start()
        for _ in range(3):
            assert (await next_of(lists))['users'][0]['id'] == 'virtual-user-1'
        await client.request_users_stop()
        await self.assert_quiet(client, lists)

    async def test_sees_pictures(self, vendor, client, collect):
        pictures = collect(vendor.Events.response_camera_data)
        once = await client.request_camera_once()
        assert base64.b64decode(once['image']).startswith(b'\xff\xd8')
        await client.request_camera_start()
        for _ in range(3):
            await next_of(pictures)
        await client.request_camera_stop()
        await self.assert_quiet(client, pictures)

    async def test_hears_sound(self, vendor, client, collect):
        chunks = collect(vendor.Events.response_audio_data)
        await client.request_audio_start(sample_rate=24000, speaker=True)
        for _ in range(3):
            chunk = await next_of(chunks)
            assert len(base64.b64decode(chunk['microphone'])) == 2 * 2400
            assert len(base64.b64decode(chunk['speaker'])) == 2 * 2400
        await client.request_audio_stop()
        await self.assert_quiet(client, chunks)

    async def test_plays_a_sound_file(self, client, robot, wav_url):
        end = await client.request_speak_audio(wav_url, '[laughs]', wait=True)
        assert (end['type'], end['text']) == ('response.speak.end', '[laughs]')
        assert [spoken.text for spoken in robot.spoken] == ['[laughs]']

    async def test_hears_that_a_sound_file_is_not_there(self, client, wav_url):
        end = await client.request_speak_audio(wav_url + '.none', wait=True)
        assert end['failed'] is True

    async def test_sound_file_cuts_in(self, vendor, client, collect, wav_url):
        ends = collect(vendor.Events.response_speak_end)
        await client.request_speak_text('a long text ' * 100)
        assert await client.request_speak_audio(wav_url, abort=True) is None
        assert (await next_of(ends))['aborted'] is True
        assert (await next_of(ends))['text'] == 'AUDIO'

    async def test_streams_sound(self, vendor, client, robot, collect):
        starts = collect(vendor.Events.response_speak_start)
        buffers = collect(vendor.Events.response_speak_audio_buffer)
        ends = collect(vendor.Events.response_speak_end)
        await client.request_speak_audio_start()
        for _ in range(20):
            await client.request_speak_audio_data(base64.b64encode(TENTH).decode())
        await client.request_speak_audio_end()
        await next_of(starts)
        assert 'aborted' not in await next_of(ends)
        told = [buffers.get_nowait() for _ in range(buffers.qsize())]
        assert (told[-1]['played'], told[-1]['received']) == (20 * len(TENTH), 20 * len(TENTH))
        assert robot.speak.streamed == 20 * TENTH
        start = next(each for each in robot.requests if each['type'].endswith('audio.start'))
        assert start == {
            'type': 'request.speak.audio.start',
            'sample_rate': 24000,
            'lipsync': False,
        }

    async def test_stops_streaming(self, vendor, client, collect):
        ends = collect(vendor.Events.response_speak_end)
        await client.request_speak_audio_start(16000, True)
        await client.request_speak_audio_data(base64.b64encode(TENTH * 600).decode())
        await client.request_speak_stop()
        assert (await next_of(ends))['aborted'] is True

    async def test_chooses_a_voice(self, client, robot):
        status = await client.request_voice_config(
            name='neural', gender='Female', language='en-US'
        )
        assert status['voice_id'] == 'Danielle-Neural (en-US) - Amazon Polly'
        assert robot.voice.voice_id == status['voice_id']
        status = await client.request_voice_config(
            'Matthew22k_HQ (sv-SE) - Acapela', provider='Acapela', input_language=False
        )
        assert status['voice_id'] == 'Matthew22k_HQ (sv-SE) - Acapela'
        assert robot.listen.languages == ('en-US',)

    async def test_directs_the_attention(self, client, robot, collect):
        robot.users.add('user-1')
        changes = collect('response.attend.status')
        assert await client.request_attend_user() is None
        assert await next_of(changes) == {
            'type': 'response.attend.status',
            'target': 'closest',
            'current': 'user-1',
        }
        await client.request_attend_location(0.5, 0.0, 1.0)
        assert (await next_of(changes))['current'] == 'location'
        await client.request_attend_user('user-1')
        assert (await next_of(changes))['target'] == 'user-1'
        await client.send_event({'type': 'request.attend.nobody'})
        assert (await next_of(changes))['current'] == 'nobody'

    async def test_waits_until_a_gesture_has_ended(self, vendor, client, collect):
        starts = collect(vendor.Events.response_gesture_start)
        end = await client.request_gesture_start('BigSmile', 0.5, 2.0, wait=True)
        assert end['type'] == 'response.gesture.end'
        assert starts.qsize() == 1

    async def test_gesture_is_silent_unless_waited_for(self, vendor, client, robot, collect):
        events = collect(vendor.Events.response_gesture_start, vendor.Events.response_gesture_end)
        assert await client.request_gesture_start('Nod') is None
        await client.request_gesture_start('Smile', wait=True)
        assert events.qsize() == 2
        assert [gesture.name for gesture in robot.gestures.played] == ['Nod', 'Smile']

    async def test_moves_the_face(self, client, robot):
        assert await client.request_face_params({'JAW_OPEN': 0.5, 'SMILE_OPEN': 1}) is None
        await client.request_face_headpose(10.0, -5.0, 0.0, True)
        await client.request_users_once()
        assert robot.face.params == {'JAW_OPEN': 0.5, 'SMILE_OPEN': 1}
        assert (robot.face.headpose.yaw, robot.face.headpose.relative) == (10.0, True)
        await client.request_face_reset()
        await client.request_users_once()
        assert robot.face.params == {}

    async def test_changes_the_face(self, client, robot):
        assert await client.request_face_config('child - Jane', visibility=False) is None
        await client.request_face_config(microexpressions=False)
        assert (await client.request_face_status())['face_id'] == 'child - Jane'
        assert robot.face.visibility is False
        assert robot.face.idle['microexpressions'] is False

    async def test_lights_the_ring(self, client, robot):
        assert await client.request_led_set('red') is None
        await client.request_users_once()
        assert robot.led.color == '#ff0000'

    async def test_error_leaves_the_caller_waiting(self, client):
        event = {'type': 'request.gesture.start', 'name': 5, 'monitor': True}
        with pytest.raises(asyncio.TimeoutError):
            await client.send_event_and_wait(event, 'response.gesture.end', timeout=0.1)

    async def test_waits_for_events(self, vendor, client):
        waiting = asyncio.create_task(
            client.wait_for_event(
                [vendor.Events.response_speak_start, vendor.Events.response_speak_end]
            )
        )
        await asyncio.sleep(0)
        await client.request_speak_text('Hello')
        assert (await waiting)['type'] == 'response.speak.start'

    async def test_handlers_come_and_go(self, vendor, client):
        heard = asyncio.Queue()
        kind = vendor.Events.response_users_data
        assert client.add_handler(kind, heard.put) is client
        with client.scoped_handlers() as add_handler:
            add_handler([kind], heard.put)
            await client.request_users_once()
            assert heard.qsize() == 2
        await client.request_users_once()
        assert heard.qsize() == 3
        assert client.remove_handler(kind, heard.put) is client
        await client.request_users_once()
        assert heard.qsize() == 3

    async def test_logs_every_frame_if_asked_to(self, client, caplog):
        client.set_logging_level(logging.DEBUG)
        await client.request_users_once()
        client.set_logging_level(logging.INFO)
        assert 'request.users.once' in caplog.text

    async def test_survives_bytes(self, client):
        await client.send_bytes(b'\x00')
        assert (await client.request_users_once())['users'] == []

    async def assert_quiet(self, client, queue):
        """Nothing comes any more once the robot has answered a later request."""
        await client.request_face_status()
        while not queue.empty():
            queue.get_nowait()
        await client.request_face_status()
        assert queue.empty()


@pytest.fixture
def robot_thread():
    with VirtualFurhatThread(speed=20) as robot:
        yield robot


@pytest.fixture
def sync_client(vendor, robot_thread):
    client = vendor.FurhatClient('127.0.0.1')
    client.async_client.ws_url = robot_thread.url
    client.connect()
    yield client
    client.disconnect()


class TestSyncClient:
    def test_connects_again_after_disconnecting(self, sync_client):
        sync_client.disconnect()
        sync_client.connect()
        assert sync_client.request_users_once()['users'] == []

    def test_speaks(self, sync_client, robot_thread):
        assert sync_client.request_speak_text('Hello world') is None
        spoken = robot_thread.call(lambda robot: robot.spoken)
        assert [each.text for each in spoken] == ['Hello world']

    def test_does_not_log_frames_by_default(self, sync_client, caplog):
        sync_client.set_logging_level(logging.INFO)
        sync_client.request_users_once()
        assert 'request.users.once' not in caplog.text

    def test_stops_speaking(self, sync_client, robot_thread):
        sync_client.request_speak_text('a long text ' * 100, wait=False)
        sync_client.request_speak_stop()
        sync_client.request_users_once()
        assert not robot_thread.call(lambda robot: robot.is_speaking)

    def test_listens_and_gets_the_text(self, sync_client, robot_thread):
        sync_client.request_listen_config(['en-US'])

        def answer_when_asked(robot):
            robot.listen.on_open = lambda: robot.ears.voice('Hello robot')

        robot_thread.call(answer_when_asked)
        assert sync_client.request_listen_start() == 'Hello robot'

    def test_listens_to_silence_and_gets_nothing(self, sync_client):
        assert sync_client.request_listen_start(no_speech_timeout=0.5) == ''

    def test_reads_voices_and_faces(self, sync_client):
        assert len(sync_client.request_voice_status()['voice_list']) == 200
        assert sync_client.request_face_status()['face_id'] == 'adult - Alex'

    def test_sees(self, sync_client, robot_thread):
        robot_thread.call(lambda robot: robot.users.add())
        assert len(sync_client.request_users_once()['users']) == 1
        assert sync_client.request_camera_once()['image']

    def test_plays_a_sound_file_after_all_that_is_said(self, sync_client, robot_thread, wav_url):
        sync_client.request_speak_text('Hello', wait=False)
        # The client never sends its abort.
        assert sync_client.request_speak_audio(wav_url, abort=True, wait=True) is None
        spoken = robot_thread.call(lambda robot: robot.spoken)
        assert [(each.text, each.aborted) for each in spoken] == [
            ('Hello', False),
            ('AUDIO', False),
        ]

    def test_chooses_a_voice(self, sync_client, robot_thread):
        status = sync_client.request_voice_config(name='Matthew', language='sv-SE')
        assert status['voice_id'] == 'Matthew-Neural (sv-SE) - Amazon Polly'
        assert robot_thread.call(lambda robot: robot.listen.languages) == ('sv-SE',)

    def test_directs_the_attention(self, sync_client, robot_thread):
        user_id = robot_thread.call(lambda robot: robot.users.add())
        assert sync_client.request_attend_user() is None
        (user,) = sync_client.request_users_once()['users']
        assert (user['id'], user['attended']) == (user_id, True)
        assert sync_client.request_attend_location(0.5, 0.0, 1.0) is None
        assert sync_client.request_users_once()['users'][0]['attended'] is False
        assert robot_thread.call(lambda robot: robot.attend.location) == (0.5, 0.0, 1.0)

    def test_plays_gestures(self, sync_client, robot_thread):
        assert sync_client.request_gesture_start('Nod') is None
        end = sync_client.request_gesture_start('BigSmile', wait=True)
        assert end['type'] == 'response.gesture.end'
        played = robot_thread.call(lambda robot: list(robot.gestures.played))
        assert [gesture.name for gesture in played] == ['Nod', 'BigSmile']

    def test_moves_and_changes_the_face(self, sync_client, robot_thread):
        assert sync_client.request_face_params({'JAW_OPEN': 0.5}) is None
        assert sync_client.request_face_headpose(10.0, -5.0, 0.0, False) is None
        assert sync_client.request_face_config('child - Jane', None, False) is None
        assert sync_client.request_face_status()['face_id'] == 'child - Jane'
        face = robot_thread.call(lambda robot: robot.face)
        assert face.params == {'JAW_OPEN': 0.5}
        assert (face.headpose.pitch, face.headpose.relative) == (-5.0, False)
        assert (face.visibility, face.idle['microexpressions']) == (True, False)
        assert sync_client.request_face_reset() is None
        sync_client.request_users_once()
        assert face.params == {}

    def test_lights_the_ring(self, sync_client, robot_thread):
        assert sync_client.request_led_set('#00FF00') is None
        sync_client.request_users_once()
        assert robot_thread.call(lambda robot: robot.led.color) == '#00ff00'


@pytest.mark.parametrize('cls', ['AsyncFurhatClient', 'FurhatClient'])
def test_every_method_of_the_clients_is_called_here(vendor, cls):
    tests = inspect.getsource(TestAsyncClient if cls.startswith('Async') else TestSyncClient)
    methods = [name for name in vars(getattr(vendor, cls)) if not name.startswith('_')]
    assert [name for name in methods if f'client.{name}(' not in tests] == []
