"""What a browser finds at the robot's port: the files of the page, and nothing else."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

EVENTS_PATH = '/v1/events'
STAGE_PATH = '/v1/stage'

FOLDER = Path(__file__).with_name('page')

KINDS = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json; charset=utf-8',
    '.svg': 'image/svg+xml; charset=utf-8',
}

_PROTECTION = {
    'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    # Asked for again each time, and only sent again if it has changed: a page never mixes two versions.
    'Cache-Control': 'no-cache',
}

_WRONG_HOST = b'This robot does not answer to that name. Use its address, or start it with --allow-host NAME.\n'


class Answer(NamedTuple):
    """An HTTP answer."""

    status: HTTPStatus
    headers: dict[str, str]
    body: bytes


def answer(
    path: str,
    disabled: HTTPStatus | None = None,
    *,
    known_host: bool = True,
    allowed: bool = True,
    etag: str | None = None,
) -> Answer | None:
    """
    Answer a request for a path; None where a WebSocket is expected instead, and may be opened.

    `known_host` says whether the browser has found the robot by a name of its own, `allowed` whether the page that asks
    may use the stage; `etag` is what the browser has already.
    """
    path = path.partition('?')[0]
    if path == EVENTS_PATH:
        return None if disabled is None else _answer(disabled, {})
    if path == '/':
        return _answer(HTTPStatus.FOUND, {'Location': '/v1/index.html'})
    if path == STAGE_PATH:
        return None if known_host and allowed else _answer(HTTPStatus.FORBIDDEN, {})
    file = _file(path)
    if file is None:
        return _answer(HTTPStatus.NOT_FOUND, {})
    if not known_host:
        return _answer(HTTPStatus.FORBIDDEN, {'Content-Type': 'text/plain'}, _WRONG_HOST)
    return _content(file, etag)


def _file(path: str) -> Path | None:
    """Give the file behind a path; only what is listed in the folder can be named."""
    if path == '/v1/index.html':
        return FOLDER / 'index.html'
    folder, _, name = path.rpartition('/')
    if folder != '/v1/page':
        return None
    return next(
        (file for file in FOLDER.iterdir() if file.name == name and file.suffix in KINDS), None
    )


def _content(file: Path, etag: str | None) -> Answer:
    body = file.read_bytes()
    version = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {**_PROTECTION, 'ETag': version}
    if etag == version:
        return _answer(HTTPStatus.NOT_MODIFIED, headers)
    return _answer(HTTPStatus.OK, {**headers, 'Content-Type': KINDS[file.suffix]}, body)


def _answer(status: HTTPStatus, headers: dict[str, str], body: bytes = b'') -> Answer:
    return Answer(
        status, {**headers, 'Content-Length': str(len(body)), 'Connection': 'close'}, body
    )
