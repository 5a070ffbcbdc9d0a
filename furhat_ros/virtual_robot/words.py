"""How long it takes to say something, for the robot and for the people around it."""

import re
from dataclasses import dataclass

SECONDS_PER_LETTER = 0.065
SHORTEST_WORD = 0.15

GAP = 0.05
"""Silence between words that no punctuation mark parts."""

BREATH = {',': 0.2, ';': 0.3, ':': 0.3, '.': 0.4, '!': 0.4, '?': 0.4}
"""Silence after a word by the mark that follows it."""

_WRITTEN = re.compile(r'\S+')
_MARKUP = re.compile(r'<[^<>]*>')


@dataclass(frozen=True)
class Word:
    """A word of an utterance, and when it sounds, in seconds from the first sound."""

    text: str
    """The word without the punctuation marks around it."""

    written: str
    """The word with them."""

    end_in_text: int
    start: float
    end: float

    @property
    def start_in_text(self) -> int:
        """The place of its first character, punctuation marks included."""
        return self.end_in_text - len(self.written)


@dataclass(frozen=True)
class Wording:
    """A text as it is said: its words in time and the time it takes in all."""

    text: str
    words: tuple[Word, ...]
    duration: float

    @property
    def heard(self) -> str:
        """The text without markup, every character in its place."""
        return _without_markup(self.text)

    def said_after(self, seconds: float) -> str:
        """Give what can be heard of the text after a while, the word just begun included; markup is not heard."""
        said = [word for word in self.words if word.start <= seconds]
        return without_markup(self.text[: said[-1].end_in_text]) if said else ''


def wording(text: str) -> Wording:
    """Time a text: 65 ms per letter but at least 150 ms per word, and a breath by the mark that follows."""
    words: list[Word] = []
    time = 0.0
    for found in _WRITTEN.finditer(_without_markup(text)):
        word, mark = _bare(found[0])
        if word:
            end = time + max(SHORTEST_WORD, SECONDS_PER_LETTER * len(word))
            words.append(Word(word, found[0], found.end(), time, end))
            time = end + BREATH.get(mark, GAP)
    return Wording(text, tuple(words), words[-1].end if words else 0.0)


def without_markup(text: str) -> str:
    """Take SSML tags out of a text."""
    return ' '.join(_MARKUP.sub(' ', text).split()) if '<' in text else text


def _without_markup(text: str) -> str:
    return _MARKUP.sub(lambda found: ' ' * len(found[0]), text)


def _bare(written: str) -> tuple[str, str]:
    """Take the marks off a word; give the bare word, empty if there is nothing else, and the mark that follows it."""
    places = range(len(written))
    first = next((place for place in places if written[place].isalnum()), None)
    if first is None:
        return '', ''
    end = next(place for place in reversed(places) if written[place].isalnum()) + 1
    return written[first:end], written[end : end + 1]
