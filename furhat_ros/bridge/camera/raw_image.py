"""The camera's images as pixels: the topic `camera/image_raw`."""

from builtin_interfaces.msg import Time
from sensor_msgs.msg import Image

from furhat_ros.client.link import LinkState, LinkStatus

from ..context import Context
from ..feature import Feature
from .compressed_image import FRAME
from .decoders import FastestDecoder
from .newest import Newest

ENCODING = 'bgr8'


class RawImage(Feature):
    """Decodes while somebody subscribes, beside both threads; what comes too fast for that is left out."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        feed = context.feeds['camera']
        self._stream = feed.stream
        self._publisher = feed.stream.publisher('camera', Image, 'camera/image_raw')
        self._worker = Newest(context, 'raw images', self._publish)
        self._decode = FastestDecoder(self._tell)
        feed.lane.watch(self._take)

    def link_changed(self, status: LinkStatus) -> None:
        """End the work with the bridge."""
        if status.state is LinkState.CLOSED:
            self._worker.close()

    def _take(self, image: bytes, stamp: Time) -> None:
        if self._stream.listened(self._publisher):
            self._worker.put(image, stamp)

    def _publish(self, image: bytes, stamp: Time) -> None:
        """
        Decode (the worker's thread), and have it published from the I/O thread.

        Two threads that publish at once fill the shared memory of Fast DDS more often: what finds no room there comes
        with a later heartbeat, and sound is late.
        """
        pixels, width, height = self._decode(image)
        message = Image(
            header=self.context.header(FRAME, stamp),
            height=height,
            width=width,
            encoding=ENCODING,
            step=3 * width,
            data=pixels,
        )
        self.context.crossing.post(self._publisher.publish, message)

    def _tell(self, decoder: str) -> None:
        self.context.node.get_logger().info(f'camera/image_raw: {decoder} decodes the images')
