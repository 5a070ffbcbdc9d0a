"""When words sound, from what an engine tells."""

from furhat_ros.virtual_robot.alignment import align, sounds
from furhat_ros.virtual_robot.words import wording


def times(text, marks, duration):
    return [
        (round(word.start, 9), round(word.end, 9))
        for word in align(wording(text), marks, duration).words
    ]


def test_word_begins_with_its_mark_and_ends_with_its_last_sound():
    marks = [(0.0, 0), (0.1, 'a'), (0.3, ''), (0.5, 5), (0.5, 'b'), (0.7, 'c'), (0.9, '')]
    assert times('one, two', marks, 1.0) == [(0.0, 0.3), (0.5, 0.9)]


def test_last_word_ends_with_the_sound():
    assert times('one', [(0.0, 0), (0.0, 'a')], 0.8) == [(0.0, 0.8)]


def test_number_that_is_said_as_several_words_is_one():
    marks = [(0.0, 0), (0.0, 'a'), (0.4, 2), (0.4, 'b'), (0.8, 3), (0.8, 'c')]
    assert times('25.5', marks, 1.0) == [(0.0, 1.0)]


def test_words_that_are_said_as_one_share_its_time_by_their_letters():
    marks = [(0.0, 0), (0.0, 'a'), (0.5, 7), (0.5, 'b')]
    assert times('of the end', marks, 1.0) == [(0.0, 0.2), (0.2, 0.5), (0.5, 1.0)]


def test_words_before_the_first_mark_share_the_time_of_the_first():
    assert times('a b', [(0.2, 2), (0.2, 'a')], 1.0) == [(0.2, 0.6), (0.6, 1.0)]


def test_words_without_any_mark_share_the_whole_sound():
    assert times('a b', [], 1.0) == [(0.0, 0.5), (0.5, 1.0)]


def test_sound_of_what_is_no_word_belongs_to_none():
    marks = [(0.0, 0), (0.0, 'a'), (0.4, 2), (0.4, 's'), (0.7, 4), (0.7, 'b')]
    assert times('a ☺ b', marks, 1.0) == [(0.0, 0.4), (0.7, 1.0)]


def test_mark_that_goes_back_does_not_change_the_order():
    marks = [(0.0, 2), (0.0, 'a'), (0.4, 0), (0.4, 'b')]
    starts = [start for start, _ in times('a b', marks, 1.0)]
    assert starts == sorted(starts)


def test_text_is_as_long_as_its_sound():
    assert align(wording('one'), [(0.0, 0), (0.0, 'a'), (0.5, '')], 0.7).duration == 0.7


def test_sound_lasts_until_the_next_one():
    marks = [(0.0, 0), (0.1, 'a'), (0.3, 2), (0.4, 'b'), (0.6, '')]
    assert list(sounds(marks, 0.8)) == [(0.1, 0.4, 'a'), (0.4, 0.6, 'b'), (0.6, 0.8, '')]


def test_change_of_the_language_is_no_sound():
    assert list(sounds([(0.0, '(en)'), (0.1, 'a')], 0.5)) == [(0.1, 0.5, 'a')]
