"""
Faster libraries for what costs most of the time: JSON and base64. They are used where they are installed.

Nobody needs them: without them, or with FURHAT_ACCELERATORS=off in the environment, Python's own do the same. They also
have the last word on what a faster one refuses, so that the same comes out, but for integers of more than 64 bits in
long texts: orjson reads them as floats.
"""

import base64
import contextlib
import importlib
import json
import os
from types import ModuleType
from typing import Any

SWITCH = 'FURHAT_ACCELERATORS'

LONG = 4096
"""Characters of a text that is worth it; shorter ones are read by Python, to the last digit."""


def _installed(name: str) -> ModuleType | None:
    if os.environ.get(SWITCH) == 'off':
        return None
    try:
        return importlib.import_module(name)
    except Exception:  # noqa: BLE001  an accelerator that does not fit this machine is none
        return None


orjson = _installed('orjson')
pybase64 = _installed('pybase64')


def in_use() -> dict[str, str]:
    """Tell by what JSON and base64 are read."""
    return {
        'JSON': 'orjson' if orjson else 'Python',
        'base64': 'pybase64' if pybase64 else 'Python',
    }


def read_json(text: str | bytes) -> Any:
    """Read JSON; raise ValueError or RecursionError for anything else, and for NaN and infinity."""
    if orjson is not None and len(text) >= LONG:
        with contextlib.suppress(ValueError):  # it refuses also half surrogates and large floats
            return orjson.loads(text)
    return _DECODER.decode(text if isinstance(text, str) else text.decode())


def read_base64(text: str) -> bytes:
    """Read base64 with all its padding and nothing in between; raise ValueError for anything else."""
    if pybase64 is not None:
        with contextlib.suppress(ValueError):  # it is stricter about the padding than Python
            decoded: bytes = pybase64.b64decode(text, validate=True)
            return decoded
    return base64.b64decode(text, validate=True)


def _refuse(constant: str) -> None:
    raise ValueError(f'{constant} is no JSON number')


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # which json.loads would make anew each time
