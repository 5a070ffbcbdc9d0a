"""The camera: the topic `camera/image_raw/compressed` and the service `take_snapshot`."""

from typing import Any

from sensor_msgs.msg import CompressedImage

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.camera import CameraData, CameraOnce, CameraStart, CameraStop
from furhat_ros.srv import TakeSnapshot

from . import payload
from .context import Context
from .feature import Feature
from .services import offer
from .stream import Stream

JPEG_START = b'\xff\xd8\xff'

FORMAT = 'bgr8; jpeg compressed bgr8'
"""As image_transport wants it for a colour JPEG."""


class Camera(Feature):
    """The robot's camera; its JPEGs are passed through untouched."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        mode = context.settings.camera_stream
        self._stream = Stream(context, {'camera': mode}, lambda _: CameraStart(), CameraStop())
        self._publisher = self._stream.publisher(
            'camera', CompressedImage, 'camera/image_raw/compressed'
        )
        context.robot.subscribe(CameraData, self._publish)
        offer(context, TakeSnapshot, 'take_snapshot', self._take_snapshot)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    async def _take_snapshot(self, _request: Any, response: Any) -> str:
        response.image = self._message(await self.context.robot.ask(CameraOnce(), CameraData))
        return f'{len(response.image.data)} bytes'

    def _publish(self, event: CameraData) -> None:
        try:
            image = self._message(event)
        except ProtocolViolation as violation:
            self.context.robot.report(violation)
            return
        self._publisher.publish(image)

    def _message(self, event: CameraData) -> CompressedImage:
        header = self.context.header('camera_optical_frame')
        jpeg = payload.decode(event.image, 'a camera image')
        if not jpeg.startswith(JPEG_START):
            raise ProtocolViolation('not a JPEG', 'a camera image is not a JPEG')
        return CompressedImage(header=header, format=FORMAT, data=payload.field(jpeg))
