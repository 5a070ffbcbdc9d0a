"""The robot's camera: pictures of the room and of the people in it."""

import asyncio
import base64

from ..protocol.camera import CameraData
from .clock import Beat, Clock
from .connection import Connection
from .ears import Ears
from .lens import Lens
from .options import Options
from .strict import Asked
from .users import Person, Users


class Camera:
    """The camera. Clients that look at the same time share a picture; it is painted beside the event loop."""

    def __init__(
        self, clock: Clock, options: Options, lens: Lens, users: Users, ears: Ears
    ) -> None:
        self._clock = clock
        self._options = options
        self._lens = lens
        self._users = users
        self._ears = ears
        self._painting = asyncio.Lock()
        self._taken = 0.0
        self._latest: CameraData | None = None

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
        client.send(await self._picture(), asked.request_id)

    async def _stream(self, client: Connection, asked: Asked) -> None:
        beat = Beat(self._clock, self._options.camera_fps)
        while True:
            client.send_bulk(await self._picture(), asked.request_id)
            await beat.next()

    async def _picture(self) -> CameraData:
        """Give a picture that is at most half a beat old."""
        async with self._painting:
            now = self._clock.now()
            if self._latest is None or now - self._taken > 0.5 / self._options.camera_fps:
                people, talking = list(self._users), self._ears.talking
                jpeg = await asyncio.to_thread(_paint, self._lens, people, talking, now)
                image = base64.b64encode(jpeg).decode('ascii')
                self._taken, self._latest = now, CameraData(image=image)
            return self._latest


def _paint(lens: Lens, people: list[Person], talking: frozenset[str], now: float) -> bytes:
    """Paint in a thread; what painting needs is only loaded with the first picture."""
    from .picture import paint

    return paint(lens, people, talking, now)
