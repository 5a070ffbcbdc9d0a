"""What a JPEG tells before it is decoded."""

import contextlib
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from furhat_ros.bridge.camera import jpeg
from furhat_ros.errors import ProtocolViolation

ANY_SIZE = 65535 * 65535

sides = st.integers(1, 200)

pieces = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([bytes((0xFF, marker)) for marker in range(256)]),
    st.sampled_from([b'\x00\x00', b'\x00\x02', b'\x00\x08\x08\x00\x10\x00\x20\x03', b'\xff' * 9]),
)
"""What headers are made of, right or wrong."""


def encoded(width=32, height=24, mode='RGB', **options):
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert(mode).save(file, 'JPEG', **options)
    return file.getvalue()


def segment(marker, content=b''):
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, 'big') + content


def frame(width, height, marker=0xC0):
    size = height.to_bytes(2, 'big') + width.to_bytes(2, 'big')
    return segment(marker, b'\x08' + size + b'\x01\x01\x11\x00')


def made_of(*parts):
    return b'\xff\xd8' + b''.join(parts) + segment(0xDA, b'\x00') + b'pixels' + jpeg.END


def kind_of(image, most_pixels=ANY_SIZE):
    with pytest.raises(ProtocolViolation) as caught:
        jpeg.check(image, most_pixels)
    return caught.value.kind


@given(sides, sides, st.sampled_from(['RGB', 'L']), st.booleans())
def test_size_is_that_of_the_image(width, height, mode, progressive):
    image = encoded(width, height, mode, progressive=progressive)
    assert jpeg.size(image) == (width, height)


def test_size_of_a_thumbnail_in_the_header_does_not_count():
    image = encoded(32, 24)
    thumbnail = segment(0xE1, b'Exif\x00\x00' + encoded(160, 120))
    assert jpeg.size(image[:2] + thumbnail + image[2:]) == (32, 24)


@pytest.mark.parametrize('marker', [0xC4, 0xC8, 0xCC, 0xDB, 0xE0, 0xFE])
def test_size_is_not_looked_for_in_other_segments(marker):
    assert jpeg.size(made_of(frame(7, 7, marker), frame(32, 24))) == (32, 24)


@pytest.mark.parametrize(
    'between',
    [
        b'\xff\xff\xff',
        b'garbage',
        b'\xff\x00',
        b'\xff\x01',
        b'\xff\xd0\xff\xd8',
        b'\xff',
        b'\xff\xf0',
        b'\xff\xc8',
        b'\xff\xd9',
    ],
)
def test_size_hides_behind_nothing_that_decoders_skip(between):
    assert jpeg.size(made_of(segment(0xE0), between, frame(32, 24))) == (32, 24)


@pytest.mark.parametrize('length', [b'\x00\x00', b'\x00\x01', b'\x00\x02'])
def test_size_hides_behind_no_segment_without_content(length):
    assert jpeg.size(made_of(b'\xff\xe0' + length, frame(32, 24))) == (32, 24)


def test_largest_of_several_sizes_counts():
    assert jpeg.size(made_of(frame(32, 24), frame(9000, 9000), frame(8, 8))) == (9000, 9000)


@pytest.mark.parametrize(
    'image',
    [
        b'',
        b'\xff\xd8\xff\xff\xd9',
        made_of(),
        made_of(frame(0, 24)),
        made_of(frame(32, 0)),
        b'\xff\xd8\xff\xc0',
        b'\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00',
    ],
)
def test_image_without_a_size_has_none(image):
    assert jpeg.size(image) is None


@given(st.lists(pieces, max_size=30).map(b''.join))
def test_any_bytes_have_a_size_or_none(data):
    size = jpeg.size(jpeg.START + data)
    assert size is None or all(0 < side <= 65535 for side in size)


@given(st.lists(pieces, max_size=30).map(b''.join))
def test_any_bytes_are_fine_or_a_violation(data):
    with contextlib.suppress(ProtocolViolation):
        jpeg.check(jpeg.START + data + jpeg.END, 640 * 480)


@given(st.lists(pieces, max_size=30).map(b''.join), st.lists(pieces, max_size=4).map(b''.join))
def test_header_is_read_alike_whatever_came_before(data, rest):
    start = made_of(segment(0xE0), data, frame(32, 24))
    headers = jpeg.Headers()
    for image in (start, start + rest, start[:-9] + rest, rest, start):
        try:
            alone = jpeg.Headers().of(image)
        except ProtocolViolation:
            continue
        assert headers.of(image) == alone


@pytest.fixture(scope='module')
def pillow_without_its_limit():
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    yield
    Image.MAX_IMAGE_PIXELS = limit


@pytest.mark.usefixtures('pillow_without_its_limit')
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_no_decoder_finds_a_larger_image_than_the_header_tells(dice: random.Random, changes):
    image = bytearray(encoded())
    for _ in range(changes):
        place = dice.randrange(2, 700)
        image[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
    try:
        found = Image.open(io.BytesIO(image), formats=['JPEG']).size
    except (OSError, SyntaxError, ValueError):  # no decoder, no size
        return
    width, height = jpeg.size(bytes(image)) or (0, 0)
    assert found[0] * found[1] <= width * height


@pytest.mark.parametrize(
    'header',
    [b'\xff\xfe\x00\x02' * 2000, b'-' * 100_000, b'\xff\x00' * 50_000, b'\xff' * 100_000],
    ids=['segments', 'garbage', 'no-markers', 'padding'],
)
def test_header_that_goes_on_and_on_is_broken(header):
    assert kind_of(made_of(segment(0xE0), header, frame(32, 24))) == 'broken JPEG'


def test_image_of_the_most_pixels_is_fine():
    jpeg.check(encoded(32, 24), 32 * 24)


def test_image_of_more_pixels_is_too_large():
    assert kind_of(encoded(32, 24), 32 * 24 - 1) == 'JPEG too large'


def test_image_of_many_scans_is_too_large():
    image = encoded(progressive=True)
    last = image.rindex(b'\xff\xda')
    jpeg.check(image, ANY_SIZE)
    many = image[:-2] + image[last:-2] * 200 + jpeg.END
    assert kind_of(many) == 'JPEG too large'


def test_scans_of_an_image_that_holds_one_colour_after_the_other_count():
    image = encoded(mode='RGB')
    start = image.rindex(b'\xff\xda')
    one_colour = image[:start] + segment(0xDA, b'\x01\x01\x00\x00\x3f\x00') + b'pixels'
    assert kind_of(one_colour + one_colour[start:] * 200 + jpeg.END) == 'JPEG too large'


def test_scans_behind_one_that_holds_all_colours_are_for_decoders_a_mistake_and_no_work():
    image = encoded()
    start = image.rindex(b'\xff\xda')
    many = image[:-2] + image[start:-2] * 200 + jpeg.END
    jpeg.check(many, ANY_SIZE)
    with Image.open(io.BytesIO(many)) as picture, pytest.raises(OSError, match='broken'):
        picture.load()
