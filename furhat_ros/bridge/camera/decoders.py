"""From JPEG to pixels: by simplejpeg (libjpeg-turbo) where it is installed, otherwise by Pillow."""

import array
import io
from collections.abc import Callable
from typing import Any

from furhat_ros.errors import ProtocolViolation

from . import jpeg

Decoder = Callable[[bytes, int, int], 'array.array[int]']
"""
Takes a JPEG and its width and height; gives its pixels row by row, each as blue, green, red, until the next call.

Raises any exception for what it cannot decode. What it can mend it shows, as every viewer does.
"""


def _simplejpeg() -> Decoder:
    import simplejpeg

    pixels = array.array('B')

    def decode(jpeg: bytes, width: int, height: int) -> 'array.array[int]':
        nonlocal pixels
        # As large as the last image, it has its memory: new memory takes as long as decoding.
        if len(pixels) != 3 * width * height:
            pixels = array.array('B', b'\0') * (3 * width * height)
        image = simplejpeg.decode_jpeg(jpeg, 'BGR', buffer=pixels, strict=False)
        _compare((image.shape[1], image.shape[0]), (width, height))
        return pixels

    return decode


def _pillow() -> Decoder:
    from PIL import Image

    def decode(jpeg: bytes, width: int, height: int) -> 'array.array[int]':
        with Image.open(io.BytesIO(jpeg), formats=['JPEG']) as image:
            _compare(image.size, (width, height))
            colours = image if image.mode == 'RGB' else image.convert('RGB')
            return array.array('B', colours.tobytes('raw', 'BGR'))

    return decode


def _compare(size: Any, expected: tuple[int, int]) -> None:
    if tuple(size) != expected:
        raise ValueError(f'decoded to {size[0]} x {size[1]} pixels')


LOADERS: dict[str, Callable[[], Decoder]] = {'simplejpeg': _simplejpeg, 'Pillow': _pillow}
"""By name, the fastest first. Pillow is there on every machine."""


def fastest() -> tuple[str, Decoder]:
    """Give the name of the fastest decoder that can be loaded, and itself."""
    for name, load in LOADERS.items():
        try:
            return name, load()
        except Exception:  # noqa: BLE001  an accelerator that does not fit this machine is none
            continue
    raise ImportError('there is no Pillow to decode images')


class FastestDecoder:
    """Decodes by what is fastest here; it is loaded with the first image, and `loaded` gets its name."""

    def __init__(self, loaded: Callable[[str], object] = lambda _: None) -> None:
        self._loaded = loaded
        self._decode: Decoder | None = None

    def __call__(self, image: bytes) -> 'tuple[array.array[int], int, int]':
        """Give pixels, until the next call, with width and height; raise ProtocolViolation for a broken JPEG."""
        size = jpeg.size(image)
        if size is None:
            raise ProtocolViolation('broken JPEG', 'a camera image has no size')
        if self._decode is None:
            name, self._decode = fastest()
            self._loaded(name)
        try:
            return self._decode(image, *size), *size
        except Exception as error:  # noqa: BLE001  every decoder has errors of its own
            reason = f'a camera image cannot be decoded: {error}'
            raise ProtocolViolation('broken JPEG', reason) from None
