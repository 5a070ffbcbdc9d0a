import json

import pytest

from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.codec import decode_event
from furhat_ros.protocol.voice import Voice, VoiceStatus, VoiceStatusResult


def read(**fields):
    return decode_event(json.dumps({'type': 'response.voice.status', **fields}))


def test_status_asks_for_everything_unless_told():
    assert VoiceStatus().to_wire() == {
        'type': 'request.voice.status',
        'voice_id': True,
        'voice_list': True,
    }


def test_the_active_voice_may_come_alone():
    assert read(voice_id='Astrid (sv-SE) - Amazon Polly') == VoiceStatusResult(
        'Astrid (sv-SE) - Amazon Polly', None
    )


def test_a_list_of_voices_is_read():
    voice = {
        'voice_id': 'Astrid (sv-SE) - Amazon Polly',
        'name': 'Astrid',
        'provider': 'Amazon Polly',
        'language': 'sv-SE',
        'gender': 'female',
    }

    assert read(voice_list=[voice]).voice_list == (
        Voice('Astrid (sv-SE) - Amazon Polly', 'Astrid', 'Amazon Polly', 'sv-SE', 'female'),
    )


def test_only_the_id_of_a_voice_must_be_known():
    assert read(voice_list=[{'voice_id': 'v'}]).voice_list == (Voice('v'),)


def test_a_voice_without_an_id_is_a_violation():
    with pytest.raises(ProtocolViolation, match=r'voice_list\[0\]\.voice_id is missing'):
        read(voice_list=[{'name': 'Astrid'}])
