"""Hosts on one machine, each with a network of its own."""

import os
import re
import shutil
import signal
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from .emulator import TUN, Cable, Plug, ip
from .program import Program

ROS = {
    'ROS_DOMAIN_ID': '0',  # nobody but the hosts at the ends of our cables can hear it
    'ROS_AUTOMATIC_DISCOVERY_RANGE': 'SUBNET',
    'ROS_LOCALHOST_ONLY': '',
    # Hosts of one kernel could also talk through shared memory, which no cable carries.
    'FASTDDS_BUILTIN_TRANSPORTS': 'UDPv4',
    'PYTHONUNBUFFERED': '1',
}


class Host:
    """A network namespace: what runs here sees this host's cables and no other network. A context manager."""

    def __init__(self, name: str) -> None:
        self.namespace = f'furhat-{os.getpid()}-{name}'

    def __enter__(self) -> 'Host':
        ip('netns', 'add', self.namespace)
        try:
            ip('-n', self.namespace, 'link', 'set', 'lo', 'up')
        except BaseException:
            _remove(self.namespace)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _remove(self.namespace)

    def plug(self, device: str, address: str) -> Plug:
        """Give the end of a cable to a network of which this host sees the 24-bit part."""
        return Plug(self.namespace, device, f'{address}/24')

    def run(self, *command: 'str | Path') -> Program:
        """Start a program here; it ends with the host at the latest."""
        return Program(['ip', 'netns', 'exec', self.namespace, *command], {**os.environ, **ROS})


def missing() -> str:
    """Say what this machine lacks for hosts and cables; nothing if they can be made."""
    if not shutil.which('ip'):
        return 'there is no program `ip` (iproute2)'
    if os.geteuid() != 0:
        return 'only root can make network namespaces'
    if not TUN.exists():
        return f'there is no {TUN}'
    try:
        with ExitStack() as stack:
            first, second = (stack.enter_context(Host(name)) for name in ('first', 'second'))
            plugs = first.plug('probe', '192.0.2.1'), second.plug('probe', '192.0.2.2')
            stack.enter_context(Cable(*plugs))
            ip('netns', 'exec', first.namespace, 'true')
    except OSError as error:
        return f'network namespaces or tun devices are not allowed here: {error}'
    return ''


def remove_leftovers() -> None:
    """Remove the hosts of runs that were killed before they could do it."""
    for name in re.findall(r'^furhat-\d+-\w+', ip('netns', 'list'), re.MULTILINE):
        if not Path('/proc', name.split('-')[1]).exists():
            _remove(name)


def _remove(namespace: str) -> None:
    """Remove a namespace and end, by their numbers, the processes that are left in it."""
    for number in ip('netns', 'pids', namespace).split():
        with suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGKILL)
    ip('netns', 'delete', namespace)
