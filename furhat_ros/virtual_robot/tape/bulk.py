"""The bulk of a session, which holds faces and voices: what can be left out of a recording, and stand-ins for it."""

import base64
import functools
import io
from collections.abc import Collection, Mapping
from typing import Any

Without = Collection[str]
"""Some of the words in `FIELDS`."""

FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    'images': {'response.camera.data': ('image',)},
    'sound': {
        'response.audio.data': ('microphone', 'speaker'),
        'request.speak.audio.data': ('audio',),
    },
}
"""What each word stands for: types of messages and their fields."""

LONGEST = 64 * 2**20
"""Letters that a field can have had."""


def check(without: Without) -> None:
    """Raise ValueError for a word that stands for nothing."""
    for word in without:
        if word not in FIELDS:
            raise ValueError(f'a recording can be without {" and ".join(FIELDS)}, not {word}')


def thinned(wire: Mapping[str, Any], without: Without) -> tuple[dict[str, Any], dict[str, int]]:
    """Give a message with nothing in the fields that are left out, and how long these were."""
    name = wire.get('type')
    fields = [
        field
        for word in without
        for field in (FIELDS[word].get(name, ()) if isinstance(name, str) else ())
        if isinstance(wire.get(field), str)
    ]
    return {**wire, **dict.fromkeys(fields, '')}, {field: len(wire[field]) for field in fields}


def filled(wire: Mapping[str, Any], lengths: Mapping[str, int]) -> Mapping[str, Any]:
    """Give a message with stand-ins for what was left out: silence that is as long, or a black image."""
    if not lengths:
        return wire
    return {**wire, **{field: _stand_in(field, length) for field, length in lengths.items()}}


def _stand_in(field: str, length: int) -> str:
    return _black() if field == 'image' else 'A' * (length // 4 * 4)


@functools.cache
def _black() -> str:
    # Only loaded when it is needed: Pillow takes a while.
    from PIL import Image

    jpeg = io.BytesIO()
    Image.new('RGB', (640, 480)).save(jpeg, 'JPEG')
    return base64.b64encode(jpeg.getvalue()).decode('ascii')
