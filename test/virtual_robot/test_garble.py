"""Spoiled messages."""

import base64
import io
import json
from random import Random

import pytest
from PIL import Image, UnidentifiedImageError

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol import codec
from furhat_ros.virtual_robot import garble
from furhat_ros.virtual_robot.frames import encoded

JPEG = io.BytesIO()
Image.new('RGB', (64, 48)).save(JPEG, 'JPEG')

WORD = '{"type":"response.speak.word","word":"hello","index":3}'
CAMERA = json.dumps(
    {'type': 'response.camera.data', 'image': base64.b64encode(JPEG.getvalue()).decode()}
)
AUDIO = json.dumps(
    {'type': 'response.audio.data', 'microphone': base64.b64encode(bytes(320)).decode()}
)


def spoil(frame, kind, seed=0):
    assert garble.fitting(frame, kind) == [kind]
    return garble.spoiled(frame, kind, Random(seed))


@pytest.mark.parametrize('kind', ['not-json', 'not-an-object', 'no-type', 'deep-nesting', 'nan'])
@pytest.mark.parametrize('seed', range(5))
def test_spoiled_message_breaks_the_protocol(kind, seed):
    with pytest.raises(ProtocolViolation):
        codec.decode_event(spoil(WORD, kind, seed))


def test_fields_have_other_types():
    wire = json.loads(spoil(WORD, 'wrong-types'))
    assert wire.keys() == {'type', 'word', 'index'}
    assert not isinstance(wire['word'], str)


def test_field_is_missing():
    wire = json.loads(spoil(WORD, 'missing-fields'))
    assert wire['type'] == 'response.speak.word'
    assert len(wire) == 2


def test_event_is_unknown():
    assert isinstance(codec.decode_event(spoil(WORD, 'unknown-event')), codec.UnknownEvent)


def test_numbers_are_huge():
    assert abs(json.loads(spoil(WORD, 'huge-numbers'))['index']) >= 2**63


def test_text_is_strange():
    texts = {json.loads(spoil(WORD, 'strange-text', seed))['word'] for seed in range(50)}
    assert {'hello\ud800', 'hello\0', 'hello../../'} <= texts


@pytest.mark.parametrize('frame', [CAMERA, AUDIO])
def test_base64_is_bad(frame):
    _, text = json.loads(spoil(frame, 'bad-base64')).values()
    with pytest.raises(ValueError, match='base64|padding|number of data'):
        base64.b64decode(text, validate=True)


def test_jpeg_is_cut_off():
    image = base64.b64decode(json.loads(spoil(CAMERA, 'cut-off-jpeg'))['image'])
    assert len(image) < len(JPEG.getvalue())
    with pytest.raises((OSError, UnidentifiedImageError)):
        Image.open(io.BytesIO(image)).load()


def test_jpeg_is_a_bomb(monkeypatch):
    monkeypatch.setattr(Image, 'MAX_IMAGE_PIXELS', None)
    image = base64.b64decode(json.loads(spoil(CAMERA, 'jpeg-bomb'))['image'])
    assert len(image) == len(JPEG.getvalue())
    assert Image.open(io.BytesIO(image)).size == (65500, 65500)


def test_sound_ends_in_half_a_sample():
    assert len(base64.b64decode(json.loads(spoil(AUDIO, 'odd-pcm'))['microphone'])) == 319


def test_frame_is_too_large():
    assert len(encoded(spoil(WORD, 'oversize'))) > 16 * 2**20
    assert json.loads(spoil(WORD, 'oversize'))['index'] == 3


def test_frame_has_a_reserved_opcode():
    assert spoil(WORD, 'bad-frame').data[0] & 0x0F in {0x3, 0x4, 0x7, 0xB, 0xF}


@pytest.mark.parametrize(
    ('frame', 'kind'),
    [
        (WORD, 'cut-off-jpeg'),
        (WORD, 'jpeg-bomb'),
        (CAMERA, 'odd-pcm'),
        (CAMERA, 'nan'),
        ('x', 'any'),
    ],
)
def test_message_without_what_a_kind_spoils_stays_whole(frame, kind):
    assert garble.fitting(frame, kind) == []


def test_no_kind_that_breaks_the_connection_comes_by_chance():
    kinds = garble.fitting(AUDIO, 'any')
    assert 'odd-pcm' in kinds
    assert not set(kinds) & set(garble.FATAL)


@pytest.mark.parametrize('kind', garble.KINDS)
def test_chance_takes_the_same_course(kind):
    frame = {
        'cut-off-jpeg': CAMERA,
        'jpeg-bomb': CAMERA,
        'odd-pcm': AUDIO,
        'bad-base64': AUDIO,
    }.get(kind, WORD)
    assert spoil(frame, kind, seed=7) == spoil(frame, kind, seed=7)
