"""When each word of a text sounds, from what an engine of speech tells about the sound that it made."""

import dataclasses
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .words import Word, Wording

Mark = tuple[float, int | str]
"""When, in seconds, and what begins: the word at a place in the text, or a sound by its sign, '' for a pause."""


def align(wording: Wording, marks: Sequence[Mark], duration: float) -> Wording:
    """
    Give the same words with the times of the sound.

    An engine says one word as several, as with numbers, and several as one, as with `of the`: a word begins with the
    first mark in it, and those that have none share the time of the one before, or of the first, by their letters.
    """
    words = wording.words
    spans = _spans(words, marks, duration) or [(0, 0.0, duration)]
    firsts = [0, *(index for index, *_ in spans[1:]), len(words)]
    timed: list[Word] = []
    for (first, last), (_, start, end) in zip(pairwise(firsts), spans, strict=True):
        timed += _shared(words[first:last], start, end)
    return Wording(wording.text, tuple(timed), duration)


def sounds(marks: Sequence[Mark], duration: float) -> Iterator[tuple[float, float, str]]:
    """Give every sound of speech and pause, from when till when, and its sign; changes of the language left out."""
    signs = [
        (moment, sign)
        for moment, sign in marks
        if isinstance(sign, str) and not sign.startswith('(')
    ]
    for (start, sign), (end, _) in pairwise([*signs, (duration, '')]):
        yield start, end, sign


def _spans(
    words: Sequence[Word], marks: Sequence[Mark], duration: float
) -> list[tuple[int, float, float]]:
    """Give the words that have a mark, in their order: their index, their start, and the end of their last sound."""
    places = [word.start_in_text for word in words]
    spans: list[tuple[int, float, float]] = []
    inside = False
    for (start, what), (end, _) in pairwise([*marks, (duration, '')]):
        if isinstance(what, int):
            index = bisect_right(places, what) - 1
            inside = index >= 0 and what < words[index].end_in_text
            if inside and (not spans or index > spans[-1][0]):
                spans.append((index, start, start))
        elif inside and what and not what.startswith('('):
            spans[-1] = (*spans[-1][:2], end)
    return spans


def _shared(words: Sequence[Word], start: float, end: float) -> Iterator[Word]:
    """Part a time among words by their letters."""
    letters, said = sum(len(word.text) for word in words), 0
    for word in words:
        first, said = said, said + len(word.text)
        yield dataclasses.replace(
            word,
            start=start + (end - start) * first / letters,
            end=start + (end - start) * said / letters,
        )
