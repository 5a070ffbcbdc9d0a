"""Faces as images, cut out of those of the camera: the topics `faces/<id>/cropped`."""

import array
from collections.abc import Iterable

from builtin_interfaces.msg import Time
from sensor_msgs.msg import Image

from ..camera.compressed_image import FRAME
from ..camera.decoders import FastestDecoder
from ..camera.newest import Newest
from ..context import Context
from .people import People
from .person import Person, Region

Size = tuple[int, int]
"""Width and height in pixels."""


class Crops:
    """Cuts while somebody subscribes, beside both threads; what comes too fast for that is left out."""

    def __init__(self, context: Context, people: People) -> None:
        self._context = context
        self._people = people
        self._size = (context.settings.humans_face_width, context.settings.humans_face_height)
        self._worker = Newest(context, 'cropped faces', self._cut)
        self._decode = FastestDecoder()
        context.feeds['camera'].lane.watch(self._take)

    def close(self) -> None:
        """End the work (I/O thread)."""
        self._worker.close()

    def _take(self, image: bytes, stamp: Time) -> None:
        wanted = [(each, each.region) for each in self._people if each.wants_crop()]
        if wanted:
            self._worker.put(image, stamp, wanted)

    def _cut(self, image: bytes, stamp: Time, wanted: Iterable[tuple[Person, Region]]) -> None:
        """Decode an image once for everybody who is in it (the worker's thread)."""
        pixels, width, height = self._decode(image)
        for person, region in wanted:
            message = self._message(face_in(pixels, (width, height), region, self._size), stamp)
            self._context.crossing.post(person.publish_crop, message)

    def _message(self, pixels: bytes, stamp: Time) -> Image:
        width, height = self._size
        return Image(
            header=self._context.header(FRAME, stamp),
            height=height,
            width=width,
            encoding='bgr8',
            step=3 * width,
            data=array.array('B', pixels),
        )


def face_in(pixels: 'array.array[int]', size: Size, region: Region, wanted: Size) -> bytes:
    """Cut a part out of an image of three bytes a pixel: scaled to fit, in the middle, black around it."""
    from PIL import Image as Picture  # most bridges never need it

    image = Picture.frombuffer('RGB', size, pixels, 'raw', 'RGB', 0, 1)  # type: ignore[arg-type]  # any buffer
    left, top, right, bottom = (
        part * length for part, length in zip(region, size * 2, strict=True)
    )
    scale = min(wanted[0] / (right - left), wanted[1] / (bottom - top))
    width = min(max(round((right - left) * scale), 1), wanted[0])
    height = min(max(round((bottom - top) * scale), 1), wanted[1])
    face = image.resize((width, height), box=(left, top, right, bottom))
    padded = Picture.new('RGB', wanted)
    padded.paste(face, ((wanted[0] - width) // 2, (wanted[1] - height) // 2))
    return padded.tobytes()
