"""The client of the contest: sends goals one after the other, and tells when each was sent and when its result came."""

import argparse
import random
import sys
import time

import rclpy
from rclpy.action import ActionClient

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
    dice = random.Random(3)
    goal = Gesture.Goal(name='Smile', intensity=1.0, duration=1.0)
    times = []
    for _ in range(options.goals):
        time.sleep(dice.uniform(0.0, LONGEST_PAUSE))
        sent = time.monotonic_ns()
        answer = client.send_goal_async(goal)
        rclpy.spin_until_future_complete(node, answer, timeout_sec=PATIENCE)
        result = answer.result().get_result_async()
        rclpy.spin_until_future_complete(node, result, timeout_sec=PATIENCE)
        times.append((sent, time.monotonic_ns()))
    say(times)
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
