"""Bags that were cut off or are broken: what is left of them is exported."""

import shutil
import wave

import pytest

from .conftest import CHUNK, RATE, SECOND, BagWriter, noise, rows, user

ONLY = ('sound', 'dialogue', 'users')

PCM = noise(10 * RATE)


@pytest.fixture
def recorded(bag):
    """A bag of ten seconds, with sound and users."""
    with bag:
        bag.info()
        bag.sound(PCM)
        for number in range(100):
            bag.users(number * SECOND // 10, user(f'user-{number}'))
        bag.turn(0, 0, 'Hello')
        bag.turn(2, SECOND, 'Hello')
    return bag


def sound_of(done):
    with wave.open(str(done.folder / 'microphone.wav')) as file:
        return file.readframes(file.getnframes())


def equal_chunks(sound):
    """Count the chunks of a sound that are those that were recorded, in their place; all others must be silence."""
    right = 0
    for at in range(0, len(sound), 2 * CHUNK):
        chunk = sound[at : at + 2 * CHUNK]
        assert chunk in (PCM[at : at + 2 * CHUNK], bytes(2 * CHUNK))
        right += any(chunk)
    return right


@pytest.mark.parametrize('share', [0.2, 0.35, 0.5, 0.75, 0.9, 0.99, 0.9999])
def test_bag_that_was_cut_off_gives_what_came_before(recorded, export, share):
    content = recorded.file.read_bytes()
    recorded.file.write_bytes(content[: int(len(content) * share)])
    done = export(recorded.path)
    assert done.status == 3
    assert 'damaged' in done.warned
    right = equal_chunks(sound_of(done))
    assert right >= 500 * (share - 0.1)
    assert len(rows(done.folder / 'users.csv')) >= 100 * (share - 0.1)


@pytest.mark.parametrize('size', [0, 1, 8, 9, 20, 100, 1000, 4096, 5000])
def test_bag_of_which_next_to_nothing_is_left_says_so(recorded, export, size):
    recorded.file.write_bytes(recorded.file.read_bytes()[:size])
    done = export(recorded.path)
    assert done.status in {1, 3}
    assert 'damaged' in done.warned or 'no file of a bag' in done.warned
    assert 'Traceback' not in done.warned


def test_any_cut_is_survived(recorded, export):
    content = recorded.file.read_bytes()
    for number in range(0, len(content), len(content) // 11):
        recorded.file.write_bytes(content[:number])
        done = export(recorded.path, '--only', 'dialogue', out=f'out_{number}')
        assert done.status in {1, 3}


def test_bag_without_its_metadata_gives_everything(recorded, export):
    (recorded.path / 'metadata.yaml').unlink()
    done = export(recorded.path)
    assert done.status == 3
    assert 'metadata.yaml is missing' in done.warned
    assert sound_of(done) == PCM


@pytest.mark.parametrize('text', ['', 'rosbag2_bagfile_information: 7', ': : :', '[' * 50])
def test_bag_with_broken_metadata_gives_everything(recorded, export, text):
    (recorded.path / 'metadata.yaml').write_text(text)
    done = export(recorded.path)
    assert done.status == 3
    assert sound_of(done) == PCM


def test_metadata_without_the_files_is_told(recorded, export):
    recorded.file.unlink()
    done = export(recorded.path)
    assert done.status == 1
    assert 'no file of a bag' in done.warned


def test_broken_bytes_in_the_middle_cost_what_they_hit_alone(recorded, export):
    content = bytearray(recorded.file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    recorded.file.write_bytes(content)
    done = export(recorded.path)
    sound = sound_of(done)
    wrong = sum(
        sound[at : at + 2 * CHUNK] != PCM[at : at + 2 * CHUNK]
        for at in range(0, len(PCM), 2 * CHUNK)
    )
    assert wrong < 350


@pytest.mark.parametrize('compression', ['zstd', 'lz4'])
def test_cut_in_a_compressed_chunk_gives_what_can_be_unfolded(tmp_path, export, compression):
    whole = BagWriter(tmp_path / 'whole', 'mcap')
    with whole:
        whole.info()
        whole.sound(PCM)
    packed = tmp_path / 'packed.mcap'
    packed.write_bytes(_compressed(whole.file.read_bytes(), compression))
    content = packed.read_bytes()
    packed.write_bytes(content[: len(content) * 7 // 10])
    done = export(packed)
    assert done.status == 3
    assert equal_chunks(sound_of(done)) > 200


def _compressed(content, compression):
    """Pack the chunks of an MCAP file; all after them is left away."""
    import struct

    from furhat_ros.export.cut_mcap import CHUNK, HEAD, MAGIC

    packed, at = bytearray(MAGIC), len(MAGIC)
    while at + HEAD.size <= len(content):
        kind, length = HEAD.unpack_from(content, at)
        body = content[at + HEAD.size : at + HEAD.size + length]
        at += HEAD.size + length
        if kind == CHUNK:
            # Start, end, size, checksum; name and length of the compression, here none; records.
            records = body[28 + 4 + 8 :]
            small = _pack(records, compression)
            name = compression.encode()
            body = (
                body[:28]
                + struct.pack('<I', len(name))
                + name
                + struct.pack('<Q', len(small))
                + small
            )
        if kind in {1, CHUNK}:
            packed += HEAD.pack(kind, len(body)) + body
    return bytes(packed)


def _pack(data, compression):
    if compression == 'lz4':
        from lz4.frame import compress

        return compress(data)
    try:
        from compression.zstd import compress as pack
    except ImportError:
        from backports.zstd import compress as pack
    return pack(data)


def test_bag_that_grew_in_a_crash_is_read_without_changing_it(recorded, export, tmp_path):
    content = recorded.file.read_bytes()
    recorded.file.write_bytes(content[:-100])
    before = recorded.file.read_bytes()
    copy = tmp_path / 'copy'
    shutil.copytree(recorded.path, copy)
    export(recorded.path)
    assert recorded.file.read_bytes() == before
    assert {path.name for path in recorded.path.iterdir()} == {
        path.name for path in copy.iterdir()
    }
