"""`frames/`, the pictures as they came, `frames.csv`, their times, and `video.mp4`, if there is an encoder."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import encoder
from .axis import stamp
from .bag import Message
from .matroska import Matroska
from .part import Job, Take
from .table import Table

COLUMNS = ('frame', 'file', 'bytes')
JPEG_START = b'\xff\xd8\xff'
RAW = {'bgr8': 'BGR', 'rgb8': 'RGB', 'mono8': 'L'}
"""Encodings of raw images that become pictures, by the names of Pillow's raw modes."""

QUALITY = 95


class Video:
    """What the camera saw."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._frames: list[tuple[int, Path]] = []
        self._table: Table | None = None
        self._compressed = False
        self._lost = 0

    @property
    def takes(self) -> Mapping[str, Take]:
        """What is done with the messages of a topic."""
        return {
            'camera/image_raw/compressed': self._take_compressed,
            'camera/image_raw': self._take_raw,
        }

    def finish(self, end: int) -> None:
        """Make a video of the pictures."""
        if self._lost:
            self._job.complain(
                f'{self._lost} images are no JPEG and of no known encoding: left out'
            )
        if self._table is None:
            return
        self._table.close()
        self._job.note(f'frames: {len(self._frames)} pictures')
        self._frames.sort()
        program = encoder.find()
        if program is None:
            self._make('video.mkv')
            self._job.note(
                f'video.mkv: the pictures as they are; for a video.mp4 install {encoder.INSTALL}'
            )
            return
        target = self._job.folder / 'video.mp4'
        with encoder.Encoder(program, target) as running:
            self._fill(running.write)
        if running.failure:
            target.unlink(missing_ok=True)
            self._make('video.mkv')
            self._job.complain(
                f'no video.mp4 ({running.failure}); video.mkv has the pictures as they are'
            )
        else:
            self._job.note('video.mp4: begins at t = 0, with the first picture')

    def _take_compressed(self, message: Message) -> None:
        image = message.content
        jpeg = image.data.tobytes()
        if jpeg.startswith(JPEG_START):
            self._compressed = True
            self._keep(stamp(image), jpeg)
        else:
            self._lost += 1

    def _take_raw(self, message: Message) -> None:
        if self._compressed:
            return  # the same pictures, better
        jpeg = _jpeg(message.content)
        if jpeg is None:
            self._lost += 1
        else:
            self._keep(stamp(message.content), jpeg)

    def _keep(self, time: int, jpeg: bytes) -> None:
        folder = self._job.folder / 'frames'
        if self._table is None:
            folder.mkdir(exist_ok=True)
            self._table = Table(self._job.folder / 'frames.csv', COLUMNS)
        number = len(self._frames) + 1
        path = folder / f'frame_{number:06d}.jpg'
        path.write_bytes(jpeg)
        os.utime(path, ns=(time, time))
        self._frames.append((time, path))
        name = path.relative_to(self._job.folder).as_posix()
        self._table.add(*self._job.axis.cells(time), number, name, len(jpeg))

    def _make(self, name: str) -> None:
        with (self._job.folder / name).open('wb') as file:
            self._fill(file.write)

    def _fill(self, write: Callable[[bytes], object]) -> None:
        """Write the stream; before the first picture it is shown already, so that it begins where all files begin."""
        stream = Matroska(write, *self._size())
        pictures = self._pictures()
        first, jpeg = next(pictures)
        if first > 0:
            stream.add(0, jpeg)
        stream.add(first, jpeg)
        for time, jpeg in pictures:
            stream.add(time, jpeg)

    def _pictures(self) -> Iterator[tuple[int, bytes]]:
        for time, path in self._frames:
            yield max(time - self._job.axis.start, 0), path.read_bytes()

    def _size(self) -> tuple[int, int]:
        """Give width and height of the first picture that tells them."""
        from PIL import Image

        for _, path in self._frames:
            try:
                with Image.open(path) as image:
                    return image.width, image.height
            except (OSError, SyntaxError, Image.DecompressionBombError):
                continue
        return 640, 480


def _jpeg(image: Any) -> bytes | None:
    """Make a JPEG of a sensor_msgs/Image."""
    from PIL import Image

    order = RAW.get(image.encoding)
    if order is None or image.height * image.step > len(image.data) or not image.width:
        return None
    mode = 'L' if order == 'L' else 'RGB'
    picture = Image.frombytes(
        mode, (image.width, image.height), image.data.tobytes(), 'raw', order, image.step
    )
    target = io.BytesIO()
    picture.save(target, 'JPEG', quality=QUALITY)
    return target.getvalue()
