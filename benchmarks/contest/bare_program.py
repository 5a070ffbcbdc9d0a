"""A bare node: the publishers, subscriptions, services and actions of another one, and nothing behind them."""

import argparse
import importlib
import json
import sys
from typing import Any

import rclpy
from rclpy.action import ActionServer
from rclpy.signals import SignalHandlerOptions

from answers import say


def kind_of(name: str) -> Any:
    """Import a type of messages, services or actions, such as std_msgs/msg/String."""
    package, part, kind = name.split('/')
    return getattr(importlib.import_module(f'{package}.{part}'), kind)


def main() -> None:
    """Be there until killed; the offers come as JSON on the input."""
    parser = argparse.ArgumentParser()
    parser.add_argument('namespace')
    options = parser.parse_args()
    offers = json.loads(sys.stdin.readline())
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    node = rclpy.create_node('bare', namespace=options.namespace)
    for topic, kind in offers['publishers']:
        node.create_publisher(kind_of(kind), topic, 10)
    for topic, kind in offers['subscriptions']:
        node.create_subscription(kind_of(kind), topic, lambda _: None, 10)
    for name, kind in offers['services']:
        node.create_service(kind_of(kind), name, lambda _, response: response)
    servers = [
        ActionServer(node, kind_of(kind), name, lambda _: None) for name, kind in offers['actions']
    ]
    say(len(servers))
    rclpy.spin(node)


if __name__ == '__main__':
    main()
