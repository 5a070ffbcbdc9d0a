"""The client of the contest: sends goals one after the other, and tells when each was sent and when its result came."""

import argparse
import random
import sys
import time

import rclpy
from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rclpy.node import Node

from answers import say
from furhat_ros.action import Gesture

PATIENCE = 20.0  # s
LONGEST_PAUSE = 0.02  # s, of chance: no goal comes at a moment that the server's timers prefer


def main() -> None:
    """Send so many goals."""
    parser = argparse.ArgumentParser()
    parser.add_argument('namespace')
    parser.add_argument('goals', type=int)
    options = parser.parse_args()
    rclpy.init()
    node = rclpy.create_node('goals', namespace=options.namespace)
    client = ActionClient(node, Gesture, 'gesture')
    if not client.wait_for_server(PATIENCE):
        sys.exit('no action server')
    deadline = time.monotonic() + PATIENCE
    while not reached(node, client):  # the server may be there before its robot is
        if time.monotonic() > deadline:
            sys.exit('no goal succeeds')
    dice = random.Random(3)
    times = []
    for _ in range(options.goals):
        time.sleep(dice.uniform(0.0, LONGEST_PAUSE))
        sent = time.monotonic_ns()
        if not reached(node, client):
            sys.exit('a goal did not succeed')
        times.append((sent, time.monotonic_ns()))
    say(times)
    rclpy.try_shutdown()


def reached(node: Node, client: ActionClient) -> bool:
    """Send a goal, wait for its end, and tell whether it succeeded."""
    answer = client.send_goal_async(Gesture.Goal(name='Smile', intensity=1.0, duration=1.0))
    rclpy.spin_until_future_complete(node, answer, timeout_sec=PATIENCE)
    handle = answer.result()
    if not handle.accepted:
        return False
    result = handle.get_result_async()
    rclpy.spin_until_future_complete(node, result, timeout_sec=PATIENCE)
    return result.result().status == GoalStatus.STATUS_SUCCEEDED


if __name__ == '__main__':
    main()
