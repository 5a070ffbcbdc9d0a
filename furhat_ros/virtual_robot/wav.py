"""WAV files."""

import io
import sys
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

LARGEST_FILE = 32 * 2**20
"""Bytes."""


@dataclass(frozen=True)
class Wav:
    """The sound of a WAV file: its first channel, in 16 bits."""

    rate: int
    samples: 'array[int]'

    @property
    def duration(self) -> float:
        """The length in seconds."""
        return len(self.samples) / self.rate


def read(data: bytes) -> Wav:
    """Read the content of a WAV file; raise ValueError if it is none, or not PCM."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f'not a WAV file with PCM: {error}') from None
    if not 1000 <= rate <= 192000:
        raise ValueError(f'a WAV file with an impossible sample rate: {rate}')
    return Wav(rate, samples_of(_in_16_bits(frames, width))[::channels])


def read_file(path: str | Path) -> Wav:
    """Read a WAV file; ValueError names it and says what is wrong with it."""
    try:
        with Path(path).open('rb') as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise ValueError(f'larger than {LARGEST_FILE >> 20} MiB')
        sound = read(data)
        if not sound.samples:
            raise ValueError('no sound in it')
    except OSError as error:
        raise ValueError(f'cannot play {path}: {error.strerror}') from None
    except ValueError as error:
        raise ValueError(f'cannot play {path}: {error}') from None
    return sound


def samples_of(pcm: bytes) -> 'array[int]':
    """Give the samples of 16-bit little-endian PCM."""
    samples = array('h', pcm)
    if sys.byteorder == 'big':
        samples.byteswap()
    return samples


def _in_16_bits(frames: bytes, width: int) -> bytes:
    """Take the two upper bytes of each sample; one byte alone is unsigned."""
    whole = frames[: len(frames) // width * width]
    result = bytearray(2 * len(whole) // width)
    if width == 1:
        result[1::2] = bytes(sample ^ 0x80 for sample in whole)
    else:
        result[0::2], result[1::2] = whole[width - 2 :: width], whole[width - 1 :: width]
    return bytes(result)
