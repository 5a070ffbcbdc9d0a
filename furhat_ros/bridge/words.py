"""Finding the spoken words in the text that is being spoken."""


class WordFinder:
    """Finds one word after the other; the robot may spell them in another case than the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.lower() if len(text.lower()) == len(text) else text
        self._from = 0

    def find(self, word: str) -> tuple[int, int]:
        """Give begin and end of the word in characters; (0, 0) if it is not in the rest of the text."""
        if not word:
            return 0, 0
        begin = self._text.find(word, self._from)
        if begin < 0:
            begin = self._lower.find(word.lower(), self._from)
        if begin < 0:
            return 0, 0
        self._from = begin + len(word)
        return begin, self._from
