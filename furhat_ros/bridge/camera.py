"""The camera: the topic `camera/image_raw/compressed`."""

from sensor_msgs.msg import CompressedImage

from furhat_ros.client.link import LinkStatus
from furhat_ros.errors import ProtocolViolation
from furhat_ros.protocol.camera import CameraData, CameraStart, CameraStop

from . import payload
from .context import Context
from .feature import Feature
from .stream import Stream

JPEG_START = b'\xff\xd8\xff'

FORMAT = 'bgr8; jpeg compressed bgr8'
"""As image_transport wants it for a colour JPEG."""


class Camera(Feature):
    """The robot's camera; its JPEGs are passed through untouched."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stream = Stream(context, context.settings.camera_stream, CameraStart(), CameraStop())
        self._publisher = self._stream.publisher(CompressedImage, 'camera/image_raw/compressed')
        context.robot.subscribe(CameraData, self._publish)

    def link_changed(self, status: LinkStatus) -> None:
        """Start the stream again on a new link."""
        self._stream.link_changed(status)

    def _publish(self, event: CameraData) -> None:
        header = self.context.header('camera_optical_frame')
        try:
            jpeg = payload.decode(event.image, 'a camera image')
            if not jpeg.startswith(JPEG_START):
                raise ProtocolViolation('not a JPEG', 'a camera image is not a JPEG')
        except ProtocolViolation as violation:
            self.context.robot.report(violation)
            return
        self._publisher.publish(
            CompressedImage(header=header, format=FORMAT, data=payload.field(jpeg))
        )
