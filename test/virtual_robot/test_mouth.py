"""The shapes of the mouth."""

# ruff: noqa: RUF001  the signs of the IPA look like letters

import pytest

from furhat_ros.virtual_robot.mouth import SHAPES, moves, shapes
from furhat_ros.virtual_robot.said import estimate
from furhat_ros.virtual_robot.words import wording


@pytest.mark.parametrize(
    ('signs', 'expected'),
    [
        ('b', ['pressed']),
        ('f', ['lip']),
        ('θ', ['tongue']),
        ('ˈɑː', ['open']),
        ('oʊ', ['oh', 'mid']),
        ('tʃ', ['teeth', 'round']),
        ('ø̃', ['round']),
        ('', []),
    ],
)
def test_signs_have_shapes(signs, expected):
    assert shapes(signs) == expected


def test_sounds_of_two_shapes_are_halved():
    assert moves([(0.0, 1.0, 'aɪ')]) == ((0.0, 'open'), (0.5, 'wide'), (1.0, 'rest'))


def test_mouth_rests_before_between_and_after_sounds():
    assert moves([(0.1, 0.3, 'a'), (0.3, 0.5, ''), (0.6, 0.8, 'o')]) == (
        (0.0, 'rest'),
        (0.1, 'open'),
        (0.3, 'rest'),
        (0.6, 'oh'),
        (0.8, 'rest'),
    )


def test_same_shape_is_told_once():
    assert moves([(0.0, 0.2, 'p'), (0.2, 0.4, 'b')]) == ((0.0, 'pressed'), (0.4, 'rest'))


def test_unknown_sound_opens_the_mouth_a_little():
    assert moves([(0.0, 0.2, '?')])[0] == (0.0, 'mid')


def test_text_without_a_voice_is_mouthed_as_it_is_spelled():
    said = estimate(wording('Map'))
    assert [shape for _, shape in said.mouth] == ['pressed', 'open', 'pressed', 'rest']
    assert said.mouth[-1][0] == pytest.approx(said.wording.duration)


@pytest.mark.parametrize('text', ['', '?!', 'Привет, мир', '你好', '42', 'Åsa är här.'])
def test_any_text_is_mouthed_in_order_and_ends_at_rest(text):
    mouth = estimate(wording(text)).mouth
    assert [moment for moment, _ in mouth] == sorted({moment for moment, _ in mouth})
    assert mouth[-1][1] == 'rest'
    assert {shape for _, shape in mouth} <= set(SHAPES)
