"""How the mouth moves with what is said: a few shapes, and which sound of speech has which."""

# ruff: noqa: RUF001  the signs of the IPA look like letters

import unicodedata
from collections.abc import Iterable, Iterator

Mouth = tuple[tuple[float, str], ...]
"""From when on, in seconds from the first sound, the mouth has which shape."""

REST = 'rest'
"""Closed, without effort: silence."""

_SIGNS = {
    'pressed': 'pbmɓɸβ',
    'lip': 'fvʋɱ',  # the lower lip at the teeth
    'tongue': 'θðlɫɬɮʎɭ',  # between or behind the teeth
    'teeth': 'tdnszɾcɕʑɗʈɖɳʂʐɲʝx',  # nearly closed
    'back': 'kgɡqŋɴhħɦχɣʁʀɢʔʕɠrɺɽ',  # slightly open, made in the throat
    'mid': 'əɜɐʌɘɵɚɝɤɞʊ',
    'wide': 'iɪejɛɨ',  # the corners of the lips apart
    'open': 'aɑæ',
    'oh': 'oɔɒ',
    'round': 'uwʉʏyøœɶɥʍʃʒɹɻɯ',
}

SHAPES = (REST, *_SIGNS)

_SHAPE = {sign: shape for shape, signs in _SIGNS.items() for sign in signs}


def shapes(signs: str) -> list[str]:
    """Give the shapes of signs of the IPA, or of letters that look like them, one after the other."""
    plain = unicodedata.normalize('NFD', signs.lower())
    return [_SHAPE[sign] for sign in plain if sign in _SHAPE]


def moves(sounds: Iterable[tuple[float, float, str]]) -> Mouth:
    """Give the moves of a mouth that makes sounds, each from one moment to another; it rests in between and at last."""
    found: list[tuple[float, str]] = []
    for moment, shape in _every(sounds):
        if found and found[-1][0] >= moment:
            found.pop()
        if not found or found[-1][1] != shape:
            found.append((moment, shape))
    return tuple(found)


def _every(sounds: Iterable[tuple[float, float, str]]) -> Iterator[tuple[float, str]]:
    silent_from = 0.0
    for first, last, signs in sounds:
        if first > silent_from:
            yield silent_from, REST
        found = shapes(signs) or (['mid'] if signs else [REST])
        for number, shape in enumerate(found):
            yield first + (last - first) * number / len(found), shape
        silent_from = last
    yield silent_from, REST
