from furhat_ros.protocol.codec import decode_event
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakStop, SpeakText, SpeakWord


def test_speech_queues_and_reports_no_words_unless_asked():
    assert SpeakText('Hi').to_wire() == {
        'type': 'request.speak.text',
        'text': 'Hi',
        'abort': False,
        'monitor_words': False,
    }


def test_stop_has_no_fields():
    assert SpeakStop().to_wire() == {'type': 'request.speak.stop'}


def test_start_without_synthesis_time_took_none():
    assert decode_event('{"type": "response.speak.start", "text": "Hi"}') == SpeakStart('Hi', 0.0)


def test_a_word_has_a_place():
    assert decode_event('{"type": "response.speak.word", "word": "you", "index": 0}') == SpeakWord(
        'you', 0
    )


def test_an_end_that_says_nothing_else_is_a_good_end():
    end = decode_event('{"type": "response.speak.end", "text": "Hi"}')

    assert end == SpeakEnd('Hi', aborted=False, failed=False)


def test_an_end_may_be_without_text():
    assert decode_event('{"type": "response.speak.end", "aborted": true}') == SpeakEnd(
        '', aborted=True
    )
