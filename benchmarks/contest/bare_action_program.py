"""A bare action server: what a goal costs on its way to the robot if nothing is between rclpy and the socket."""

import argparse
import json
import socket
from typing import Any
from urllib.parse import urlsplit

import rclpy
from rclpy.action import ActionServer
from rclpy.signals import SignalHandlerOptions

from answers import say
from furhat_ros.action import Gesture

HANDSHAKE = (
    'GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
)
MASKED, SIXTEEN_BITS = 0x80, 126


def connected(url: str) -> socket.socket:
    """Give a socket behind the handshake of the WebSocket."""
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname, parts.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(HANDSHAKE.format(path=parts.path, host=parts.netloc).encode())
    answer = b''
    while not answer.endswith(b'\r\n\r\n'):
        answer += connection.recv(1)
    return connection


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument('url')
    parser.add_argument('namespace')
    options = parser.parse_args()
    connection = connected(options.url)
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    node = rclpy.create_node('bare', namespace=options.namespace)

    def execute(handle: Any) -> Gesture.Result:
        wanted = handle.request
        request = {
            'type': 'request.gesture.start',
            'request_id': '00000000-0000-0000-0000-000000000000',
            'name': wanted.name,
            'intensity': wanted.intensity,
            'duration': wanted.duration,
            'monitor': True,
        }
        text = json.dumps(request).encode()
        size = bytes((MASKED | SIXTEEN_BITS,)) + len(text).to_bytes(2, 'big')
        connection.sendall(b'\x81' + size + bytes(4) + text)  # a mask of zeros changes nothing
        handle.succeed()
        return Gesture.Result()

    ActionServer(node, Gesture, 'gesture', execute)
    say('ready')
    rclpy.spin(node)


if __name__ == '__main__':
    main()
