"""Names that ROS allows, for what the robot calls by any name: parts of the names of frames and topics."""

import itertools
import re
from collections import OrderedDict

LONGEST = 48
"""Characters of a name; a UUID fits."""

MOST = 1000
"""So many ids are remembered, those that were named last."""

_ILLEGAL = re.compile('[^A-Za-z0-9]+')


class LegalIds:
    """
    Gives every id a name of letters, digits and single underscores that begins with a letter.

    The name of an id stays, and is nobody else's, as long as the id is remembered.
    """

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()
        self._taken: set[str] = set()

    def name(self, id: str) -> str:
        """Give the name of an id."""
        known = self._names.get(id)
        if known is not None:
            self._names.move_to_end(id)
            return known
        if len(self._names) >= MOST:
            self._taken.discard(self._names.popitem(last=False)[1])
        name = next(each for each in _candidates(id) if each not in self._taken)
        self._names[id] = name
        self._taken.add(name)
        return name


def _candidates(id: str) -> 'itertools.chain[str]':
    """Give the plain name first, and then numbered ones."""
    stem = _ILLEGAL.sub('_', id).strip('_')
    if not stem[:1].isalpha():
        stem = f'id_{stem}'.rstrip('_')
    plain = stem[:LONGEST].rstrip('_')
    numbers = (f'_{number}' for number in itertools.count(2))
    return itertools.chain(
        [plain], (plain[: LONGEST - len(end)].rstrip('_') + end for end in numbers)
    )
