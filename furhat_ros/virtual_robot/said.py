"""A text as it is said: with the sound of a voice, or as long as it would take."""

import dataclasses
from dataclasses import dataclass

from .mouth import Mouth, moves
from .wav import Wav
from .words import Wording


@dataclass(frozen=True)
class Said:
    """The words in time, how the mouth moves, and the sound, if there is more of it than a tone for each word."""

    wording: Wording
    mouth: Mouth
    sound: Wav | None = None
    voice: str = ''


def estimate(wording: Wording) -> Said:
    """Say a text without a voice."""
    return Said(wording, _spelled(wording))


def with_sound(wording: Wording, sound: Wav) -> Said:
    """Say a text with a recorded voice: nobody knows when each word comes, so they are spread over it."""
    factor = sound.duration / wording.duration if wording.duration else 0.0
    words = tuple(
        dataclasses.replace(word, start=word.start * factor, end=word.end * factor)
        for word in wording.words
    )
    stretched = Wording(wording.text, words, sound.duration)
    return Said(stretched, _spelled(stretched), sound)


def _spelled(wording: Wording) -> Mouth:
    """Move the mouth as the words are spelled."""
    letters = (
        (
            word.start + (word.end - word.start) * index / len(word.text),
            word.start + (word.end - word.start) * (index + 1) / len(word.text),
            letter,
        )
        for word in wording.words
        for index, letter in enumerate(word.text)
    )
    return moves(letters)
