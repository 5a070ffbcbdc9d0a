#!/usr/bin/env python3
"""
A receptionist: the robot looks at whoever is nearest, listens all the time, and answers what it knows.

Start a bridge, then `ros2 run furhat_ros receptionist --ros-args -r __ns:=/furhat`. A virtual robot that plays the
scenario `reception` or `queue` brings the visitors.
"""

import contextlib

import rclpy
from rclpy.action import ActionClient
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rclpy.task import Future
from std_msgs.msg import String
from std_srvs.srv import Trigger

from furhat_ros.action import Listen
from furhat_ros.srv import AttendUser

ANSWERS = {
    'hello': 'Hello! How can I help you?',
    'morning': 'Good morning! How can I help you?',
    'reception': 'Yes, it is. How can I help you?',
    'lecture hall': 'The lecture hall is on the first floor, to your left.',
    'when': 'The lecture begins at ten.',
    'coffee': 'There is coffee in the kitchen next door.',
    'bye': 'Goodbye! Have a nice day.',
}
"""What is said if a part of a sentence is heard; of several, the first one counts."""


class Receptionist(Node):
    """Callbacks alone: what is heard is answered, and once a second it is seen to that the robot listens."""

    def __init__(self) -> None:
        super().__init__('receptionist')
        self._say = self.create_publisher(String, 'say', 10)
        self._attend = self.create_client(AttendUser, 'attend_user')
        self._listen = ActionClient(self, Listen, 'listen')
        self._stop_listening = self.create_client(Trigger, 'stop_listening')
        self._listens = False
        self.create_subscription(String, 'heard', self._answer, 10)
        self.create_timer(1.0, self._take_care)

    def _answer(self, heard: String) -> None:
        """Answer a sentence; people also talk to each other, so that what is not understood is let be."""
        text = heard.data.lower()
        answer = next((answer for part, answer in ANSWERS.items() if part in text), None)
        self.get_logger().info(f'"{heard.data}": {answer or "(not for me)"}')
        if answer:
            self._say.publish(String(data=answer))

    def _take_care(self) -> None:
        """Have the robot attend and listen unless it does: at first, and after the link or the bridge was lost."""
        if not self._listen.server_is_ready():
            self._listens = False
        elif not self._listens:
            self._listens = True
            self._attend.call_async(AttendUser.Request(user_id='closest'))
            # It goes on after silence, after a sentence, and after what the robot says itself.
            goal = Listen.Goal(stop_no_speech=False, stop_user_end=False, resume_robot_end=True)
            self._listen.send_goal_async(goal).add_done_callback(self._on_answer)

    def _on_answer(self, sent: Future) -> None:
        """Learn whether the goal was accepted."""
        goal = sent.result()
        if goal.accepted:
            goal.get_result_async().add_done_callback(self._on_end)
        else:
            # A goal of somebody else is listening, perhaps of a receptionist who has left: take its place.
            self._stop_listening.call_async(Trigger.Request())
            self._listens = False

    def _on_end(self, _: Future) -> None:
        """Begin again, whatever it was."""
        self._listens = False


def main() -> None:
    """Work until Ctrl-C."""
    rclpy.init()
    with contextlib.suppress(KeyboardInterrupt, ExternalShutdownException):
        rclpy.spin(Receptionist())
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
