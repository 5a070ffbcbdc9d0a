"""Speech with a voice, for which a stub stands in: the times and the sound are those of the voice."""

import array
import asyncio
import base64
from pathlib import Path

import pytest

from furhat_ros.virtual_robot import espeak, synthesizer
from furhat_ros.virtual_robot.clock import RealClock
from furhat_ros.virtual_robot.espeak import NoEspeakError
from furhat_ros.virtual_robot.robot import VirtualFurhat

NOWHERE = [('/nowhere/libespeak-ng.so', '/nowhere')]


@pytest.fixture(autouse=True)
def stub(monkeypatch):
    monkeypatch.setattr(espeak, 'PROCESS', Path(__file__).with_name('stub_of_espeak.py'))


@pytest.fixture
async def robot(start):
    return await start(synthesizer='espeak')


def loudness(chunk):
    return max(array.array('h', base64.b64decode(chunk)))


async def say(program, clock, text):
    """Let the robot say something to its end, and give the events."""
    events = await program.ask('request.speak.text', text=text, monitor_words=True)
    await clock.advance(3)
    return events + await program.events()


async def heard_of(program, clock, sound, text):
    """Let the robot say something to its end, and give what the speaker carried."""
    await program.ask('request.audio.start', microphone=False, speaker=True, sample_rate=8000)
    await program.ask('request.speak.text', text=text)
    await clock.advance(3)
    heard = await sound(program)
    await program.ask('request.audio.stop')
    return heard


async def peak(*text):
    return max(await heard_of(*text))


async def test_words_come_when_the_voice_says_them(program, clock, types):
    await program.ask('request.speak.text', text='Hello there', monitor_words=True)
    await clock.advance(0.63)
    assert types(await program.events()) == ['speak.start', 'speak.word']
    await clock.advance(0.48)
    assert await program.events() == []
    await clock.advance(0.02)
    assert await program.events() == [{'type': 'response.speak.word', 'word': 'there', 'index': 1}]


async def test_speech_lasts_as_long_as_its_sound(program, clock, types):
    await program.ask('request.speak.text', text='Hello there')
    await clock.advance(0.62 + 0.99)
    assert types(await program.events()) == ['speak.start']
    await clock.advance(0.02)
    assert types(await program.events()) == ['speak.end']


async def test_time_of_synthesis_is_that_of_the_robot(program, clock):
    for expected in (620, 0):
        assert (await say(program, clock, 'Hello there'))[0]['gen_time'] == expected


async def test_speaker_carries_the_voice(program, clock, sound):
    heard = await heard_of(program, clock, sound, 'Hello')
    start = next(place for place, sample in enumerate(heard) if sample)
    assert start == 0.5 * 8000
    assert set(heard[start : start + 3200]) == {3000, -3000}
    assert not any(heard[start + 3200 :])


async def test_stopped_voice_is_silent_at_once(program, clock, sound):
    await program.ask('request.audio.start', microphone=False, speaker=True)
    await program.ask('request.speak.text', text='Hello')
    await clock.advance(0.8)
    assert max(await sound(program)) > 2000
    await program.ask('request.speak.stop')
    await clock.advance(1)
    assert not any(await sound(program))


async def test_stopped_text_ends_with_the_word_that_was_being_said(robot, program, clock):
    await program.ask('request.speak.text', text='one two three')
    await clock.advance(0.66 + 0.6)
    await program.ask('request.speak.stop')
    assert robot.spoken[-1].text == 'one two'


async def test_nothing_comes_of_a_text_that_is_stopped_while_it_is_made(robot, program, clock):
    await program.ask('request.speak.text', text='slowly')
    await program.ask('request.speak.stop')
    await clock.advance(10)
    assert await program.events() == []
    assert robot.spoken == []


async def test_nothing_comes_of_a_text_that_is_stopped_while_it_is_late(start, connect, types):
    robot = await start(synthesizer='espeak', clock=RealClock())
    program = await connect(robot)
    await program.send('request.speak.text', text='slowly', request_id='late')
    await robot.clock.sleep(0.6)  # it takes 0.52 s on the robot, and 1.5 s here
    await program.send('request.speak.stop')
    await program.send('request.speak.text', text='Hello')  # which is made after it
    assert (await program.wait_for('response.speak.end'))['request_id'] == 'late'
    assert (await program.wait_for('response.speak.start'))['text'] == 'Hello'


async def test_same_text_is_made_once(program, clock, sound):
    first = await peak(program, clock, sound, 'Hello')
    assert await peak(program, clock, sound, 'Hello') == first
    assert await peak(program, clock, sound, 'Bye') > first


async def test_another_voice_makes_it_anew(program, clock, sound):
    first = await peak(program, clock, sound, 'Hello')
    await program.ask('request.voice.config', gender='female')
    assert await peak(program, clock, sound, 'Hello') > first


async def test_sound_that_was_not_used_for_long_is_forgotten(program, clock, sound, monkeypatch):
    monkeypatch.setattr(synthesizer, 'MOST_KEPT', 2 * 8000)
    first = await peak(program, clock, sound, 'Hello')
    await say(program, clock, 'Bye')
    await say(program, clock, 'Again')
    assert await peak(program, clock, sound, 'Hello') > first


