"""Text that came from a robot, made fit for files of text: one line, nothing that is no character."""

import re

NO_CHARACTERS = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+')
"""Also what XML forbids."""


def clean(text: str) -> str:
    """Put a blank for every line break and control character."""
    return NO_CHARACTERS.sub(' ', text).strip()
