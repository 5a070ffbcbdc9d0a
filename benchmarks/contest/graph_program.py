"""Tells what a node offers: its publishers, subscriptions, services and actions, as the bare node takes them."""

import argparse
import time

import rclpy

from answers import say

PATIENCE = 20.0  # s
QUIET = 1.0  # s without anything new, after which it is taken for complete
INSIDE_ACTIONS = '/_action/'


def main() -> None:
    """Look at one node."""
    parser = argparse.ArgumentParser()
    parser.add_argument('name')
    parser.add_argument('namespace')
    options = parser.parse_args()
    rclpy.init()
    node = rclpy.create_node('graph', namespace=options.namespace)
    of = (options.name, options.namespace)
    seen: dict[str, object] = {}
    changed = time.monotonic()
    end = changed + PATIENCE
    while time.monotonic() < min(changed + QUIET, end) or not seen:
        time.sleep(0.1)
        if of not in node.get_node_names_and_namespaces():
            continue
        publishers = node.get_publisher_names_and_types_by_node(*of)
        found = {
            'publishers': _plain(publishers),
            'subscriptions': _plain(node.get_subscriber_names_and_types_by_node(*of)),
            'services': [
                each
                for each in _plain(node.get_service_names_and_types_by_node(*of))
                if not each[0].startswith(f'{options.namespace}/{options.name}/')
            ],
            'actions': [
                (name.partition(INSIDE_ACTIONS)[0], kinds[0].removesuffix('_FeedbackMessage'))
                for name, kinds in publishers
                if name.endswith(f'{INSIDE_ACTIONS}feedback')
            ],
        }
        if found != seen:
            seen, changed = found, time.monotonic()
    say(seen)
    rclpy.try_shutdown()


def _plain(found: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Leave out what every node has, and the inside of actions."""
    return [
        (name, kinds[0])
        for name, kinds in found
        if INSIDE_ACTIONS not in name and name not in ('/rosout', '/parameter_events')
    ]


if __name__ == '__main__':
    main()
