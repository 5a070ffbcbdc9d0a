"""The real eSpeak NG, where it is installed."""

# ruff: noqa: RUF001  texts as they are written in their languages

import array
import asyncio
import base64
import itertools
import math

import pytest

from furhat_ros.virtual_robot.espeak import Espeak, NoEspeakError, libraries
from furhat_ros.virtual_robot.mouth import SHAPES
from furhat_ros.virtual_robot.words import wording

TEXTS = [
    ('en-us', 'Hello there, how are you? Fine!'),
    ('en-us', "It's 3.5 km, 1,234 or 50% of £20 at 10:30 on 12/3/2020; don't e-mail Dr. Smith (U.S.A.)."),
    ('en-us', "of the in the to be rock 'n' roll"),
    ('en-us', '<speak>Hello <break time="1s"/><b>dear</b> friend</speak>'),
    ('en-us', 'Hello 🙂 there 👩‍👩‍👧 you'),
    ('en-us', 'one\ttwo\nthree\x01 fo\0ur \x1b[[ five'),
    ('en-us', 'a lone \ud800 surrogate'),
    ('en-us', 'x' * 500),
    ('en-us', 'The quick brown fox jumps over the lazy dog. ' * 111),
    ('sv', 'Hej på dig! Sju sjösjuka sjömän på 25:e våningen.'),
    ('cmn', '你好，世界！我是一个机器人。'),
    ('ar', 'مرحبا بالعالم، كيف حالك؟'),
    ('ja', 'こんにちは 世界'),
    ('en-us', '你好 مرحبا Привет'),
]  # fmt: skip


@pytest.fixture(scope='module')
def espeak():
    engine = Espeak()
    try:
        engine.open().result()
    except NoEspeakError as error:
        pytest.skip(str(error))
    yield engine
    engine.close().result()


def say(espeak, text, voice='en-us', volume=100):
    return espeak.say(wording(text), [voice], volume).result()


def loudness(said, start, end):
    rate = said.sound.rate
    samples = said.sound.samples[round(start * rate) : round(end * rate)]
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))


@pytest.mark.parametrize(('voice', 'text'), TEXTS)
def test_words_are_those_of_the_estimate_in_their_order(espeak, voice, text):
    expected, said = wording(text), say(espeak, text, voice)
    assert [(word.text, word.written, word.end_in_text) for word in said.wording.words] == [
        (word.text, word.written, word.end_in_text) for word in expected.words
    ]
    times = [time for word in said.wording.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= said.wording.duration == said.sound.duration


@pytest.mark.parametrize(('voice', 'text'), TEXTS)
def test_mouth_moves_in_order_and_ends_at_rest(espeak, voice, text):
    said = say(espeak, text, voice)
    moments = [moment for moment, _ in said.mouth]
    assert moments == sorted(set(moments))
    assert moments[-1] <= said.sound.duration
    assert {shape for _, shape in said.mouth} <= set(SHAPES)
    assert said.mouth[-1][1] == 'rest'


def test_words_are_where_the_sound_is(espeak):
    said = say(espeak, 'Stop. Banana! 42, and 3.14.')
    for word in said.wording.words:
        assert loudness(said, word.start, word.end) > 1000
    for one, other in itertools.pairwise(said.wording.words):
        if other.start - one.end > 0.05:  # a pause
            assert loudness(said, one.end + 0.02, other.start) < 200


def test_mouth_is_closed_where_lips_are(espeak):
    said = say(espeak, 'Ma, pa, ba.')
    assert [shape for _, shape in said.mouth].count('pressed') == 3


def test_text_sounds_the_same_whatever_was_said_before(espeak):
    first = say(espeak, 'Hello there')
    say(espeak, 'Something else', 'sv+f2')
    assert say(espeak, 'Hello there') == first


def test_text_sounds_the_same_in_another_robot(espeak):
    other = Espeak()
    try:
        # A voice with breath in it, which is made by chance.
        assert say(other, 'Hello there', 'sv+f2') == say(espeak, 'Hello there', 'sv+f2')
    finally:
        other.close().result()


def test_languages_sound_different(espeak):
    sounds = [say(espeak, 'Hej Amanda', voice).sound for voice in ('en-us', 'sv', 'de', 'fr')]
    assert len({bytes(sound.samples) for sound in sounds}) == 4


def test_volume_makes_it_louder(espeak):
    soft, loud = (say(espeak, 'Hello there', volume=volume) for volume in (25, 100))
    assert loudness(loud, 0, 1) > 3 * loudness(soft, 0, 1)


def test_missing_language_is_english(espeak):
    said = espeak.say(wording('Hello'), ['xx+m3', 'en-us+m3'], 100).result()
    assert said.voice == 'en-us+m3'


def test_control_characters_are_no_commands(espeak):
    # \x01 and a number and a letter would change the speed, the pitch or the volume.
    assert say(espeak, 'one \x01400S two').wording.duration > say(espeak, 'one').sound.duration
    assert say(espeak, '\x010Ahello').sound.samples == say(espeak, ' 0Ahello').sound.samples


def test_data_that_are_not_there_are_named(espeak, tmp_path):
    with pytest.raises(NoEspeakError, match=f'its data cannot be read in {tmp_path}'):
        Espeak([(libraries()[0][0], str(tmp_path))]).open().result()


def test_second_library_is_taken_if_the_first_is_not_there(espeak):
    other = Espeak([('/nowhere/libespeak-ng.so', ''), *libraries()])
    other.open().result()
    assert other.version == espeak.version
    other.close().result()


@pytest.mark.parametrize(
    ('content', 'reason'), [(None, 'cannot open'), (b'no library', 'file too short|invalid ELF')]
)
def test_library_that_cannot_be_loaded_is_named(tmp_path, content, reason):
    path = tmp_path / 'libespeak-ng.so'
    if content:
        path.write_bytes(content)
    with pytest.raises(NoEspeakError, match=f'{path}: .*({reason}).*pip install espeakng-loader'):
        Espeak([(str(path), '')]).open().result()


def test_library_of_something_else_is_told(tmp_path):
    with pytest.raises(NoEspeakError, match='espeak_Info'):
        Espeak([('libc.so.6', '')]).open().result()


def test_text_that_takes_too_long_to_say_is_refused(espeak):
    with pytest.raises(ValueError, match='a text of 40000 letters: it is longer than 900 s'):
        say(espeak, '1234567 ' * 5000)
    assert say(espeak, 'Hello').sound.samples


async def test_event_loop_goes_on_while_a_long_text_is_made(espeak):
    text = 'The quick brown fox jumps over the lazy dog. ' * 111
    turns = 0
    work = asyncio.wrap_future(espeak.say(wording(text), ['en-us'], 100))
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100


async def test_robot_speaks(espeak, start, connect, clock):
    program = await connect(await start(synthesizer='espeak'))
    await program.ask('request.audio.start', microphone=False, speaker=True)
    await program.ask('request.speak.text', text='Hello there')
    chunks = []
    for _ in range(20):
        await clock.advance(0.1)
        chunks += [event['speaker'] for event in await program.events() if 'speaker' in event]
    samples = array.array('h', b''.join(map(base64.b64decode, chunks)))
    assert max(samples) > 10000
    loud = [place for place, sample in enumerate(samples) if abs(sample) > 200]
    said = say(espeak, 'Hello there')
    assert loud[0] / 16000 == pytest.approx(0.62, abs=0.1)
    assert (loud[-1] - loud[0]) / 16000 == pytest.approx(said.sound.duration, abs=0.1)
