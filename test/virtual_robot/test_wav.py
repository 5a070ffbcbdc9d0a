"""WAV files."""

import contextlib
import io
import wave

import pytest

from furhat_ros.virtual_robot.wav import read


def wav(frames, rate=16000, width=2, channels=1):
    file = io.BytesIO()
    with wave.open(file, 'wb') as writer:
        writer.setparams((channels, width, rate, 0, 'NONE', ''))
        writer.writeframes(frames)
    return file.getvalue()


def test_sound_is_read():
    sound = read(wav(b'\x01\x00\xff\xff', rate=8000))
    assert (sound.rate, list(sound.samples), sound.duration) == (8000, [1, -1], 2 / 8000)


def test_first_channel_is_taken():
    assert list(read(wav(b'\x01\x00\x02\x00\x03\x00\x04\x00', channels=2)).samples) == [1, 3]


@pytest.mark.parametrize(
    ('width', 'frames', 'samples'),
    [
        (1, b'\x80\x00\xff', [0, -32768, 32512]),
        (3, b'\xff\x01\x00\xff\xff\xff', [1, -1]),
        (4, b'\xff\xff\x01\x00', [1]),
    ],
)
def test_other_widths_are_brought_to_16_bits(width, frames, samples):
    assert list(read(wav(frames, width=width)).samples) == samples


def test_empty_file_lasts_no_time():
    assert read(wav(b'')).duration == 0


@pytest.mark.parametrize(
    'data',
    [
        b'',
        b'ID3 an mp3',
        b'RIFF\x04\x00\x00\x00WAVE',
        wav(b'')[:20] + b'\x03' + wav(b'')[21:],
        wav(b'\x00\x00', rate=1),
    ],
    ids=['nothing', 'mp3', 'no format', 'no pcm', 'rate'],
)
def test_anything_else_is_a_value_error(data):
    with pytest.raises(ValueError, match='WAV'):
        read(data)


@pytest.mark.parametrize('length', range(0, 50, 3))
def test_torn_file_is_read_or_a_value_error(length):
    with contextlib.suppress(ValueError):
        read(wav(b'\x01\x00' * 3)[:length])
