"""What the robot hears, whoever made it listen: the topics `hearing` and `heard`."""

from std_msgs.msg import String

from furhat_ros.msg import Hearing as HearingMsg
from furhat_ros.protocol.listen import HearEnd, HearPartial, HearStart, ListenEnded

from ..context import Context
from ..feature import Feature
from ..policies.publishers import create_publisher
from ..policies.qos import EVENTS


class Hearing(Feature):
    """The robot's ears as topics."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._hearing = create_publisher(context.node, HearingMsg, 'hearing', EVENTS)
        self._heard = create_publisher(context.node, String, 'heard', EVENTS)
        robot = context.robot
        robot.subscribe(HearStart, lambda _: self._publish(HearingMsg.START))
        robot.subscribe(HearPartial, lambda event: self._publish(HearingMsg.PARTIAL, event.text))
        robot.subscribe(HearEnd, self._on_final)
        robot.subscribe(
            ListenEnded, lambda event: self._publish(HearingMsg.END, cause=event.cause)
        )

    def _on_final(self, event: HearEnd) -> None:
        self._publish(HearingMsg.FINAL, event.text)
        if event.text:
            self._heard.publish(String(data=event.text))

    def _publish(self, kind: int, text: str = '', cause: str = '') -> None:
        header = self.context.header('microphone_frame', self.context.event_time())
        self._hearing.publish(HearingMsg(header=header, kind=kind, text=text, cause=cause))
