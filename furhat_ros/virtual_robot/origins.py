"""Which web pages may use the stage: those of the robot itself, found by a name that is the robot's own."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

DEFAULT_PORTS = {'http': 80, 'https': 443}


class Hosts:
    """
    The names of this robot, and the origins of pages that may use the stage besides its own.

    A browser that has found the robot by an address, as localhost or by one of the names is not misled: a name of a
    foreign page can be made to point here (DNS rebinding), these cannot.
    """

    def __init__(self, names: Sequence[str], origins: Sequence[str]) -> None:
        self._names = {'localhost', *(name.lower() for name in names)}
        self._origins = frozenset(origins)

    def knows(self, hosts: Sequence[str]) -> bool:
        """Tell whether these Host headers name this robot."""
        name = _name_of(hosts[0]) if len(hosts) == 1 else None
        return name is not None and (_is_address(name) or name in self._names)

    def allows(self, origins: Sequence[str], hosts: Sequence[str]) -> bool:
        """Tell whether the page that the Origin headers name is the robot's or allowed; a program names none."""
        if not origins:
            return True
        if len(origins) > 1 or len(hosts) != 1:
            return False
        if origins[0] in self._origins:
            return True
        try:
            origin, host = urlsplit(origins[0]), urlsplit(f'//{hosts[0]}')
            port = DEFAULT_PORTS[origin.scheme]
            return (origin.hostname, origin.port or port) == (host.hostname, host.port or port)
        except (KeyError, ValueError):
            return False


def is_this_machine(address: object) -> bool:
    """Tell whether a peer, as a socket names it, is on this machine."""
    try:
        return ipaddress.ip_address(str(address).partition('%')[0]).is_loopback or str(
            address
        ).startswith('::ffff:127.')
    except ValueError:
        return False


def _name_of(host: str) -> str | None:
    try:
        parts = urlsplit(f'//{host}')
        _ = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != host or '@' in host:
        return None
    return parts.hostname.removesuffix('.')


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
