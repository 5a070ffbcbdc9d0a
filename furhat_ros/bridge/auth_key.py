"""The access key: from a file or the environment, never from a parameter, never into a log."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from furhat_ros.errors import InvalidRequest

ENVIRONMENT = 'FURHAT_AUTH_KEY'


def key_source(file: str, warn: Callable[[str], object]) -> Callable[[], str | None]:
    """
    Give the function that finds the key, asked again at every attempt so that a corrected key needs no restart.

    Raises InvalidRequest at once if the file cannot be read now.
    """
    if not file:
        return lambda: os.environ.get(ENVIRONMENT) or None
    path = Path(file).expanduser()
    key = _read(path)
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        warn(f'others can read the key file {path}: chmod 600 {path}')

    def find() -> str | None:
        nonlocal key
        try:
            key = _read(path)
        except InvalidRequest as problem:
            warn(f'{problem}; using the key that was read before')
        return key

    return find


def _read(path: Path) -> str:
    try:
        key = path.read_text(encoding='utf-8').strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else 'it is no text'
        raise InvalidRequest(f'auth_key_file {path} cannot be read: {reason}') from None
    if not key:
        raise InvalidRequest(f'auth_key_file {path} is empty')
    return key
