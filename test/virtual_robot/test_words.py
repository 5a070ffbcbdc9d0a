"""How long it takes to say something."""

import pytest

from furhat_ros.virtual_robot.words import wording


def test_word_takes_65_ms_per_letter():
    assert wording('astonishing').duration == pytest.approx(11 * 0.065)


def test_short_word_takes_150_ms():
    assert wording('I').duration == pytest.approx(0.15)


@pytest.mark.parametrize(('text', 'pause'), [('to be', 0.05), ('to, be', 0.2), ('to. Be', 0.4)])
def test_pause_depends_on_the_mark(text, pause):
    first, second = wording(text).words
    assert second.start - first.end == pytest.approx(pause)


@pytest.mark.parametrize(
    ('text', 'words'),
    [
        ('"Well," she said — twice.', ['Well', 'she', 'said', 'twice']),
        ("don't e-mail 3.5 things", ["don't", 'e-mail', '3.5', 'things']),
        ('Åsa är här', ['Åsa', 'är', 'här']),
        ('?!', []),
    ],
)
def test_words_come_without_marks(text, words):
    assert [word.text for word in wording(text).words] == words


def test_what_was_said_ends_with_the_word_just_begun():
    assert wording('one, two three').said_after(0.45) == 'one, two'


def test_nothing_was_said_of_silence():
    assert wording('...').said_after(1) == ''


def test_long_text_without_a_word_takes_no_time_to_read():
    assert wording('.' * 1_000_000).words == ()
