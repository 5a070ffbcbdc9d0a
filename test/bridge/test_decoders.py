"""From JPEG to pixels, by every decoder that is installed."""

import io
import sys

import pytest
from PIL import Image

from furhat_ros.bridge.camera import decoders

TOLERANCE = 8
"""Of 255: what JPEG makes of a plain colour."""


@pytest.fixture(params=decoders.LOADERS)
def decode(request):
    if request.param != 'Pillow':
        pytest.importorskip(request.param, reason=f'{request.param}, an accelerator, is not here')
    return decoders.LOADERS[request.param]()


def encoded(picture, **options):
    file = io.BytesIO()
    picture.save(file, 'JPEG', quality=95, **options)
    return file.getvalue()


def plain(colour, size=(40, 30), mode='RGB'):
    return Image.new(mode, size, colour)


def test_pixels_are_blue_green_red(decode):
    pixels = decode(encoded(plain((250, 120, 10))), 40, 30)
    assert len(pixels) == 40 * 30 * 3
    assert list(pixels[:3]) == pytest.approx([10, 120, 250], abs=TOLERANCE)


def test_rows_come_from_the_top_and_pixels_from_the_left(decode):
    picture = plain((0, 0, 0))
    picture.paste((255, 255, 255), (32, 0, 40, 8))
    pixels = decode(encoded(picture), 40, 30)
    assert pixels[3 * 36] > 200
    assert pixels[3 * 4] < 50
    assert pixels[3 * (40 * 20 + 36)] < 50


def test_grey_becomes_three_equal_channels(decode):
    pixels = decode(encoded(plain(77, mode='L')), 40, 30)
    assert len(pixels) == 40 * 30 * 3
    assert set(pixels) == {77}


def test_progressive_image_of_odd_sides_is_decoded(decode):
    pixels = decode(encoded(plain((1, 2, 200), (33, 17)), progressive=True), 33, 17)
    assert len(pixels) == 33 * 17 * 3
    assert pixels[-3] == pytest.approx(200, abs=TOLERANCE)


def test_turned_camera_is_not_turned_back(decode):
    """The compressed image, the boxes of people and the calibration are not either."""
    turned = Image.Exif()
    turned[0x0112] = 6
    assert len(decode(encoded(plain((9, 9, 9), (40, 30)), exif=turned), 40, 30)) == 40 * 30 * 3


def test_images_that_follow_each_other_are_each_decoded_whole(decode):
    for size in ((40, 30), (40, 30), (20, 10), (40, 30)):
        for colour in ((250, 120, 10), (10, 20, 30)):
            pixels = decode(encoded(plain(colour, size)), *size)
            assert len(pixels) == 3 * size[0] * size[1]
            for place in (0, len(pixels) - 3):
                assert list(pixels[place : place + 3]) == pytest.approx(
                    colour[::-1], abs=TOLERANCE
                )


@pytest.mark.parametrize('size', [(30, 40), (41, 30), (20, 10)])
def test_image_of_another_size_than_its_header_had_is_an_error(decode, size):
    with pytest.raises(ValueError):  # noqa: PT011  each decoder has its own words
        decode(encoded(plain((1, 2, 3))), *size)


def test_image_with_a_broken_table_is_an_error(decode):
    image = encoded(plain((1, 2, 3)))
    table = image.index(b'\xff\xc4')
    with pytest.raises((OSError, ValueError)):
        decode(image[: table + 5] + b'\xff' * 16 + image[table + 21 :], 40, 30)


def test_image_with_a_hole_is_shown_as_far_as_it_goes(decode):
    image = encoded(plain((1, 2, 200), (400, 300)))
    cut = image[: image.index(b'\xff\xda') + 40] + image[-2:]
    assert decode(cut, 400, 300)[0] == pytest.approx(200, abs=TOLERANCE)


def test_accelerator_is_preferred():
    pytest.importorskip('simplejpeg', reason='simplejpeg, an accelerator, is not here')
    assert decoders.fastest()[0] == 'simplejpeg'


def test_without_the_accelerator_pillow_decodes(monkeypatch):
    monkeypatch.setitem(sys.modules, 'simplejpeg', None)
    name, decode = decoders.fastest()
    assert name == 'Pillow'
    assert len(decode(encoded(plain((1, 2, 3))), 40, 30)) == 40 * 30 * 3


def test_accelerator_that_fails_to_load_is_none(monkeypatch, tmp_path):
    (tmp_path / 'simplejpeg.py').write_text('raise ValueError("numpy.dtype size changed")')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, 'simplejpeg', raising=False)
    assert decoders.fastest()[0] == 'Pillow'
