"""How this robot puts its messages: the parts of the wire form that nobody has seen on a real robot."""

import json

from ..protocol.message import Event, Wire
from .options import Options

OMITTED_IF_FALSE = ('aborted', 'failed')


class Dialect:
    """Turns events and errors into frames, as the options say."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def frame(self, event: Event, request_id: str | None) -> str:
        """Give the text of an answer or event, with the id of the request that caused it if its type echoes one."""
        wire = event.to_wire()
        if request_id is not None and event.type not in self._options.no_echo:
            wire['request_id'] = request_id
        if self._options.omit_false:
            wire = {
                name: value
                for name, value in wire.items()
                if value is not False or name not in OMITTED_IF_FALSE
            }
        return _text(wire)

    def stream_frame(self, event: Event, request_id: str | None) -> str:
        """Give the text of one piece of a stream that a request started."""
        return self.frame(event, request_id if self._options.stamp_streams else None)

    def error(self, text: str, request_id: str | None) -> str:
        """Give the text of an error."""
        envelope = self._options.error_envelope
        wire: Wire = {} if envelope == 'field' else {'type': 'response.error'}
        wire['message' if envelope == 'type' else 'error'] = text
        if request_id is not None:
            wire['request_id'] = request_id
        return _text(wire)


def _text(wire: Wire) -> str:
    return json.dumps(wire, allow_nan=False, separators=(',', ':'))
