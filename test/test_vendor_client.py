"""
The vendor's published clients, unchanged, talk to the virtual robot.

They are independent witnesses: whatever they take for granted about a Furhat, the virtual one must grant.
"""

import asyncio
import base64
import importlib

import pytest

from furhat_ros.virtual_robot.robot import VirtualFurhat
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

NEW = 'furhat_realtime_api'
BOTH = (NEW, 'furhat_ws_api')


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
    def test_speaks(self, sync_client, robot_thread):
        assert sync_client.request_speak_text('Hello world') is None
        spoken = robot_thread.call(lambda robot: robot.spoken)
        assert [each.text for each in spoken] == ['Hello world']

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
