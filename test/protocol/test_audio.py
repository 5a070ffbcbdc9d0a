import pytest

from furhat_ros.protocol.audio import AudioData, AudioStart, AudioStop
from furhat_ros.protocol.codec import decode_event


def test_the_stream_is_the_microphone_at_16_khz_unless_asked():
    assert AudioStart().to_wire() == {
        'type': 'request.audio.start',
        'sample_rate': 16000,
        'microphone': True,
        'speaker': False,
    }


def test_stop_has_no_fields():
    assert AudioStop().to_wire() == {'type': 'request.audio.stop'}


@pytest.mark.parametrize(
    ('text', 'data'),
    [
        ('{"type": "response.audio.data", "microphone": "AAA="}', AudioData(microphone='AAA=')),
        ('{"type": "response.audio.data", "speaker": "AAA="}', AudioData(speaker='AAA=')),
        (
            '{"type": "response.audio.data", "microphone": "AAA=", "speaker": null}',
            AudioData(microphone='AAA='),
        ),
    ],
)
def test_each_source_may_come_alone(text, data):
    assert decode_event(text) == data


def test_a_chunk_does_not_flood_a_log():
    assert len(repr(AudioData('A' * 100_000, 'B' * 100_000))) < 100
