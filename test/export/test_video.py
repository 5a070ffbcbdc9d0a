"""The pictures and the video."""

import io
import shutil
import subprocess

import pytest
from PIL import Image

from furhat_ros.export import encoder
from furhat_ros.export.matroska import Matroska

from .conftest import SECOND, START, header, make, noise, rows

ONLY = ('video',)

MS = 1_000_000
TIMES = [200 * MS, 241 * MS, 282 * MS, 320 * MS, 1_100 * MS, 1_141 * MS]


def jpeg(number, size=(64, 48)):
    target = io.BytesIO()
    Image.new('RGB', size, (40 * number, 255 - 40 * number, 0)).save(target, 'JPEG')
    return target.getvalue()


@pytest.fixture
def filmed(bag):
    with bag:
        bag.users(0)
        for number, time in enumerate(TIMES):
            bag.picture(jpeg(number), time)
    return bag


@pytest.fixture
def no_encoder(monkeypatch):
    monkeypatch.setattr(encoder, 'find', lambda: None)


def times_in(path, program):
    """Give the times of all pictures of a video in s, as ffmpeg reads them."""
    command = [program, '-hide_banner', '-loglevel', 'info', '-i', path, '-vf', 'showinfo']
    said = subprocess.run([*command, '-f', 'null', '-'], capture_output=True, text=True).stderr
    return [
        float(line.split('pts_time:')[1].split()[0])
        for line in said.splitlines()
        if 'pts_time:' in line
    ]


def test_pictures_are_copied_as_they_came_with_their_stamps(filmed, export, no_encoder):
    done = export(filmed.path)
    assert done.status == 0
    table = rows(done.folder / 'frames.csv')
    assert [int(row['ns']) - START for row in table] == TIMES
    assert [float(row['t']) for row in table] == [time / SECOND for time in TIMES]
    assert [int(row['frame']) for row in table] == [1, 2, 3, 4, 5, 6]
    for number, row in enumerate(table):
        content = (done.folder / row['file']).read_bytes()
        assert content == jpeg(number)
        assert int(row['bytes']) == len(content)


def test_file_of_a_picture_has_the_time_of_the_picture(filmed, export, no_encoder):
    folder = export(filmed.path).folder
    assert (folder / 'frames' / 'frame_000003.jpg').stat().st_mtime == pytest.approx(
        (START + TIMES[2]) / SECOND, abs=2
    )


def test_without_an_encoder_the_video_holds_the_pictures_as_they_are(filmed, export, no_encoder):
    done = export(filmed.path)
    assert 'for a video.mp4 install ffmpeg' in done.said
    content = (done.folder / 'video.mkv').read_bytes()
    assert content.startswith(b'\x1a\x45\xdf\xa3')
    assert all(jpeg(number) in content for number in range(len(TIMES)))


@pytest.mark.skipif(not encoder.find(), reason='ffmpeg is not installed')
def test_video_begins_with_the_recording_and_keeps_the_time_of_every_picture(filmed, export):
    done = export(filmed.path)
    shown = times_in(done.folder / 'video.mp4', encoder.find())
    assert shown == pytest.approx([0, *(time / SECOND for time in TIMES)], abs=1e-4)
    assert not (done.folder / 'video.mkv').exists()


@pytest.mark.skipif(not encoder.find(), reason='ffmpeg is not installed')
def test_pictures_of_odd_and_of_changing_size_become_a_video(bag, export):
    with bag:
        bag.users(0)
        bag.picture(jpeg(1, (63, 47)), 0)
        bag.picture(jpeg(2, (64, 48)), SECOND)
    done = export(bag.path)
    assert done.status == 0
    assert len(times_in(done.folder / 'video.mp4', encoder.find())) == 2


def test_encoder_that_fails_leaves_the_pictures_and_says_why(filmed, export, monkeypatch):
    monkeypatch.setattr(encoder, 'find', lambda: shutil.which('false'))
    done = export(filmed.path)
    assert done.status == 3
    assert 'no video.mp4 (ffmpeg failed with status 1' in done.warned
    assert (done.folder / 'video.mkv').exists()
    assert not (done.folder / 'video.mp4').exists()


def test_what_is_no_jpeg_is_counted_and_the_others_are_kept(bag, export, no_encoder):
    with bag:
        bag.users(0)
        bag.picture(b'nothing to see', 0)
        bag.picture(jpeg(1), MS)
    done = export(bag.path)
    assert '1 images are no JPEG' in done.warned
    assert [row['frame'] for row in rows(done.folder / 'frames.csv')] == ['1']


def test_broken_picture_is_kept_as_it_came(bag, export, no_encoder):
    broken = b'\xff\xd8\xff' + noise(50)
    with bag:
        bag.users(0)
        bag.picture(broken, 0)
    folder = export(bag.path).folder
    assert (folder / 'frames' / 'frame_000001.jpg').read_bytes() == broken


def raw(bag, at, encoding='bgr8', colour=(10, 20, 200), size=(8, 6), padding=4):
    width, height = size
    import numpy

    line = numpy.array([*colour * width, *[0] * padding], dtype=numpy.uint8)
    message = make(
        'sensor_msgs/Image',
        header=header(START + at),
        height=height,
        width=width,
        encoding=encoding,
        is_bigendian=0,
        step=len(line),
        data=numpy.tile(line, height),
    )
    bag.write('/furhat/camera/image_raw', 'sensor_msgs/Image', message, at)


@pytest.mark.parametrize(('encoding', 'red'), [('bgr8', 200), ('rgb8', 10)])
def test_raw_images_become_pictures_of_the_same_colour(bag, export, no_encoder, encoding, red):
    with bag:
        bag.users(0)
        raw(bag, 0, encoding)
    folder = export(bag.path).folder
    with Image.open(folder / 'frames' / 'frame_000001.jpg') as picture:
        assert picture.size == (8, 6)
        assert picture.getpixel((7, 5))[0] == pytest.approx(red, abs=6)


def test_raw_images_do_not_double_the_compressed_ones(bag, export, no_encoder):
    with bag:
        bag.users(0)
        bag.picture(jpeg(1), 0)
        raw(bag, MS)
    assert len(rows(export(bag.path).folder / 'frames.csv')) == 1


def test_raw_image_of_unknown_encoding_is_counted(bag, export, no_encoder):
    with bag:
        bag.users(0)
        raw(bag, 0, 'bayer_rggb16')
    assert '1 images are no JPEG and of no known encoding' in export(bag.path).warned


def test_pictures_of_one_time_have_a_place_each():
    parts = []
    stream = Matroska(parts.append, 4, 3)
    stream.add(0, b'one')
    stream.add(0, b'two')
    assert parts[-1] != parts[-2].replace(b'one', b'two')
