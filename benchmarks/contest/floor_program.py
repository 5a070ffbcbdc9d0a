"""
The floor: a straight-line program without any feature, on the fastest libraries that are known.

It receives with picows, reads JSON with orjson, decodes base64 with pybase64 and pixels with simplejpeg, the latter
beside the thread that receives, and publishes. With `--knowing` it reads no JSON for an image: it knows each byte that
this robot writes around one.
"""

import argparse
import array
import asyncio
import math
import sys
import threading
from typing import Any

import orjson
import picows
import pybase64
import rclpy
import simplejpeg
from audio_common_msgs.msg import AudioData, AudioDataStamped
from builtin_interfaces.msg import Time
from geometry_msgs.msg import Point, Vector3
from rclpy.signals import SignalHandlerOptions
from sensor_msgs.msg import CompressedImage, Image, RegionOfInterest
from std_msgs.msg import Header

from furhat_ros.msg import User, Users

IMAGE = b'{"type":"response.camera.data","image":"'

START = {
    'camera': b'{"type":"request.camera.start"}',
    'sound': b'{"type":"request.audio.start"}',
    'users': b'{"type":"request.users.start"}',
}


class Floor(picows.WSListener):
    """Everything in one place."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.loop = asyncio.get_running_loop()
        self.ended = self.loop.create_future()
        self.options = options
        node = self.node = rclpy.create_node('floor', namespace=options.namespace)
        self.clock = node.get_clock()
        self.raw = node.create_publisher(Image, 'camera/image_raw', 10)
        self.image = node.create_publisher(CompressedImage, 'camera/image_raw/compressed', 10)
        self.sound = node.create_publisher(AudioDataStamped, 'microphone/audio_stamped', 10)
        self.users = node.create_publisher(Users, 'users', 10)
        self.take = {
            'response.camera.data': self.take_image,
            'response.audio.data': self.take_sound,
            'response.users.data': self.take_users,
        }
        self.newest: tuple[bytes, Header] | None = None
        self.wake = threading.Semaphore(0)
        if 'raw' in options.streams:
            threading.Thread(target=self.decode, daemon=True).start()

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        """Ask for everything at once."""
        transport.send(picows.WSMsgType.TEXT, b'{"type":"request.auth"}')
        for stream, request in START.items():
            if stream in self.options.streams:
                transport.send(picows.WSMsgType.TEXT, request)

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        """Publish what comes."""
        payload = frame.get_payload_as_memoryview()
        if self.options.knowing and bytes(payload[: len(IMAGE)]) == IMAGE:
            self.take_image({'image': payload[len(IMAGE) : -2]})
            return
        event = orjson.loads(payload)
        take = self.take.get(event['type'])
        if take is not None:
            take(event)

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        """End with the connection."""
        self.ended.set_result(None)

    def header(self, frame: str) -> Header:
        """Give one with the time now."""
        seconds, rest = divmod(self.clock.now().nanoseconds, 10**9)
        return Header(stamp=Time(sec=seconds, nanosec=rest), frame_id=frame)

    def take_image(self, event: dict[str, Any]) -> None:
        """Publish an image as it came."""
        header = self.header('camera_optical_frame')
        jpeg = pybase64.b64decode(event['image'], validate=True)
        self.image.publish(
            CompressedImage(header=header, format='jpeg', data=array.array('B', jpeg))
        )
        if 'raw' in self.options.streams:
            self.newest = jpeg, header
            self.wake.release()

    def decode(self) -> None:
        """Publish the pixels of the newest image."""
        while self.wake.acquire():
            piece, self.newest = self.newest, None
            if piece is None:
                continue
            jpeg, header = piece
            height, width, _, _ = simplejpeg.decode_jpeg_header(jpeg)
            pixels = array.array('B', bytes(3 * width * height))
            simplejpeg.decode_jpeg(jpeg, 'BGR', buffer=pixels)
            message = Image(
                header=header,
                height=height,
                width=width,
                encoding='bgr8',
                step=3 * width,
                data=pixels,
            )
            self.loop.call_soon_threadsafe(self.raw.publish, message)

    def take_sound(self, event: dict[str, Any]) -> None:
        """Publish a chunk of sound."""
        pcm = pybase64.b64decode(event['microphone'], validate=True)
        audio = AudioData(data=array.array('B', pcm))
        self.sound.publish(AudioDataStamped(header=self.header('microphone_frame'), audio=audio))

    def take_users(self, event: dict[str, Any]) -> None:
        """Publish a list of users."""
        users = [_user(user) for user in event['users']]
        self.users.publish(Users(header=self.header('base_link'), users=users))


def _user(user: dict[str, Any]) -> User:
    place, turn, box = user['location'], user['rotation'], user['camera']
    return User(
        id=user['id'],
        position=Point(x=place['z'], y=place['x'], z=place['y']),
        rotation=Vector3(
            x=math.radians(turn['z']), y=math.radians(turn['x']), z=math.radians(turn['y'])
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


async def main() -> None:
    """Run until the connection ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument('url')
    parser.add_argument('namespace')
    parser.add_argument('streams', nargs='*')
    parser.add_argument('--knowing', action='store_true')
    options = parser.parse_args()
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    _, floor = await picows.ws_connect(lambda: Floor(options), options.url)
    await floor.ended
    rclpy.try_shutdown()


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
