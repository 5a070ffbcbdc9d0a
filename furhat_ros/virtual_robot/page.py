"""What a browser finds at the robot's port."""

from http import HTTPStatus
from typing import NamedTuple

EVENTS_PATH = '/v1/events'

_INDEX = b"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Furhat Realtime API</title></head>
<body>
<h1>A virtual Furhat</h1>
<p>Programs talk to this robot by WebSocket at <code>/v1/events</code>.</p>
</body>
</html>
"""


class Answer(NamedTuple):
    """An HTTP answer."""

    status: HTTPStatus
    headers: dict[str, str]
    body: bytes


def answer(path: str, disabled: HTTPStatus | None = None) -> Answer | None:
    """Answer a request for a path; None where a WebSocket is expected instead, and the API is not disabled."""
    path = path.partition('?')[0]
    if path == EVENTS_PATH:
        return None if disabled is None else _answer(disabled, {})
    if path == '/':
        return _answer(HTTPStatus.FOUND, {'Location': '/v1/index.html'})
    if path == '/v1/index.html':
        return _answer(HTTPStatus.OK, {'Content-Type': 'text/html; charset=utf-8'}, _INDEX)
    return _answer(HTTPStatus.NOT_FOUND, {})


def _answer(status: HTTPStatus, headers: dict[str, str], body: bytes = b'') -> Answer:
    return Answer(
        status, {**headers, 'Content-Length': str(len(body)), 'Connection': 'close'}, body
    )
