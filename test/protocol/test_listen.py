import pytest

from furhat_ros.protocol.codec import decode_event
from furhat_ros.protocol.listen import (
    HearEnd,
    HearPartial,
    HearStart,
    ListenConfig,
    ListenEnded,
    ListenStart,
    ListenStarted,
    ListenStop,
)


def test_start_sends_the_defaults_of_the_robot():
    assert ListenStart().to_wire() == {
        'type': 'request.listen.start',
        'partial': False,
        'concat': True,
        'stop_no_speech': True,
        'stop_robot_start': True,
        'stop_user_end': True,
        'resume_robot_end': False,
        'no_speech_timeout': 8.0,
        'end_speech_timeout': 1.0,
    }


def test_stop_has_no_fields():
    assert ListenStop().to_wire() == {'type': 'request.listen.stop'}


def test_phrases_are_sent_only_if_there_are_any():
    assert ListenConfig(('sv-SE',)).to_wire() == {
        'type': 'request.listen.config',
        'languages': ['sv-SE'],
    }


def test_no_phrases_at_all_can_be_asked_for():
    assert ListenConfig(phrases=()).to_wire()['phrases'] == []


def test_two_configurations_share_no_list():
    assert ListenConfig().languages == ('en-US',)


@pytest.mark.parametrize('cause', ['stopped', 'robot_speak', 'speech_end', 'silence_timeout', 'x'])
def test_every_cause_is_taken_as_it_comes(cause):
    end = decode_event(f'{{"type": "response.listen.end", "cause": "{cause}"}}')

    assert end == ListenEnded(cause)


def test_an_end_may_be_without_a_cause():
    assert decode_event('{"type": "response.listen.end"}') == ListenEnded('')


@pytest.mark.parametrize(
    ('text', 'event'),
    [
        ('{"type": "response.listen.start"}', ListenStarted()),
        ('{"type": "response.hear.start"}', HearStart()),
        ('{"type": "response.hear.partial", "text": "what"}', HearPartial('what')),
        ('{"type": "response.hear.end", "text": "what now"}', HearEnd('what now')),
        ('{"type": "response.hear.end"}', HearEnd('')),
    ],
)
def test_what_is_heard_is_read(text, event):
    assert decode_event(text) == event
