"""What is known about the lens of the camera: the topic `camera/camera_info`."""

from builtin_interfaces.msg import Time
from sensor_msgs.msg import CameraInfo as CameraInfoMsg

from ..context import Context
from ..feature import Feature
from . import calibration, jpeg
from .compressed_image import FRAME


class CameraInfo(Feature):
    """
    The calibration of the camera, with the stamp of each image and for images of its size alone.

    For others, and without a calibration, the matrices are zero, which ROS takes for uncalibrated.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        url = context.settings.camera_info_url
        self._calibration = calibration.read(url) if url else None
        self._warned = False
        feed = context.feeds['camera']
        self._stream = feed.stream
        self._publisher = feed.stream.publisher('camera', CameraInfoMsg, 'camera/camera_info')
        feed.lane.watch(self._publish)

    def _publish(self, image: bytes, stamp: Time) -> None:
        if not self._stream.listened(self._publisher):
            return
        size = jpeg.size(image)
        if size is not None:
            header = self.context.header(FRAME, stamp)
            self._publisher.publish(CameraInfoMsg(header=header, **self._about(*size)))

    def _about(self, width: int, height: int) -> dict[str, object]:
        known = self._calibration
        if known is not None and (width, height) == (known.width, known.height):
            return vars(known)
        if known is not None and not self._warned:
            self._warned = True
            self.context.node.get_logger().warning(
                f'the camera sends images of {width} x {height}, camera_info_url is for'
                f' {known.width} x {known.height}: camera/camera_info tells no calibration for these'
            )
        return {'width': width, 'height': height}
