"""Who may talk to the robot."""

import hmac

from ..protocol.auth import AuthResult
from .connection import Connection
from .options import Options
from .strict import Asked


class Auth:
    """The access control. What it granted to a connection stays granted for as long as that lasts."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.access = options.access or ('key' if options.auth_key else 'open')

    @property
    def is_open(self) -> bool:
        """Whether a connection has access without asking."""
        return self.access == 'open'

    def answer(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.auth`."""
        sender.authorised = sender.authorised or self.is_open or self.is_key(asked['key'])
        scope = self._options.scope if sender.authorised else None
        sender.send(AuthResult(access=sender.authorised, scope=scope), asked.request_id)

    def is_key(self, key: str | None) -> bool:
        """Tell whether this is the key, in a time that gives nothing of it away."""
        if self.access != 'key' or key is None or self._options.auth_key is None:
            return False
        return hmac.compare_digest(
            key.encode(errors='replace'), self._options.auth_key.encode(errors='replace')
        )
