"""
Cables that lose, delay and reorder what they carry, or are cut: real IP packets between two network namespaces.

`tc netem` does the same, where the kernel has it.
"""

import fcntl
import heapq
import itertools
import os
import selectors
import struct
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType

TUN = Path('/dev/net/tun')

LARGEST_PACKET = 65535

# linux/if_tun.h
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def ip(*arguments: str) -> str:
    """Run `ip` and give its output; raise OSError with its own words if it fails."""
    done = subprocess.run(['ip', *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f'ip {" ".join(arguments)}: {done.stderr.strip()}')
    return done.stdout


@dataclass(frozen=True)
class Plug:
    """One end of a cable: what the network device in a namespace is called, and its address, as in `192.0.2.1/24`."""

    namespace: str
    device: str
    address: str


@dataclass(frozen=True)
class Conditions:
    """What happens to each packet, whatever happens to the others: so they also overtake each other."""

    loss: float = 0.0
    """Part of the packets that is lost."""

    delay: float = 0.0
    """Seconds that every packet takes."""

    jitter: float = 0.0
    """Most seconds that it takes beyond that."""


class Cable:
    """
    A network device at each end, and a thread that carries packets from one to the other; a context manager.

    Anybody may set `conditions` and `is_cut` at any time. A cut cable is silent: nobody is told that nothing arrives.
    """

    def __init__(self, first: Plug, second: Plug, seed: int = 1) -> None:
        self.conditions = Conditions()
        self.is_cut = False
        self.carried = 0
        self.lost = 0
        """Packets lost to bad conditions, not to a cut."""

        self.overtaken = 0
        """Packets that arrived after one that was sent later."""

        self._plugs = (first, second)
        self._dice = Random(seed)
        self._order = itertools.count()
        self._under_way: list[tuple[float, int, int, bytes]] = []
        self._latest: dict[int, int] = {}
        self._devices: list[int] = []
        self._end, self._ended = os.pipe()
        self._thread = threading.Thread(target=self._carry, name='cable')

    def __enter__(self) -> 'Cable':
        try:
            for plug in self._plugs:
                self._devices.append(_device(plug))
        except BaseException:
            self._close()
            raise
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.write(self._ended, b'.')
        self._thread.join()
        self._close()

    def _close(self) -> None:
        """Close everything; a device is gone when it is closed."""
        for each in (*self._devices, self._end, self._ended):
            os.close(each)

    def _carry(self) -> None:
        first, second = self._devices
        with selectors.DefaultSelector() as selector:
            selector.register(first, selectors.EVENT_READ, second)
            selector.register(second, selectors.EVENT_READ, first)
            selector.register(self._end, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select(self._time_to_next()):
                    if key.data is None:
                        return
                    self._take(key.fd, key.data)
                self._deliver()

    def _time_to_next(self) -> float | None:
        return self._under_way[0][0] - time.monotonic() if self._under_way else None

    def _take(self, source: int, target: int) -> None:
        """Send what waits at one end on its way."""
        conditions, now = self.conditions, time.monotonic()
        while True:
            try:
                packet = os.read(source, LARGEST_PACKET)
            except BlockingIOError:
                return
            if self.is_cut:
                continue
            if self._dice.random() < conditions.loss:
                self.lost += 1
                continue
            due = now + conditions.delay + self._dice.uniform(0, conditions.jitter)
            heapq.heappush(self._under_way, (due, next(self._order), target, packet))

    def _deliver(self) -> None:
        """Hand over what has arrived."""
        now = time.monotonic()
        while self._under_way and self._under_way[0][0] <= now:
            _, number, target, packet = heapq.heappop(self._under_way)
            if self.is_cut:
                continue
            os.write(target, packet)
            self.carried += 1
            self.overtaken += number < self._latest.get(target, 0)
            self._latest[target] = max(number, self._latest.get(target, 0))


def _device(plug: Plug) -> int:
    """Create a device at one end of a cable; give what its packets are read from and written to."""
    device = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
    try:
        request = struct.pack('16sH22x', b'plug%d', IFF_TUN | IFF_NO_PI)
        name = fcntl.ioctl(device, TUNSETIFF, request)[:16].rstrip(b'\0').decode()
        ip('link', 'set', name, 'netns', plug.namespace, 'name', plug.device)
        ip('-n', plug.namespace, 'address', 'add', plug.address, 'dev', plug.device)
        ip('-n', plug.namespace, 'link', 'set', plug.device, 'up')
    except BaseException:
        os.close(device)
        raise
    return device