@pytest.mark.parametrize('text', ['refuse this', 'crash now'])
async def test_text_that_has_no_sound_is_a_tone_and_the_next_one_speaks(
    program, clock, types, caplog, text
):
    spoken = await say(program, clock, text)
    assert types(spoken) == ['speak.start', 'speak.word', 'speak.word', 'speak.end']
    assert 'eSpeak NG cannot say a text of' in caplog.text
    await program.ask('request.speak.text', text='Hello there')
    await clock.advance(0.62 + 0.9)
    assert types(await program.events()) == ['speak.start']  # a tone would have ended
    await clock.advance(0.1)


async def test_very_long_text_is_a_tone(program, clock, types, caplog, monkeypatch):
    monkeypatch.setattr(synthesizer, 'LONGEST_TEXT', 10)
    await say(program, clock, 'never never')
    assert 'a text of 11 characters is too long' in caplog.text


async def test_text_without_words_is_not_made(program, clock, types):
    await program.ask('request.speak.text', text='?!')
    await clock.advance(0.45)
    assert types(await program.events()) == ['speak.start', 'speak.end']


async def test_markup_is_not_said(program, clock):
    events = await say(program, clock, '<never/><b>Hello</b>')
    assert [event['word'] for event in events if 'word' in event] == ['Hello']


async def test_language_that_the_voice_lacks_is_told_once(robot, program, clock, caplog):
    await program.ask('request.listen.config', languages=['xx-XX'])
    for text in ('Hello', 'Bye'):
        robot.ears.voice(text)
    await clock.advance(5)
    assert caplog.text.count('eSpeak NG does not speak xx; English instead') == 1


async def test_people_talk_with_a_voice(robot, program, clock, types):
    await program.ask('request.listen.start', partial=True)
    await program.ask('request.audio.start')
    speech = asyncio.create_task(robot.hear('Hello there'))
    await clock.advance(0.45)
    events = [event for event in await program.events() if 'microphone' not in event]
    assert events == [
        {'type': 'response.hear.start'},
        {'type': 'response.hear.partial', 'text': 'Hello'},
    ]
    await clock.advance(0.5)
    assert not speech.done()
    await clock.advance(0.06)
    assert speech.done()


async def test_microphone_hears_the_voices_of_people(robot, program, clock, types):
    await program.ask('request.audio.start', microphone=True)
    robot.ears.voice('Hello')
    await clock.advance(0.4)
    chunks = [event['microphone'] for event in await program.events()]
    assert len(set(chunks)) == len(chunks) == 4
    # The room alone is not as loud.
    assert all(loudness(chunk) > 2000 for chunk in chunks)


async def test_nobody_else_begins_while_somebody_is_about_to_talk(robot):
    robot.ears.voice('slowly')
    assert robot.ears.is_anybody_talking()


async def test_speech_waits_for_a_sound_that_takes_longer_than_on_the_robot(start, connect):
    robot = await start(synthesizer='espeak', clock=RealClock())
    program = await connect(robot)
    await program.send('request.speak.text', text='very slowly')
    start = await program.wait_for('response.speak.start')
    assert start['gen_time'] >= 1500


async def test_sound_takes_no_time_of_a_robot_that_is_faster_than_real(start, connect):
    robot = await start(synthesizer='espeak', clock=RealClock(100))
    program = await connect(robot)
    await program.send('request.speak.text', text='slowly')
    assert (await program.wait_for('response.speak.start'))['gen_time'] == 520


async def test_robot_without_the_voice_that_was_asked_for_does_not_start(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(espeak, 'libraries', lambda: NOWHERE)
    with pytest.raises(NoEspeakError, match='/nowhere/libespeak-ng.so: .*pip install'):
        async with VirtualFurhat(synthesizer='espeak'):
            pass


async def test_robot_without_a_voice_says_so_and_hums(start, connect, clock, types, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(espeak, 'libraries', lambda: NOWHERE)
    robot = await start(synthesizer='auto')
    assert robot.synthesizer.description.startswith('tones; eSpeak NG does not work here')
    program = await connect(robot)
    await program.ask('request.speak.text', text='Hello there')
    await clock.advance(0.62 + 0.71)
    assert types(await program.events()) == ['speak.start', 'speak.end']


async def test_nobody_waits_for_a_voice_that_never_came():
    async with VirtualFurhat(synthesizer='espeak') as robot:
        speech = robot.ears.voice('never')
        await asyncio.sleep(0)
    await asyncio.wait_for(speech, 10)
    assert not robot.ears.is_anybody_talking()


async def test_robot_that_cannot_open_its_port_leaves_no_voice_behind(robot):
    other = VirtualFurhat(port=robot.port, synthesizer='espeak')
    with pytest.raises(OSError, match='in use'):
        async with other:
            pass
    assert other.synthesizer.description == 'tones'


async def test_voice_that_was_not_asked_for_is_not_started(start):
    assert (await start()).synthesizer.description == 'tones'


async def test_robot_ends_while_a_text_is_being_made(start, connect):
    async with VirtualFurhat(synthesizer='espeak') as robot:
        program = await connect(robot)
        await program.ask('request.speak.text', text='never')
        assert robot.synthesizer.description == 'eSpeak NG 0.0'
