"""
The naive contestant: what somebody writes today, with the vendor's client and rclpy.

It follows the example of the client's documentation: connect, `add_handler`, request the streams. The handlers decode
base64, fill in messages and publish them. For the pixels it takes the fastest decoder, where many would take OpenCV.
"""

import argparse
import asyncio
import base64
import math
import sys
from typing import Any

import simplejpeg
from audio_common_msgs.msg import AudioDataStamped
from furhat_realtime_api import AsyncFurhatClient, Events
from geometry_msgs.msg import Point, Vector3
from rclpy.node import Node
from sensor_msgs.msg import CompressedImage, Image, RegionOfInterest

from furhat_ros.msg import User, Users
from spinning import spinning


class Naive:
    """The handlers, and the publishers that they fill."""

    def __init__(self, node: Node, client: AsyncFurhatClient, streams: list[str]) -> None:
        self._clock = node.get_clock()
        self._raw = node.create_publisher(Image, 'camera/image_raw', 10)
        self._image = node.create_publisher(CompressedImage, 'camera/image_raw/compressed', 10)
        self._sound = node.create_publisher(AudioDataStamped, 'microphone/audio_stamped', 10)
        self._users = node.create_publisher(Users, 'users', 10)
        self._wants_pixels = 'raw' in streams
        client.add_handler(Events.response_camera_data, self.on_image)
        client.add_handler(Events.response_audio_data, self.on_sound)
        client.add_handler(Events.response_users_data, self.on_users)

    async def on_image(self, event: dict[str, Any]) -> None:
        """Publish an image as it came, and its pixels if they are wanted."""
        stamp = self._clock.now().to_msg()
        jpeg = base64.b64decode(event['image'])
        message = CompressedImage(format='jpeg', data=jpeg)
        message.header.stamp = stamp
        message.header.frame_id = 'camera_optical_frame'
        self._image.publish(message)
        if self._wants_pixels:
            pixels = simplejpeg.decode_jpeg(jpeg, 'BGR')
            height, width, _ = pixels.shape
            raw = Image(height=height, width=width, encoding='bgr8', step=3 * width)
            raw.header = message.header
            raw.data = pixels.tobytes()
            self._raw.publish(raw)

    async def on_sound(self, event: dict[str, Any]) -> None:
        """Publish a chunk of sound."""
        message = AudioDataStamped()
        message.header.stamp = self._clock.now().to_msg()
        message.header.frame_id = 'microphone_frame'
        message.audio.data = base64.b64decode(event['microphone'])
        self._sound.publish(message)

    async def on_users(self, event: dict[str, Any]) -> None:
        """Publish a list of users."""
        message = Users()
        message.header.stamp = self._clock.now().to_msg()
        message.header.frame_id = 'base_link'
        for user in event['users']:
            place, turn, box = user['location'], user['rotation'], user['camera']
            message.users.append(
                User(
                    id=user['id'],
                    position=Point(x=place['z'], y=place['x'], z=place['y']),
                    rotation=Vector3(
                        x=math.radians(turn['z']),
                        y=math.radians(turn['x']),
                        z=math.radians(turn['y']),
                    ),
                    distance=user['distance'],
                    attending=user['attending'],
                    has_box=True,
                    box=RegionOfInterest(
                        x_offset=round(box['x']),
                        y_offset=round(box['y']),
                        width=round(box['w']),
                        height=round(box['h']),
                    ),
                )
            )
        self._users.publish(message)


async def main() -> None:
    """Run until the connection ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument('url')
    parser.add_argument('namespace')
    parser.add_argument('streams', nargs='*')
    options = parser.parse_args()
    client = AsyncFurhatClient('127.0.0.1')
    client.ws_url = options.url
    with spinning('naive', options.namespace) as node:
        Naive(node, client, options.streams)
        await client.connect()
        if 'camera' in options.streams:
            await client.request_camera_start()
        if 'sound' in options.streams:
            await client.request_audio_start()
        if 'users' in options.streams:
            await client.request_users_start()
        await client.ws.wait_closed()


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
