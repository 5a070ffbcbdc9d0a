"""
What the public clients raise.

Each error is of two families: that of this package (furhat_ros.errors), which says what happened, and the one that
programs for the published clients already catch.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import AccessRefused, ConnectFailed, LinkLost, RequestTimeout


class AuthenticationFailed(AccessRefused, RuntimeError):
    """The robot refuses access; its `__cause__` says why. The connection is closed."""


class NotConnected(LinkLost, RuntimeError):
    """There is no connection, or it ended while something was waited for."""


class NoAnswer(RequestTimeout, asyncio.TimeoutError):
    """What was waited for did not come in time."""


class Unreachable(ConnectFailed, OSError):
    """The robot could not be reached."""


class PortClosed(Unreachable, ConnectionRefusedError):
    """There is a machine at the address, and nothing listens at the port."""


@contextmanager
def of_both_families() -> Iterator[None]:
    """Turn the errors of this package into those above; RequestRefused and InvalidRequest stay what they are."""
    try:
        yield
    except (AuthenticationFailed, NotConnected, NoAnswer, Unreachable):
        raise
    except LinkLost as error:
        raise NotConnected(str(error)) from error
    except RequestTimeout as error:
        raise NoAnswer(str(error)) from error
    except AccessRefused as error:
        raise AuthenticationFailed('Authentication failed.') from error
    except ConnectFailed as error:
        refused = isinstance(error.__cause__, ConnectionRefusedError)
        raise (PortClosed if refused else Unreachable)(str(error)) from error
