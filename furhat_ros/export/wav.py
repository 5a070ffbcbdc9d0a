"""A WAV file that is written in any order; where nothing was written, there is silence."""

import struct
from collections.abc import Iterator
from pathlib import Path

BYTES_PER_SAMPLE = 2
HEADER = struct.Struct('<4sI4s4sIHHIIHH4sI')
LONGEST = 2**32 - 1 - HEADER.size
"""Bytes of sound that the header can tell of; programs read a longer file to its end all the same."""


class Wav:
    """16-bit mono."""

    def __init__(self, path: Path, rate: int) -> None:
        self.path = path
        self.rate = rate
        self.length = 0
        """In samples."""

        self._written: list[list[int]] = []
        self._file = path.open('wb')
        self._file.write(bytes(HEADER.size))

    def write(self, position: int, pcm: bytes) -> None:
        """Put samples at a position; what lies before the beginning is left out."""
        if position < 0:
            pcm = pcm[-position * BYTES_PER_SAMPLE :]
            position = 0
        if not pcm:
            return
        self._file.seek(HEADER.size + position * BYTES_PER_SAMPLE)
        self._file.write(pcm)
        end = position + len(pcm) // BYTES_PER_SAMPLE
        if self._written and self._written[-1][1] == position:
            self._written[-1][1] = end
        else:
            self._written.append([position, end])
        self.length = max(self.length, end)

    def gaps(self, length: int) -> Iterator[tuple[int, int]]:
        """Give begin and end of every silence that is no recording, in a file of so many samples."""
        at = 0
        for begin, end in sorted(self._written):
            if begin > at:
                yield at, begin
            at = max(at, end)
        if length > at:
            yield at, length

    def close(self, length: int) -> None:
        """End the file after so many samples."""
        size = length * BYTES_PER_SAMPLE
        told = min(size, LONGEST)
        self._file.truncate(HEADER.size + size)
        self._file.seek(0)
        self._file.write(
            HEADER.pack(
                b'RIFF',
                told + HEADER.size - 8,
                b'WAVE',
                b'fmt ',
                16,
                1,
                1,
                self.rate,
                self.rate * BYTES_PER_SAMPLE,
                BYTES_PER_SAMPLE,
                8 * BYTES_PER_SAMPLE,
                b'data',
                told,
            )
        )
        self._file.close()
