"""Sound that programs stream to the robot."""

import base64
import random
from array import array

import pytest

from furhat_ros.virtual_robot import streaming

RATE = 16000
TENTH = 2 * RATE // 10


def pcm(seconds, seed=1):
    return random.Random(seed).randbytes(2 * round(seconds * RATE))


async def begin(program, **fields):
    return await program.ask('request.speak.audio.start', **fields)


async def stream(program, sound):
    audio = base64.b64encode(sound).decode()
    return await program.ask('request.speak.audio.data', audio=audio)


async def end(program):
    return await program.ask('request.speak.audio.end')


@pytest.fixture
async def quiet_robot(start):
    """A robot that does not tell about its buffer."""
    return await start(buffer_rate=0)


@pytest.fixture
async def quiet(quiet_robot, connect):
    return await connect(quiet_robot)


@pytest.fixture
async def loudspeaker(quiet_robot, connect):
    """Another program, which hears what the quiet robot plays."""
    program = await connect(quiet_robot)
    await program.ask('request.audio.start', microphone=False, speaker=True)
    return program


async def test_stream_starts_with_its_first_sound_and_ends_when_all_is_played(quiet, clock):
    assert await begin(quiet, request_id='mine') == []
    start = {'type': 'response.speak.start', 'text': 'AUDIO', 'gen_time': 0, 'request_id': 'mine'}
    assert await stream(quiet, pcm(1)) == [start]
    await stream(quiet, pcm(1))
    assert await end(quiet) == []
    await clock.advance(1.99)
    assert await quiet.events() == []
    await clock.advance(0.01)
    assert await quiet.events() == [
        {'type': 'response.speak.end', 'text': 'AUDIO', 'request_id': 'mine'}
    ]


async def test_stream_ends_at_once_when_all_was_played_before(quiet, clock, types):
    await begin(quiet)
    await stream(quiet, pcm(0.1))
    await clock.advance(5)
    assert types(await end(quiet)) == ['speak.end']


@pytest.mark.parametrize('order', ['at once', 'after a while'])
async def test_stream_without_sound_starts_and_ends(quiet, clock, types, order):
    events = await begin(quiet)
    if order == 'after a while':
        await clock.advance(5)
    events += await end(quiet)
    await clock.advance(0.1)
    assert types(events + await quiet.events()) == ['speak.start', 'speak.end']


async def test_many_streams_without_sound_end_one_after_the_other(quiet, clock):
    await quiet.ask('request.speak.text', text='Hello')
    for _ in range(400):
        await quiet.send('request.speak.audio.start')
        await quiet.send('request.speak.audio.end')
    await quiet.events()
    await clock.advance(2)
    for _ in range(401):
        await quiet.wait_for('response.speak.end')


async def test_20_ms_chunks_of_30_seconds_arrive_byte_by_byte(robot, program, clock):
    sound = pcm(30)
    await program.send('request.speak.audio.start')
    for first in range(0, len(sound), 640):
        audio = base64.b64encode(sound[first : first + 640]).decode()
        await program.send('request.speak.audio.data', audio=audio)
    await end(program)
    assert robot.speak.streamed == sound
    await clock.advance(30)
    assert (await program.events())[-1]['type'] == 'response.speak.end'


