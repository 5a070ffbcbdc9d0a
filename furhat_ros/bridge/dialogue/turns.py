"""The dialogue on one timeline: the topic `turns`."""

from furhat_ros.msg import TurnEvent
from furhat_ros.protocol.listen import HearEnd, HearPartial, HearStart, ListenEnded, ListenStarted
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakWord

from ..context import Context
from ..feature import Feature
from ..policies.publishers import create_publisher
from ..policies.qos import EVENTS


class Turns(Feature):
    """Who speaks when, robot and users, in the order in which the robot tells it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._publisher = create_publisher(context.node, TurnEvent, 'turns', EVENTS)
        subscribe = context.robot.subscribe
        subscribe(SpeakStart, lambda event: self._publish(TurnEvent.ROBOT_START, event.text))
        subscribe(SpeakWord, lambda event: self._publish(TurnEvent.ROBOT_WORD, event.word))
        subscribe(
            SpeakEnd,
            lambda event: self._publish(TurnEvent.ROBOT_END, event.text, aborted=event.aborted),
        )
        subscribe(HearStart, lambda _: self._publish(TurnEvent.USER_START))
        subscribe(HearPartial, lambda event: self._publish(TurnEvent.USER_PARTIAL, event.text))
        subscribe(HearEnd, lambda event: self._publish(TurnEvent.USER_FINAL, event.text))
        subscribe(ListenStarted, lambda _: self._publish(TurnEvent.LISTEN_START))
        subscribe(
            ListenEnded, lambda event: self._publish(TurnEvent.LISTEN_END, cause=event.cause)
        )

    def _publish(self, kind: int, text: str = '', cause: str = '', aborted: bool = False) -> None:
        if not self._publisher.get_subscription_count():
            return  # a robot that floods us with words must not cost more than it has to
        header = self.context.header('base_link', self.context.event_time())
        self._publisher.publish(
            TurnEvent(header=header, kind=kind, text=text, cause=cause, aborted=aborted)
        )
