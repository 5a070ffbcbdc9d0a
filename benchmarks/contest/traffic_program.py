"""
The robot of the contest: sends images, sound and lists of users as often as asked, each with the time inside.

It knows as much of the protocol as a bridge needs to stay content. A stream runs while it is asked for. The time is
that of the system's monotonic clock in ns, the same in all processes of a machine: the first 8 bytes of a chunk of
sound and those at IMAGE_TIME in an image; in seconds, the distance of the first user.
"""

import argparse
import asyncio
import base64
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import websockets
from PIL import Image

from answers import answer_questions
from times import IMAGE_TIME, TIME_SIZE, as_bytes

SIZE = (640, 480)
SAMPLE_RATE = 16000
BYTES_PER_SAMPLE = 2
USERS = 3
COMMENT = b'\xff\xfe'
SHORTEST, LONG = 126, 65536

Frame = Callable[[], bytes]
"""Makes the next piece of a stream, a whole frame of the WebSocket."""


def frame_of(text: bytes) -> bytes:
    """Give the WebSocket frame of a text."""
    length = len(text)
    if length < SHORTEST:
        return bytes((0x81, length)) + text
    if length < LONG:
        return bytes((0x81, 126)) + length.to_bytes(2, 'big') + text
    return bytes((0x81, 127)) + length.to_bytes(8, 'big') + text


def jpeg_of(size: int) -> bytes:
    """Make a JPEG of at least as many bytes, with a comment before its end that has room for the time."""
    noise = random.Random(1).randbytes(SIZE[0] * SIZE[1] * 3)
    picture = Image.frombytes('RGB', SIZE, noise)
    for quality in range(5, 101):
        sink = io.BytesIO()
        picture.save(sink, 'JPEG', quality=quality)
        if sink.tell() >= size:
            break
    image = sink.getvalue()
    end = image[-2:]
    # The time and one byte more begin at a multiple of 3, so that in base64 they can be exchanged alone.
    padding = bytes(-(len(image) - len(end) + len(COMMENT) + 2) % 3)
    comment = COMMENT + (2 + len(padding) + TIME_SIZE + 1).to_bytes(2, 'big') + padding
    return image[:-2] + comment + bytes(TIME_SIZE + 1) + end


def images(size: int) -> Frame:
    """Give what makes images of a size in bytes."""
    jpeg = jpeg_of(size)
    coded = base64.b64encode(jpeg)
    start = (len(jpeg) + IMAGE_TIME) // 3 * 4
    end = start + (TIME_SIZE + 1) // 3 * 4
    whole = frame_of(b'{"type":"response.camera.data","image":"' + coded + b'"}')
    place = whole.index(coded)
    before, after = whole[: place + start], whole[place + end :]
    return lambda: before + base64.b64encode(as_bytes() + b'\0') + after


def sounds(seconds: float) -> Frame:
    """Give what makes chunks of noise of a length."""
    size = round(SAMPLE_RATE * seconds) * BYTES_PER_SAMPLE
    rest = random.Random(2).randbytes(size - TIME_SIZE)

    def make() -> bytes:
        coded = base64.b64encode(as_bytes() + rest)
        return frame_of(b'{"type":"response.audio.data","microphone":"' + coded + b'"}')

    return make


def users() -> bytes:
    """Make a list of users."""
    people = [
        {
            'id': f'user-{number}',
            'distance': time.monotonic() if number == 0 else 1.0 + 0.25 * number,
            'location': {'x': 0.3 * number - 0.3, 'y': 0.05, 'z': 1.0 + 0.25 * number},
            'rotation': {'x': 1.5, 'y': 10.0 * number, 'z': -2.0},
            'attending': 0.75,
            'camera': {'x': 100.0 + 150 * number, 'y': 120.0, 'w': 90.0, 'h': 110.0},
        }
        for number in range(USERS)
    ]
    return frame_of(json.dumps({'type': 'response.users.data', 'users': people}).encode())


class Robot:
    """One robot for any number of clients; what it streams is the same for all of them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._streams: dict[str, tuple[Frame, float]] = {
            'camera': (images(options.image), options.images_per_second),
            'audio': (sounds(options.chunk), 1 / options.chunk),
            'users': (users, options.users_per_second),
        }
        self._sent: Counter[str] = Counter()
        self._requests: list[tuple[str, int]] = []
        self._ends: list[int] = []
        self._tasks: dict[tuple[Any, str], asyncio.Task[None]] = {}

    def counts(self) -> Counter[str]:
        """How many pieces of each stream were sent."""
        return self._sent

    def requests(self) -> list[tuple[str, int]]:
        """What has been asked since the last question, and when it came."""
        requests, self._requests = self._requests, []
        return requests

    def ends(self) -> list[int]:
        """When the ends of gestures were sent, since the last question."""
        ends, self._ends = self._ends, []
        return ends

    async def serve(self, connection: Any, *_: str) -> None:
        """Do what a client asks."""
        try:
            async for text in connection:
                came = time.monotonic_ns()
                request = json.loads(text)
                self._requests.append((request['type'], came))
                self._take(connection, request)
        except websockets.ConnectionClosed:
            pass
        finally:
            for key in [key for key in self._tasks if key[0] is connection]:
                self._tasks.pop(key).cancel()

    def _take(self, connection: Any, request: dict[str, Any]) -> None:
        _, subject, deed = (*request['type'].split('.'), '')[:3]
        label = {'request_id': request['request_id']} if 'request_id' in request else {}
        if subject == 'auth':
            granted = {'type': 'response.auth', 'access': True, 'scope': 'public', **label}
            connection.transport.write(frame_of(json.dumps(granted).encode()))
        elif subject in self._streams and deed == 'start':
            key = (connection, subject)
            if key not in self._tasks:
                self._tasks[key] = asyncio.create_task(self._stream(connection, subject))
        elif subject in self._streams and deed == 'stop':
            task = self._tasks.pop((connection, subject), None)
            if task is not None:
                task.cancel()
        elif subject == 'gesture':
            began = {'type': 'response.gesture.start', 'name': request['name'], **label}
            ended = {'type': 'response.gesture.end', 'name': request['name'], **label}
            connection.transport.write(frame_of(json.dumps(began).encode()))
            asyncio.get_running_loop().call_later(0.02, self._end, connection, ended)

    def _end(self, connection: Any, event: dict[str, Any]) -> None:
        self._ends.append(time.monotonic_ns())
        connection.transport.write(frame_of(json.dumps(event).encode()))

    async def _stream(self, connection: Any, name: str) -> None:
        make, rate = self._streams[name]
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            connection.transport.write(make())
            self._sent[name] += 1
            due += 1 / rate
            await asyncio.sleep(due - loop.time())


async def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--image', type=int, default=115_000, help='bytes')
    parser.add_argument('--images-per-second', type=float, default=25.0)
    parser.add_argument('--chunk', type=float, default=0.02, help='seconds')
    parser.add_argument('--users-per-second', type=float, default=30.0)
    robot = Robot(parser.parse_args())
    async with websockets.serve(robot.serve, '127.0.0.1', 0, compression=None) as server:
        (listening,) = server.sockets
        questions = {'counts': robot.counts, 'requests': robot.requests, 'ends': robot.ends}
        await answer_questions(listening.getsockname()[1], questions)


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
