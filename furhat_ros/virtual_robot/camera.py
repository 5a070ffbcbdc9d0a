"""The robot's camera: pictures of the room and of the people in it."""

import asyncio
import base64

from ..protocol.camera import CameraData
from .clock import Clock
from .connection import Connection
from .ears import Ears
from .lens import Lens
from .options import Options
from .strict import Asked
from .users import Person, Users


class Camera:
    """The camera. Whoever looks at the same moment sees the same picture; it is painted once, beside the event loop."""

    def __init__(
        self, clock: Clock, options: Options, lens: Lens, users: Users, ears: Ears
    ) -> None:
        self._clock = clock
        self._options = options
        self._lens = lens
        self._users = users
        self._ears = ears
        self._painting = asyncio.Lock()
        self._latest: tuple[int, CameraData] | None = None

    def once(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.camera.once`, by silence if this robot gives no pictures."""
        if self._options.camera:
            sender.run(self._send_one(sender, asked))

    def start(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.camera.start`."""
        if self._options.camera:
            sender.start_stream('camera', lambda: self._stream(sender, asked))

    def stop(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.camera.stop`."""
        sender.stop_stream('camera')

    async def _send_one(self, client: Connection, asked: Asked) -> None:
        client.send(await self._picture(self._number()), asked.request_id)

    async def _stream(self, client: Connection, asked: Asked) -> None:
        """Send the newest picture at each beat; one that is late is left out, not made up for."""
        number = self._number()
        while True:
            client.send_bulk(await self._picture(number), asked.request_id)
            number = max(number + 1, self._number())
            await self._clock.sleep_until(number / self._options.camera_fps)

    def _number(self) -> int:
        """Number the picture that is the newest now."""
        return int(self._clock.now() * self._options.camera_fps)

    async def _picture(self, number: int) -> CameraData:
        async with self._painting:
            if self._latest is None or self._latest[0] < number:
                people, talking, now = list(self._users), self._ears.talking, self._clock.now()
                jpeg = await asyncio.to_thread(_paint, self._lens, people, talking, now)
                self._latest = number, CameraData(image=base64.b64encode(jpeg).decode('ascii'))
            return self._latest[1]


def _paint(lens: Lens, people: list[Person], talking: frozenset[str], now: float) -> bytes:
    """Paint in a thread; the painter's tools are loaded with the first picture, for a robot without viewers is quick."""
    from .picture import paint

    return paint(lens, people, talking, now)