@pytest.mark.parametrize('chunk', [320, 6400])
async def test_stream_is_heard_in_the_speaker_sample_by_sample(
    quiet, loudspeaker, clock, sound, chunk
):
    sent = pcm(0.8)
    await begin(quiet)
    for first in range(0, len(sent), chunk):
        await stream(quiet, sent[first : first + chunk])
    await clock.advance(1)
    heard = await sound(loudspeaker)
    assert heard[: len(sent) // 2] == array('h', sent)
    assert not any(heard[len(sent) // 2 :])


async def test_stream_in_real_time_has_no_gaps(quiet, loudspeaker, clock, sound):
    sent = pcm(0.6)
    await begin(quiet)
    for first in range(0, len(sent), 640):
        await stream(quiet, sent[first : first + 640])
        await clock.advance(0.02)
    assert await sound(loudspeaker) == array('h', sent)


async def test_stream_that_runs_dry_goes_on_later(quiet, loudspeaker, clock, sound):
    first, second = pcm(0.1, 1), pcm(0.1, 2)
    await begin(quiet)
    await stream(quiet, first)
    await clock.advance(0.3)
    await stream(quiet, second)
    await clock.advance(0.2)
    heard = await sound(loudspeaker)
    assert heard[:1600] == array('h', first)
    assert not any(heard[1600:4800])
    assert heard[4800:6400] == array('h', second)


async def test_rate_of_the_stream_sets_its_length(quiet, clock, types):
    await begin(quiet, sample_rate=32000)
    await stream(quiet, pcm(1))
    await end(quiet)
    await clock.advance(0.5)
    assert types(await quiet.events()) == ['speak.end']


async def test_buffer_is_told_while_the_stream_plays(program, clock):
    await begin(program, request_id='mine')
    await stream(program, pcm(0.5))
    await end(program)
    await clock.advance(1)
    *buffers, last = await program.events()
    assert [(each['played'], each['received']) for each in buffers] == [
        (2 * TENTH, 5 * TENTH),
        (4 * TENTH, 5 * TENTH),
        (5 * TENTH, 5 * TENTH),
    ]
    assert all(each['type'] == 'response.speak.audio.buffer' for each in buffers)
    assert last['type'] == 'response.speak.end'


async def test_buffer_is_told_only_if_that_is_news(program, clock):
    await begin(program)
    await stream(program, pcm(0.2))
    await clock.advance(10)
    assert len(await program.events()) == 1


@pytest.mark.parametrize(('rate', 'count'), [(0, 0), (1, 1), (50, 50)])
async def test_rate_of_the_buffer_events_is_an_option(start, connect, clock, types, rate, count):
    program = await connect(await start(buffer_rate=rate))
    await begin(program)
    await stream(program, pcm(5))
    await clock.advance(1.001)
    assert types(await program.events()) == ['speak.audio.buffer'] * count


async def test_stop_ends_a_stream_at_any_time(robot, program, clock, sound, types):
    await program.ask('request.audio.start', microphone=False, speaker=True)
    await begin(program)
    await stream(program, pcm(5))
    await clock.advance(0.3)
    await sound(program)
    buffer, ended = await program.ask('request.speak.stop')
    assert (buffer['played'], buffer['received']) == (3 * TENTH, 50 * TENTH)
    assert ended == {'type': 'response.speak.end', 'text': 'AUDIO', 'aborted': True}
    await clock.advance(5)
    assert not any(await sound(program))
    assert not robot.is_speaking


async def test_what_comes_after_a_stop_is_ignored(robot, program, clock):
    await begin(program)
    await stream(program, pcm(1, 1))
    await program.ask('request.speak.stop')
    assert await stream(program, pcm(1, 2)) == []
    assert await end(program) == []
    await clock.advance(5)
    assert await program.events() == []
    assert robot.speak.streamed == pcm(1, 1)


async def test_stop_before_the_first_sound_ends_the_stream(program):
    await begin(program)
    assert await program.ask('request.speak.stop') == [
        {'type': 'response.speak.end', 'text': '', 'aborted': True}
    ]


async def test_stream_waits_for_its_turn(quiet_robot, quiet, clock, types):
    await quiet.ask('request.speak.text', text='Hello')
    await begin(quiet)
    await stream(quiet, pcm(1))
    await end(quiet)
    await quiet.ask('request.speak.text', text='Bye')
    await clock.advance(10)
    assert types(await quiet.events()) == ['speak.start', 'speak.end'] * 3
    assert [spoken.text for spoken in quiet_robot.spoken] == ['Hello', 'AUDIO', 'Bye']


async def test_speech_with_abort_cuts_the_stream(quiet, clock):
    await begin(quiet)
    await stream(quiet, pcm(5))
    (ended,) = await quiet.ask('request.speak.text', text='Hello', abort=True)
    assert ended['aborted'] is True


@pytest.mark.parametrize('request_', ['data', 'end'])
async def test_nothing_can_be_added_without_a_start(program, request_):
    fields = {'audio': ''} if request_ == 'data' else {}
    (error,) = await program.ask(f'request.speak.audio.{request_}', **fields)
    assert error['error'] == 'There is no stream: request.speak.audio.start comes first'


async def test_nothing_can_be_added_after_the_end(program):
    await begin(program)
    await stream(program, pcm(1))
    await end(program)
    assert 'error' in (await stream(program, pcm(1)))[0]


async def test_next_start_ends_the_stream_before(quiet_robot, quiet, clock, types):
    for seed in (1, 2):
        await begin(quiet)
        await stream(quiet, pcm(1, seed))
    await end(quiet)
    assert quiet_robot.speak.streamed == pcm(1, 2)
    await clock.advance(2)
    assert types(await quiet.events()) == ['speak.end', 'speak.start', 'speak.end']


async def test_programs_have_streams_of_their_own(start, connect, clock):
    robot = await start(buffer_rate=0)
    one, other = await connect(robot), await connect(robot)
    await begin(one, request_id='one')
    await begin(other, request_id='other')
    await stream(other, pcm(1))
    await stream(one, pcm(1))
    await end(one)
    await end(other)
    await clock.advance(3)
    ends = [event for event in await one.events() if event['type'].endswith('end')]
    assert [event['request_id'] for event in ends] == ['one', 'other']


async def test_stream_ends_when_its_program_leaves(start, connect, clock, types):
    robot = await start(buffer_rate=0)
    program, other = await connect(robot), await connect(robot)
    await begin(program)
    await stream(program, pcm(1))
    await program.socket.close()
    await other.events()
    await clock.advance(2)
    assert types(await other.events()) == ['speak.end']


async def test_stream_may_start_without_an_event(start, connect, clock, types):
    program = await connect(await start(stream_start=False, stream_text='', buffer_rate=0))
    await begin(program)
    await stream(program, pcm(1))
    await end(program)
    await clock.advance(1)
    assert await program.events() == [{'type': 'response.speak.end', 'text': ''}]


async def test_stream_pauses_listening(quiet, clock, types):
    await quiet.ask('request.listen.start')
    await begin(quiet)
    assert types(await stream(quiet, pcm(1))) == ['listen.end', 'speak.start']


async def test_full_buffer_refuses_more(program, clock, monkeypatch):
    monkeypatch.setattr(streaming, 'MOST_WAITING', len(pcm(2)))
    await begin(program)
    await stream(program, pcm(2))
    (error,) = await stream(program, pcm(1))
    assert error['error'] == 'The buffer of the stream is full'
    await clock.advance(1)
    await program.events()
    assert await stream(program, pcm(1)) == []


async def test_latest_sound_of_a_long_stream_is_kept(robot, program, monkeypatch):
    monkeypatch.setattr(streaming, 'MOST_REMEMBERED', 6)
    await begin(program)
    for sound in (b'aabb', b'ccdd', b'ee'):
        await stream(program, sound)
    assert robot.speak.streamed == b'ccddee'
