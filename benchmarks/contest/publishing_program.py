"""
What cannot be saved with rclpy: a program that publishes one and the same image again and again, and does nothing else.

It receives nothing and decodes nothing; the image is in its message already, but for the time inside.
"""

import argparse
import array
import asyncio
import sys

import rclpy
from rclpy.signals import SignalHandlerOptions
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import Header

from times import IMAGE_TIME, TIME_SIZE, as_bytes
from traffic_program import jpeg_of


async def main() -> None:
    """Publish until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument('namespace')
    parser.add_argument('--image', type=int, default=115_000, help='bytes')
    parser.add_argument('--images-per-second', type=float, default=25.0)
    options = parser.parse_args()
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    node = rclpy.create_node('publishing', namespace=options.namespace)
    publisher = node.create_publisher(CompressedImage, 'camera/image_raw/compressed', 10)
    image = array.array('B', jpeg_of(options.image))
    message = CompressedImage(header=Header(frame_id='camera_optical_frame'), format='jpeg')
    loop = asyncio.get_running_loop()
    ended = loop.run_in_executor(None, sys.stdin.readline)
    due = loop.time()
    while not ended.done():
        image[IMAGE_TIME : IMAGE_TIME + TIME_SIZE] = array.array('B', as_bytes())
        message.data = image
        publisher.publish(message)
        due += 1 / options.images_per_second
        await asyncio.sleep(due - loop.time())
    rclpy.try_shutdown()


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
