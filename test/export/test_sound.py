"""The sound files."""

import wave

import pytest

from .conftest import CHUNK, RATE, SECOND, START, STEP, chunks, noise, rows

ONLY = ('sound',)


def sound_of(path):
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), file.readframes(file.getnframes())


def between(pcm, first, last):
    return pcm[2 * first : 2 * last]


def test_samples_are_those_that_were_recorded_from_the_start_of_the_recording_on(bag, export):
    pcm = noise(2 * RATE)
    with bag:
        bag.info()
        bag.sound(pcm)
    done = export(bag.path)
    assert done.status == 0
    assert sound_of(done.folder / 'microphone.wav') == (RATE, pcm)
    assert rows(done.folder / 'sound.csv') == []


def test_both_files_start_and_end_at_the_same_instant(bag, export):
    heard, said = noise(3 * RATE, 1), noise(RATE, 2)
    with bag:
        bag.users(0)
        bag.info()
        bag.info('speaker')
        bag.sound(heard, SECOND)
        bag.sound(said, 2 * SECOND, 'speaker')
    done = export(bag.path)
    _, microphone = sound_of(done.folder / 'microphone.wav')
    _, speaker = sound_of(done.folder / 'speaker.wav')
    assert microphone == bytes(2 * RATE) + heard
    assert speaker == bytes(4 * RATE) + said + bytes(2 * RATE)
    silences = [
        (row['source'], row['where'], float(row['t']), float(row['seconds']))
        for row in rows(done.folder / 'sound.csv')
    ]
    assert silences == [
        ('microphone', 'before', 0.0, 1.0),
        ('speaker', 'before', 0.0, 2.0),
        ('speaker', 'after', 3.0, 1.0),
    ]


def test_lost_chunks_are_silence_in_their_place_and_listed(bag, export):
    pcm = noise(RATE)
    with bag:
        bag.info()
        bag.sound(pcm, without=(10, 11, 30))
    done = export(bag.path)
    _, sound = sound_of(done.folder / 'microphone.wav')
    expected = bytearray(pcm)
    for number in (10, 11, 30):
        expected[2 * CHUNK * number : 2 * CHUNK * (number + 1)] = bytes(2 * CHUNK)
    assert sound == bytes(expected)
    assert 'gaps that are filled with silence: 2' in done.said
    first, second = rows(done.folder / 'sound.csv')
    assert (first['where'], first['file']) == ('inside', 'microphone.wav')
    assert (int(first['first_sample']), int(first['samples'])) == (10 * CHUNK, 2 * CHUNK)
    assert int(first['ns']) == START + 10 * STEP
    assert first['utc'] == '2030-03-17T17:46:40.323456789Z'
    assert float(first['seconds']) == 2 * STEP / SECOND
    assert int(second['first_sample']) == 30 * CHUNK


def test_one_source_that_lost_a_chunk_stays_beside_the_other(bag, export):
    pcm = noise(2 * RATE)
    drift = 100_000  # ns in each chunk: what the bridge adds at most, 10 ms in all
    with bag:
        bag.info()
        bag.info('speaker')
        for number, chunk in enumerate(chunks(pcm)):
            stamp = number * (STEP + drift)
            if number != 50:
                bag.chunk(chunk, stamp)
            bag.chunk(chunk, stamp, 'speaker')
    done = export(bag.path)
    _, microphone = sound_of(done.folder / 'microphone.wav')
    _, speaker = sound_of(done.folder / 'speaker.wav')
    assert speaker == pcm
    gap = slice(2 * CHUNK * 50, 2 * CHUNK * 51)
    assert microphone[: gap.start] == pcm[: gap.start]
    assert microphone[gap] == bytes(2 * CHUNK)
    assert microphone[gap.stop :] == pcm[gap.stop :]


def test_stamps_that_are_led_slowly_to_the_clock_move_no_sample(bag, export):
    pcm = noise(2 * RATE)
    with bag:
        bag.info()
        for number, chunk in enumerate(chunks(pcm)):
            bag.chunk(chunk, number * STEP - number * 100_000 + 10_000_000)
    done = export(bag.path)
    _, sound = sound_of(done.folder / 'microphone.wav')
    assert sound == bytes(len(sound) - len(pcm)) + pcm


