"""Sound files that the robot fetches and plays."""

import asyncio
import contextlib
import io
import socketserver
import threading
import wave
from array import array
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from furhat_ros.virtual_robot import downloads

RATE = 8000
SAMPLES = array('h', [n * 37 % 20000 - 10000 for n in range(RATE)])


def wav():
    file = io.BytesIO()
    with wave.open(file, 'wb') as writer:
        writer.setparams((1, 2, RATE, 0, 'NONE', ''))
        writer.writeframes(SAMPLES.tobytes())
    return file.getvalue()


class Site(ThreadingHTTPServer):
    """A web server that remembers what was asked of it; `/slow` is answered when `hurry` is set."""

    daemon_threads = True
    # Python looks up the name of the host otherwise, which may take seconds.
    server_bind = socketserver.TCPServer.server_bind

    def __init__(self):
        self.asked = []
        self.hurry = threading.Event()
        super().__init__(('127.0.0.1', 0), Page)
        self.url = f'http://127.0.0.1:{self.server_address[1]}'


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        path = self.path.partition('?')[0]
        if path == '/slow.wav':
            self.server.hurry.wait(20)
        if path == '/moved.wav':
            self.send_response(302)
            self.send_header('Location', '/hello.wav')
            self.send_header('Content-Length', '0')
        elif path == '/outside.wav':
            self.send_response(302)
            self.send_header('Location', 'file:///etc/passwd')
            self.send_header('Content-Length', '0')
        else:
            self.send_response(404 if path == '/none.wav' else 200)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(b'ID3' if path == '/song.mp3' else wav())

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.01,))
        thread.start()
        yield site
        site.hurry.set()
        site.shutdown()
        thread.join()


async def test_file_is_played_from_start_to_end(robot, program, clock, site):
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav', request_id='mine')
    assert await program.wait_for('response.speak.start') == {
        'type': 'response.speak.start',
        'text': 'AUDIO',
        'gen_time': 0,
        'request_id': 'mine',
    }
    assert robot.is_speaking
    await clock.advance(0.99)
    assert await program.events() == []
    await clock.advance(0.01)
    assert await program.events() == [
        {'type': 'response.speak.end', 'text': 'AUDIO', 'request_id': 'mine'}
    ]
    assert robot.spoken[-1].text == 'AUDIO'


async def test_text_stands_for_the_file_in_events(program, clock, site):
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav', text='[laughs]')
    assert (await program.wait_for('response.speak.start'))['text'] == '[laughs]'
    await clock.advance(1)
    assert (await program.events())[0]['text'] == '[laughs]'


async def test_file_is_heard_in_the_speaker(program, clock, site, sound):
    await program.ask('request.audio.start', sample_rate=RATE, microphone=False, speaker=True)
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav')
    await program.wait_for('response.speak.start')
    await clock.advance(1.2)
    played = await sound(program)
    assert played[:RATE] == SAMPLES
    assert not any(played[RATE:])


async def test_file_is_fetched_once_per_full_url(program, clock, site):
    for query in ('', '', '?2', '?2', ''):
        await program.send('request.speak.audio', url=f'{site.url}/hello.wav{query}')
        await program.wait_for('response.speak.start')
        await clock.advance(1)
        await program.wait_for('response.speak.end')
    assert site.asked == ['/hello.wav', '/hello.wav?2']


async def test_file_waits_for_its_turn(program, clock, site):
    await program.ask('request.speak.text', text='Hello')
    await program.ask('request.speak.audio', url=f'{site.url}/hello.wav')
    assert site.asked == []
    await clock.advance(2)
    assert (await program.wait_for('response.speak.start'))['text'] == 'Hello'
    assert (await program.wait_for('response.speak.start'))['text'] == 'AUDIO'


async def test_abort_cuts_in(program, clock, site):
    await program.ask('request.speak.text', text='Hello there')
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav', abort=True)
    assert (await program.wait_for('response.speak.end'))['aborted'] is True
    assert (await program.wait_for('response.speak.start'))['text'] == 'AUDIO'


async def test_stop_ends_the_file(robot, program, clock, site, sound):
    await program.ask('request.audio.start', sample_rate=RATE, microphone=False, speaker=True)
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav')
    await program.wait_for('response.speak.start')
    await clock.advance(0.5)
    await sound(program)
    end = (await program.ask('request.speak.stop'))[-1]
    assert end == {'type': 'response.speak.end', 'text': 'AUDIO', 'aborted': True}
    await clock.advance(1)
    assert not any(await sound(program))
    assert not robot.is_speaking


@pytest.mark.parametrize('path', ['/none.wav', '/song.mp3', '/outside.wav'])
async def test_what_is_no_sound_fails(program, site, path, caplog):
    await program.send('request.speak.audio', url=site.url + path, request_id='mine')
    assert await program.wait_for('response.speak.end') == {
        'type': 'response.speak.end',
        'text': '',
        'failed': True,
        'request_id': 'mine',
    }
    assert path in caplog.text


async def test_redirection_is_followed(program, site):
    await program.send('request.speak.audio', url=f'{site.url}/moved.wav')
    await program.wait_for('response.speak.start')
    assert site.asked == ['/moved.wav', '/hello.wav']


async def test_absent_server_fails(program, site):
    url = site.url
    site.shutdown()
    site.server_close()
    await program.send('request.speak.audio', url=f'{url}/hello.wav')
    assert (await program.wait_for('response.speak.end'))['failed'] is True


@pytest.mark.parametrize(
    'address', ['http://127.0.0.1:1/a b', 'http://127.0.0.1:1/\n', f'http://{"a" * 64}.invalid/']
)
async def test_impossible_address_fails(program, address):
    await program.send('request.speak.audio', url=address)
    assert (await program.wait_for('response.speak.end'))['failed'] is True


async def test_slow_server_fails_and_the_queue_goes_on(start, connect, clock, site):
    program = await connect(await start(download_timeout=0.05))
    await program.send('request.speak.audio', url=f'{site.url}/slow.wav')
    await program.send('request.speak.text', text='Hello')
    assert (await program.wait_for('response.speak.end'))['failed'] is True
    await clock.advance(1)
    assert (await program.wait_for('response.speak.start'))['text'] == 'Hello'


async def test_file_that_is_stopped_while_it_is_fetched_never_sounds(robot, program, site):
    await program.send('request.speak.audio', url=f'{site.url}/slow.wav')
    assert await program.ask('request.speak.stop') == [
        {'type': 'response.speak.end', 'text': '', 'aborted': True}
    ]
    site.hurry.set()
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav', text='next')
    assert (await program.wait_for('response.speak.start'))['text'] == 'next'
    assert robot.spoken == []


async def test_file_that_is_too_large_fails(program, site, monkeypatch, caplog):
    monkeypatch.setattr(downloads, 'LARGEST', 1000)
    await program.send('request.speak.audio', url=f'{site.url}/hello.wav')
    assert (await program.wait_for('response.speak.end'))['failed'] is True
    assert 'too large' in caplog.text


async def test_robot_is_switched_off_while_it_fetches(start, connect, site):
    robot = await start()
    program = await connect(robot)
    await program.ask('request.speak.audio', url=f'{site.url}/slow.wav')
    await asyncio.wait_for(robot.__aexit__(None, None, None), 5)
    site.hurry.set()
