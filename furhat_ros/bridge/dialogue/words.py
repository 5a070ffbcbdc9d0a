"""Finding the spoken words in the text that is being spoken."""

import re


class WordFinder:
    """
    Finds one word after the other, in any case and as a whole word.

    In a language that writes no spaces, a word may begin right where the last one ended.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._from = 0

    def find(self, word: str) -> tuple[int, int]:
        """Give begin and end of the word in characters; (0, 0) if it is not in the rest of the text."""
        if not word:
            return 0, 0
        spelled = re.escape(word)
        whole = re.compile(rf'(?<!\w){spelled}(?!\w)', re.IGNORECASE)
        next_to_it = re.compile(rf'\W*({spelled})', re.IGNORECASE)
        found = whole.search(self._text, self._from)
        if found is None and (found := next_to_it.match(self._text, self._from)):
            self._from = found.end(1)
            return found.span(1)
        if found is None:
            return 0, 0
        self._from = found.end()
        return found.span()