def test_a_gap_in_both_sources_brings_the_sound_back_to_its_stamps(bag, export):
    pcm = noise(2 * RATE)
    with bag:
        bag.info()
        for number, chunk in enumerate(chunks(pcm)):
            if number != 60:
                bag.chunk(chunk, number * (STEP + 400_000))
    done = export(bag.path)
    (gap,) = rows(done.folder / 'sound.csv')
    begin = int(gap['first_sample'])
    assert begin == 60 * CHUNK
    assert begin + int(gap['samples']) == round(61 * (STEP + 400_000) * RATE / SECOND)


def test_clock_that_was_set_back_costs_no_sample_and_is_told(bag, export):
    pcm = noise(RATE)
    with bag:
        bag.info()
        for number, chunk in enumerate(chunks(pcm)):
            stamp = number * STEP - (3 * SECOND if number >= 25 else 0) + 5 * SECOND
            bag.chunk(chunk, stamp, late=5_000_000 + (3 * SECOND if number >= 25 else 0))
    done = export(bag.path)
    _, sound = sound_of(done.folder / 'microphone.wav')
    assert sound.endswith(pcm)
    assert 'set back 1 times' in done.warned
    assert done.status == 3


def test_rate_that_changes_begins_another_file_on_the_same_axis(bag, export):
    first, second = noise(RATE), noise(RATE, 2)
    with bag:
        bag.info()
        bag.sound(first)
        bag.info(rate=24000, at=3 * SECOND // 2)
        bag.chunk(second, 2 * SECOND)
    done = export(bag.path)
    assert sound_of(done.folder / 'microphone.wav') == (RATE, first)
    rate, sound = sound_of(done.folder / 'microphone_24000_hz.wav')
    assert (rate, sound) == (24000, bytes(2 * 2 * 24000) + second)


def test_rate_is_known_from_an_info_that_comes_after_the_first_sound(bag, export):
    with bag:
        bag.chunk(noise(100), 0, late=0)
        bag.info(rate=8000, at=SECOND)
    done = export(bag.path)
    assert sound_of(done.folder / 'microphone.wav')[0] == 8000


def test_without_any_info_the_rate_is_the_usual_one(bag, export):
    with bag:
        bag.sound(noise(RATE))
    assert sound_of(export(bag.path).folder / 'microphone.wav')[0] == 16000


def test_sound_of_another_format_is_left_out_and_told(bag, export):
    with bag:
        bag.info(sample_format='F32LE')
        bag.sound(noise(RATE))
        bag.users(0)
    done = export(bag.path, '--only', 'sound', 'users')
    assert not (done.folder / 'microphone.wav').exists()
    assert 'another format than 16-bit mono' in done.warned


@pytest.mark.parametrize('stamp', [-START, 200 * 86400 * SECOND], ids=['zero', 'far ahead'])
def test_impossible_stamp_makes_no_days_of_silence(bag, export, stamp):
    pcm = noise(RATE)
    with bag:
        bag.info()
        bag.sound(pcm)
        bag.chunk(noise(CHUNK, 2), stamp, late=-stamp + SECOND)
    done = export(bag.path)
    assert sound_of(done.folder / 'microphone.wav') == (RATE, pcm)
    assert '1 chunks of sound have impossible stamps' in done.warned


def test_half_a_sample_at_the_end_of_a_chunk_is_left_out(bag, export):
    with bag:
        bag.info()
        bag.chunk(noise(CHUNK) + b'x', 0)
    assert len(sound_of(export(bag.path).folder / 'microphone.wav')[1]) == 2 * CHUNK


def test_simulated_time_of_the_stamps_is_the_time_of_the_files(bag, export):
    pcm = noise(RATE)
    ago = START - 1000 * SECOND  # the clock of the simulation began 1000 s ago at zero
    with bag:
        bag.info()
        for number, chunk in enumerate(chunks(pcm)):
            bag.chunk(chunk, number * STEP - ago, late=ago)
    done = export(bag.path)
    assert sound_of(done.folder / 'microphone.wav') == (RATE, pcm)
    assert 'another clock' in done.said
    assert done.status == 0
