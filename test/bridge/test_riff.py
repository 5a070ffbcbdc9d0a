"""Sound with a header before it."""

import io
import struct
import wave

import pytest

from furhat_ros.bridge.sound.riff import opened
from furhat_ros.errors import ProtocolViolation

PCM = struct.pack('<4h', 1, -2, 3, -4)


def file(channels=1, width=2, rate=24000, pcm=PCM):
    with io.BytesIO() as buffer:
        with wave.open(buffer, 'wb') as wav:
            wav.setnchannels(channels)
            wav.setsampwidth(width)
            wav.setframerate(rate)
            wav.writeframes(pcm)
        return buffer.getvalue()


def test_samples_without_a_header_are_left_as_they_are():
    assert opened(PCM, 'it').pcm == PCM
    assert opened(PCM, 'it').rate is None


def test_header_is_taken_off_and_tells_the_rate():
    sound = opened(file(), 'it')
    assert (sound.pcm, sound.rate) == (PCM, 24000)


def test_header_of_a_stream_without_an_end_is_taken_off():
    data = bytearray(file())
    data[4:8] = data[40:44] = b'\xff' * 4
    assert opened(bytes(data), 'it').pcm == PCM


def test_other_parts_of_the_file_are_passed_over():
    data = file()
    other = data[:36] + b'LIST' + struct.pack('<I', 3) + b'abc\0' + data[36:]
    assert opened(other, 'it').pcm == PCM


@pytest.mark.parametrize(
    'data',
    [file(channels=2), file(width=1), file(rate=1), file(rate=400_000)],
    ids=['stereo', '8 bits', '1 Hz', '400 kHz'],
)
def test_sound_that_is_announced_as_something_else_is_refused_in_words(data):
    with pytest.raises(ProtocolViolation, match='not as 16-bit mono PCM') as refused:
        opened(data, 'it')
    assert refused.value.kind == 'sound format'


@pytest.mark.parametrize('length', range(12, 44))
def test_header_that_is_cut_off_is_refused(length):
    with pytest.raises(ProtocolViolation, match='without sound'):
        opened(file()[:length], 'it')
