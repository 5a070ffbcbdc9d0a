"""The camera: the topic `camera/image_raw/compressed` and the service `take_snapshot`."""

from typing import Any

from builtin_interfaces.msg import Time
from sensor_msgs.msg import CompressedImage

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.camera import CameraData, CameraOnce, CameraStart, CameraStop
from furhat_ros.srv import TakeSnapshot

from . import payload
from .context import Context
from .feature import Feature
from .feed import Feed
from .lane import Lane
from .services import offer
from .stream import Stream

JPEG_START = b'\xff\xd8\xff'
JPEG_END = b'\xff\xd9'

PADDING = 1024
"""Bytes after its end that a JPEG may have."""

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
        size = context.settings.camera_queue_size
        lane = Lane(context, 'camera', size, self._publish, prepare=_prepared)
        context.feeds['camera'] = Feed(self._stream, lane)
        context.robot.subscribe(CameraData, lambda event: lane.put(event, context.now()))
        offer(context, TakeSnapshot, 'take_snapshot', self._take_snapshot)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    async def _take_snapshot(self, _request: Any, response: Any) -> str:
        event = await self.context.robot.ask(CameraOnce(), CameraData)
        response.image = self._message(_jpeg(event), self.context.now())
        return f'{len(response.image.data)} bytes'

    def _publish(self, jpeg: bytes, stamp: Time) -> None:
        self._publisher.publish(self._message(jpeg, stamp))

    def _message(self, jpeg: bytes, stamp: Time) -> CompressedImage:
        header = self.context.header('camera_optical_frame', stamp)
        return CompressedImage(header=header, format=FORMAT, data=payload.field(jpeg))


def _prepared(event: CameraData, stamp: Time) -> tuple[bytes, Time]:
    return _jpeg(event), stamp


def _jpeg(event: CameraData) -> bytes:
    jpeg = payload.decode(event.image, 'a camera image')
    if not jpeg.startswith(JPEG_START):
        raise ProtocolViolation('not a JPEG', 'a camera image is not a JPEG')
    if jpeg.rfind(JPEG_END, -PADDING) < 0:
        raise ProtocolViolation('truncated JPEG', f'a camera image has no end ({len(jpeg)} bytes)')
    return jpeg
