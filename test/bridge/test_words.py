"""Finding the spoken words in a text."""

from furhat_ros.bridge.dialogue.words import WordFinder


def found(text, *words):
    finder = WordFinder(text)
    return [text[begin:end] for begin, end in map(finder.find, words)]


def test_words_are_found_one_after_the_other():
    finder = WordFinder('no no no')
    assert [finder.find('no') for _ in range(3)] == [(0, 2), (3, 5), (6, 8)]


def test_case_of_the_robot_does_not_matter():
    assert found('Hello World', 'hello', 'WORLD') == ['Hello', 'World']


def test_word_that_is_not_there_moves_nothing():
    finder = WordFinder('one two')
    assert finder.find('three') == (0, 0)
    assert finder.find('one') == (0, 3)


def test_word_that_comes_once_is_not_found_twice():
    finder = WordFinder('one two')
    finder.find('one')
    assert finder.find('one') == (0, 0)


def test_word_inside_another_is_not_found():
    text = 'At 9 I ate an hour on it'
    assert found(text, 'at', 'nine', 'I', 'ate', 'an', 'it') == ['At', '', 'I', 'ate', 'an', 'it']


def test_words_without_spaces_between_them_are_found():
    assert found('今日は、いい天気', '今日', 'は', 'いい', '天気') == [
        '今日',
        'は',
        'いい',
        '天気',
    ]


def test_empty_word_is_nowhere():
    assert WordFinder('one').find('') == (0, 0)


def test_text_that_changes_its_length_in_lower_case_still_gives_right_places():
    assert found('İki kedi', 'kedi') == ['kedi']
