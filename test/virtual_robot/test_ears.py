"""The voices of people."""

import array
import asyncio
import base64
import wave

import pytest

RAMP = array.array('h', range(1000, 17000))
"""One second at 16 kHz."""


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / 'voice.wav'
    with wave.open(str(path), 'wb') as file:
        file.setparams((1, 2, 16000, 0, 'NONE', ''))
        file.writeframes(RAMP.tobytes())
    return path


async def test_saying_something_takes_its_time(robot, clock):
    speech = asyncio.create_task(robot.hear('Hello there'))
    await clock.advance(0.65)
    assert not speech.done()
    await clock.advance(0.1)
    assert speech.done()


async def test_nearest_person_speaks_by_default(robot, clock):
    robot.users.add(id='far', z=2.0)
    robot.users.add(id='near', z=1.0)
    speech = asyncio.create_task(robot.hear('hello'))
    await clock.advance(0.1)
    assert robot.ears.talking == {'near'}
    await clock.advance(1)
    await speech
    assert robot.ears.talking == frozenset()


async def test_somebody_in_particular_can_speak(robot, clock):
    robot.users.add(id='far', z=2.0)
    robot.users.add(id='near', z=1.0)
    speech = asyncio.create_task(robot.hear('hello', user_id='far'))
    await clock.advance(0.1)
    assert robot.ears.talking == {'far'}
    await clock.advance(1)
    await speech


async def test_somebody_who_is_not_there_cannot_speak(robot):
    with pytest.raises(LookupError, match='nobody here is called ann'):
        await robot.hear('hello', user_id='ann')


async def test_utterance_ends_when_the_last_of_several_people_falls_silent(
    robot, program, clock, types
):
    await program.ask('request.listen.start', concat=False)
    robot.ears.voice('astonishing things')
    robot.ears.voice('oh')
    await clock.advance(0.7)
    assert types(await program.events()) == ['hear.start']
    await clock.advance(0.6)
    assert types(await program.events()) == ['hear.end']


async def test_recorded_voice_is_what_the_microphone_hears(robot, program, clock, wav):
    await program.ask('request.audio.start')
    speech = asyncio.create_task(robot.hear('hello', sound=wav))
    await clock.advance(1)
    await speech
    chunks = [event['microphone'] for event in await program.events()]
    heard = array.array('h', b''.join(map(base64.b64decode, chunks)))
    assert max(abs(one - other) for one, other in zip(heard, RAMP, strict=True)) < 200


async def test_recorded_voice_takes_as_long_as_it_is(robot, clock, wav):
    speech = asyncio.create_task(robot.hear('hello', sound=str(wav)))
    await clock.advance(0.99)
    assert not speech.done()
    await clock.advance(0.02)
    assert speech.done()


async def test_words_are_spread_over_a_recorded_voice(robot, program, clock, wav, types):
    await program.ask('request.listen.start', partial=True)
    speech = asyncio.create_task(robot.hear('to be', sound=wav))
    await clock.advance(0.41)
    assert types(await program.events()) == ['hear.start']
    await clock.advance(0.04)
    assert await program.events() == [{'type': 'response.hear.partial', 'text': 'to'}]
    await clock.advance(0.6)
    await speech


async def test_sound_without_words_is_heard_as_a_voice(robot, program, clock, wav, types):
    await program.ask('request.listen.start', concat=False)
    speech = asyncio.create_task(robot.hear('', sound=wav))
    await clock.advance(1)
    await speech
    assert await program.events() == [
        {'type': 'response.hear.start'},
        {'type': 'response.hear.end', 'text': ''},
    ]


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (None, 'No such file or directory'),
        (b'', 'not a WAV file'),
        (b'OggS' * 100, 'not a WAV file'),
        (b'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80>\0\0\0}\0\0\2\0\x10\0data\0\0\0\0', 'no sound'),
    ],
)  # fmt: skip
async def test_bad_recording_is_named(robot, tmp_path, content, reason):
    path = tmp_path / 'bad.wav'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=f'cannot play {path}: .*{reason}'):
        await robot.hear('hello', sound=path)
    assert not robot.ears.is_anybody_talking()


async def test_folder_is_no_recording(robot, tmp_path):
    with pytest.raises(ValueError, match='cannot play .*: Is a directory'):
        await robot.hear('hello', sound=tmp_path)


async def test_huge_recording_is_refused(robot, tmp_path):
    path = tmp_path / 'huge.wav'
    with path.open('wb') as file:
        file.truncate(33 * 2**20)
    with pytest.raises(ValueError, match='larger than 32 MiB'):
        await robot.hear('hello', sound=path)
