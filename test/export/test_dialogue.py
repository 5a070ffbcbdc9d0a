"""The table of the dialogue."""

import pytest

from .conftest import SECOND, START, rows

ONLY = ('dialogue',)

ROBOT_START, ROBOT_WORD, ROBOT_END = 0, 1, 2
USER_START, USER_PARTIAL, USER_FINAL = 3, 4, 5
LISTEN_START, LISTEN_END = 6, 7


def told(done):
    """Give tier, start, end, text and note of each row, in s."""
    return [
        (row['tier'], float(row['t']), float(row['end_t']), row['text'], row['note'])
        for row in rows(done.folder / 'dialogue.csv')
    ]


def test_utterance_lasts_from_its_start_to_its_end_and_says_what_was_really_said(bag, export):
    with bag:
        bag.turn(ROBOT_START, SECOND, 'Hello dear friends')
        bag.turn(ROBOT_END, 2 * SECOND, 'Hello dear', aborted=True)
    done = export(bag.path)
    assert done.status == 0
    assert told(done) == [('robot', 0.0, 1.0, 'Hello dear', 'aborted')]


def test_word_lasts_until_the_next_one_and_the_last_until_the_end(bag, export):
    with bag:
        bag.turn(ROBOT_START, 0, 'Hello there')
        bag.turn(ROBOT_WORD, SECOND // 4, 'Hello')
        bag.turn(ROBOT_WORD, SECOND, 'there')
        bag.turn(ROBOT_END, 2 * SECOND, 'Hello there')
    assert told(export(bag.path)) == [
        ('robot', 0.0, 2.0, 'Hello there', ''),
        ('words', 0.25, 1.0, 'Hello', ''),
        ('words', 1.0, 2.0, 'there', ''),
    ]


def test_user_and_listening_have_rows_of_their_own(bag, export):
    with bag:
        bag.turn(LISTEN_START, 0)
        bag.turn(USER_START, SECOND)
        bag.turn(USER_PARTIAL, SECOND * 3 // 2, 'good')
        bag.turn(USER_FINAL, 2 * SECOND, 'good morning')
        bag.turn(LISTEN_END, 3 * SECOND, cause='speech_end')
    assert told(export(bag.path)) == [
        ('listening', 0.0, 3.0, 'listening', 'speech_end'),
        ('user', 1.0, 2.0, 'good morning', ''),
    ]


def test_speech_that_was_not_understood_is_a_row_without_text(bag, export):
    with bag:
        bag.turn(USER_START, 0)
        bag.turn(USER_FINAL, SECOND)
    assert told(export(bag.path)) == [('user', 0.0, 1.0, '', 'nothing recognised')]


def test_what_the_recording_cut_off_reaches_to_its_ends_and_says_so(bag, export):
    with bag:
        bag.users(0)
        bag.turn(ROBOT_WORD, SECOND, 'end')
        bag.turn(ROBOT_END, 2 * SECOND, 'to the end')
        bag.turn(LISTEN_START, 3 * SECOND)
        bag.turn(USER_START, 3 * SECOND)
        bag.turn(USER_PARTIAL, 4 * SECOND, 'in the mid')
        bag.users(5 * SECOND)
    no_start, no_end = 'the recording has no start of it', 'the recording has no end of it'
    assert told(export(bag.path)) == [
        ('robot', 0.0, 2.0, 'to the end', no_start),
        ('words', 1.0, 2.0, 'end', ''),
        ('user', 3.0, 5.0, 'in the mid', no_end),
        ('listening', 3.0, 5.0, 'listening', no_end),
    ]


def test_text_that_was_dropped_before_it_began_was_never_said(bag, export):
    with bag:
        bag.turn(ROBOT_START, 0, 'one')
        bag.turn(ROBOT_END, SECOND, 'one')
        bag.turn(ROBOT_END, 2 * SECOND, '', aborted=True)
    assert told(export(bag.path)) == [('robot', 0.0, 1.0, 'one', '')]


def test_end_that_never_came_is_where_the_next_utterance_begins(bag, export):
    with bag:
        bag.turn(ROBOT_START, 0, 'one')
        bag.turn(ROBOT_START, SECOND, 'two')
        bag.turn(ROBOT_END, 2 * SECOND, 'two')
    assert [each[:4] for each in told(export(bag.path))] == [
        ('robot', 0.0, 1.0, 'one'),
        ('robot', 1.0, 2.0, 'two'),
    ]


def test_attention_lasts_until_it_changes_and_may_be_older_than_the_recording(bag, export):
    with bag:
        bag.users(0)
        bag.attention('user-1', 0, stamp=-3600 * SECOND)
        bag.attention('nobody', SECOND)
        bag.users(3 * SECOND)
    assert told(export(bag.path)) == [
        ('attention', 0.0, 1.0, 'user-1', ''),
        ('attention', 1.0, 3.0, 'nobody', ''),
    ]


def test_hearing_alone_tells_of_the_user(bag, export):
    with bag:
        bag.hearing(0, 0)
        bag.hearing(1, SECOND, 'good')
        bag.hearing(2, 2 * SECOND, 'good day')
        bag.hearing(3, 3 * SECOND, cause='no_speech')
    assert told(export(bag.path)) == [
        ('user', 0.0, 2.0, 'good day', ''),
        ('listening', 0.0, 3.0, 'listening', 'no_speech'),
    ]


def test_hearing_beside_turns_doubles_nothing(bag, export):
    with bag:
        for at, kind, text in ((0, 0, ''), (SECOND, 2, 'yes')):
            bag.hearing(kind, at, text)
            bag.turn(kind + 3 if kind == 0 else USER_FINAL, at, text)
    assert told(export(bag.path)) == [('user', 0.0, 1.0, 'yes', '')]


def test_times_are_told_as_date_number_and_seconds(bag, export):
    with bag:
        bag.users(0)
        bag.turn(ROBOT_START, SECOND, 'x')
        bag.turn(ROBOT_END, 2 * SECOND, 'x')
    (row,) = rows(export(bag.path).folder / 'dialogue.csv')
    assert row['utc'] == '2030-03-17T17:46:41.123456789Z'
    assert int(row['ns']) == START + SECOND
    assert int(row['end_ns']) == START + 2 * SECOND
    assert (row['t'], row['seconds']) == ('1.000000', '1.000000')


@pytest.mark.parametrize(
    'text', ['a,b', 'say "hi"', 'one\r\ntwo', "it's; fine", 'x\x00y', '日本語 🙂']
)
def test_text_is_one_cell_whatever_is_in_it(bag, export, text):
    with bag:
        bag.turn(ROBOT_START, 0, text)
        bag.turn(ROBOT_END, SECOND, text)
    (row,) = rows(export(bag.path).folder / 'dialogue.csv')
    expected = text.replace('\r\n', ' ').replace('\x00', ' ')
    assert row['text'] == expected
    assert row['note'] == ''
