"""The sound streams."""

import array
import asyncio
import base64
import itertools

import pytest

from furhat_ros.virtual_robot.clock import ManualClock


async def samples(program, source):
    """The samples that have come so far."""
    chunks = [event[source] for event in await program.events() if source in event]
    return array.array('h', b''.join(map(base64.b64decode, chunks)))


def loudness(sound):
    return max(map(abs, sound), default=0)


async def test_microphone_comes_alone_by_default(program, clock):
    await program.ask('request.audio.start')
    await clock.advance(0.1)
    (event,) = await program.events()
    assert event.keys() == {'type', 'microphone'}


async def test_speaker_comes_if_asked_for(program, clock):
    await program.ask('request.audio.start', microphone=False, speaker=True)
    await clock.advance(0.1)
    (event,) = await program.events()
    assert event.keys() == {'type', 'speaker'}


@pytest.mark.parametrize('rate', [16000, 24000, 22050, 44100, 11025])
async def test_ten_seconds_have_exactly_ten_times_the_rate(program, clock, rate):
    await program.ask('request.audio.start', sample_rate=rate)
    total = 0
    for _ in range(10):
        await clock.advance(1)
        total += len(await samples(program, 'microphone'))
    assert total == 10 * rate


async def test_chunk_is_a_tenth_of_a_second(program, clock):
    await program.ask('request.audio.start')
    await clock.advance(0.1)
    assert len(await samples(program, 'microphone')) == 1600


async def test_chunk_is_an_option(start, connect, clock):
    program = await connect(await start(audio_chunk=0.02))
    await program.ask('request.audio.start')
    await clock.advance(0.1)
    assert len(await program.events()) == 5


async def test_room_is_quiet_but_not_dead(program, clock):
    await program.ask('request.audio.start')
    await clock.advance(1)
    assert 10 < loudness(await samples(program, 'microphone')) < 200


async def test_silent_speaker_is_dead(program, clock):
    await program.ask('request.audio.start', speaker=True)
    await clock.advance(1)
    assert loudness(await samples(program, 'speaker')) == 0


async def test_microphone_hears_people(robot, program, clock):
    await program.ask('request.audio.start')
    speech = asyncio.create_task(robot.hear('hello'))
    await clock.advance(0.3)
    assert loudness(await samples(program, 'microphone')) > 2000
    await clock.advance(1)
    await speech


async def test_speaker_carries_what_the_robot_says(program, clock):
    await program.ask('request.speak.text', text='hello')
    await program.ask('request.audio.start', microphone=False, speaker=True)
    await clock.advance(0.5)
    assert loudness(await samples(program, 'speaker')) == 0
    await clock.advance(0.3)
    assert loudness(await samples(program, 'speaker')) > 2000


async def test_stopped_speech_is_silent_at_once(program, clock):
    await program.ask('request.speak.text', text='astonishing')
    await program.ask('request.audio.start', microphone=False, speaker=True)
    await clock.advance(0.8)
    await samples(program, 'speaker')
    await program.ask('request.speak.stop')
    await clock.advance(0.5)
    assert loudness(await samples(program, 'speaker')) == 0


async def test_sound_does_not_depend_on_the_chunks(start, connect):
    sounds = []
    for chunk in (0.1, 0.03):
        clock = ManualClock()
        robot = await start(audio_chunk=chunk, clock=clock)
        program = await connect(robot)
        await program.ask('request.audio.start')
        robot.ears.voice('hello there')
        await clock.advance(0.91)
        sounds.append((await samples(program, 'microphone'))[:14000])
    # Equal but for the steps of the wave table.
    assert max(abs(a - b) for a, b in zip(*sounds, strict=True)) < 20


async def test_nothing_clicks(robot, program, clock):
    await program.ask('request.audio.start')
    robot.ears.voice('hello there, you robot')
    await clock.advance(2)
    sound = await samples(program, 'microphone')
    assert max(abs(a - b) for a, b in itertools.pairwise(sound)) < 2000


async def test_stop_ends_the_stream(program, clock):
    await program.ask('request.audio.start')
    await program.ask('request.audio.stop')
    await clock.advance(1)
    assert await program.events() == []


async def test_same_start_again_does_not_disturb_the_stream(program, clock):
    await program.ask('request.audio.start')
    await clock.advance(0.05)
    await program.ask('request.audio.start')
    await clock.advance(0.05)
    assert len(await program.events()) == 1


async def test_start_with_other_settings_replaces_the_stream(program, clock):
    await program.ask('request.audio.start')
    await program.ask('request.audio.start', sample_rate=8000)
    await clock.advance(0.1)
    assert len(await samples(program, 'microphone')) == 800


async def test_two_programs_have_streams_of_their_own(robot, connect, clock):
    one, other = await connect(robot), await connect(robot)
    await one.ask('request.audio.start', sample_rate=8000)
    await other.ask('request.audio.start', sample_rate=48000)
    await clock.advance(0.1)
    assert len(await samples(one, 'microphone')) == 800
    assert len(await samples(other, 'microphone')) == 4800


async def test_stream_may_begin_with_a_riff_header(start, connect, clock):
    program = await connect(await start(riff_header=True))
    await program.ask('request.audio.start')
    await clock.advance(0.2)
    first, second = [base64.b64decode(event['microphone']) for event in await program.events()]
    assert first.startswith(b'RIFF')
    assert len(first) == 44 + 3200
    assert len(second) == 3200


def ramp(first, last):
    return array.array('h', range(first, last))


async def test_microphone_hears_sound_from_outside_without_gaps(robot, program, clock):
    await program.ask('request.audio.start')
    for first in (1000, 2600, 4200):
        assert robot.audio.microphone_input(16000, ramp(first, first + 1600).tobytes())
        await clock.advance(0.1)
    await clock.advance(0.1)
    heard = (await samples(program, 'microphone'))[1600:]
    assert max(abs(one - other) for one, other in zip(heard, ramp(1000, 5800))) < 200


async def test_sound_from_outside_that_comes_too_fast_is_dropped(robot, clock):
    second = bytes(2 * 8000)
    assert [robot.audio.microphone_input(8000, second) for _ in range(3)] == [True, False, False]
    await clock.advance(1)
    assert robot.audio.microphone_input(8000, second)


@pytest.mark.parametrize(
    ('rate', 'data', 'reason'),
    [
        (7999, b'', 'a sample rate from 8000 to 48000, got 7999'),
        (10**9, b'', 'a sample rate'),
        (16000, b'abc', 'samples of 16 bits, got 3 bytes'),
    ],
)
async def test_sound_from_outside_that_cannot_be_is_refused(robot, rate, data, reason):
    with pytest.raises(ValueError, match=reason):
        robot.audio.microphone_input(rate, data)
