"""The camera: the topic `camera/image_raw/compressed` and the service `take_snapshot`."""

from typing import Any

from builtin_interfaces.msg import Time
from sensor_msgs.msg import CompressedImage

from furhat_ros.client.link import LinkStatus
from furhat_ros.protocol.camera import CameraData, CameraOnce, CameraStart, CameraStop
from furhat_ros.srv import TakeSnapshot

from ..context import Context
from ..feature import Feature
from ..policies.services import offer
from ..streams import payload
from ..streams.feed import Feed
from ..streams.lane import Lane
from ..streams.stream import Stream
from ..streams.stream_report import StreamReport
from ..streams.template import Template
from . import jpeg

FRAME = 'camera_optical_frame'

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
        self._template = Template(self._message(b'', context.now()))
        size = context.settings.camera_queue_size
        lane = Lane(context, 'camera', size, self._publish, prepare=self._prepared)
        context.feeds['camera'] = Feed(self._stream, lane)
        context.robot.subscribe(CameraData, lambda event: lane.put(event, self._seen_at()))
        lowest = context.settings.diagnostics_camera_min_rate
        report = StreamReport(context, 'camera', self._stream, 'images', lowest)
        context.robot.subscribe(CameraData, lambda event: report.take(len(event.image)))
        context.reports.append(report.report)
        offer(context, TakeSnapshot, 'take_snapshot', self._take_snapshot)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    async def _take_snapshot(self, _request: Any, response: Any) -> str:
        event = await self.context.robot.ask(CameraOnce(), CameraData)
        response.image = self._message(self._image(event), self._seen_at())
        return f'{len(response.image.data)} bytes'

    def _seen_at(self) -> Time:
        return self.context.event_time(self.context.settings.stamps_camera_delay)

    def _prepared(self, event: CameraData, stamp: Time) -> tuple[bytes, Time]:
        return self._image(event), stamp

    def _image(self, event: CameraData) -> bytes:
        return image_in(event, self.context.settings.camera_max_pixels)

    def _publish(self, image: bytes, stamp: Time) -> None:
        if self._stream.listened(self._publisher):
            self._publisher.publish(self._template.filled(image, stamp))

    def _message(self, image: bytes, stamp: Time) -> CompressedImage:
        header = self.context.header(FRAME, stamp)
        return CompressedImage(header=header, format=FORMAT, data=payload.field(image))


def image_in(event: CameraData, most_pixels: int) -> bytes:
    """Give the JPEG of an event; raise ProtocolViolation if it is none, or one that nobody should decode."""
    image = payload.decode(event.image, 'a camera image')
    jpeg.check(image, most_pixels)
    return image
