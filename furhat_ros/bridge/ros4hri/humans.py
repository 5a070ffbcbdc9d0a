"""People as ROS4HRI (REP-155) wants them: all topics below `humans`. Needs the package hri_msgs."""

from rclpy.exceptions import InvalidTopicNameException
from rclpy.expand_topic_name import expand_topic_name
from rclpy.node import Node
from rclpy.validate_full_topic_name import validate_full_topic_name

from furhat_ros.client.link import LinkState, LinkStatus
from furhat_ros.errors import InvalidRequest

from ..context import Context
from ..feature import Feature

try:
    import hri_msgs.msg
except ImportError:
    hri_msgs = None

PERIOD = 1.0
"""Seconds after which everything is told again, for subscribers that came late and have no memory."""


class Humans(Feature):
    """What the robot knows of people and voices, in the form that libhri and its like read."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._on = _wanted(context)
        if not self._on:
            return
        from .crops import Crops
        from .people import People
        from .voices import Voices

        root = _root(context.node, context.settings.humans_namespace)
        _check_prefix(context.settings.humans_id_prefix)
        self._people = People(context, root)
        self._voices = Voices(context, root, self._people)
        self._crops = Crops(context, self._people) if context.settings.humans_cropped else None
        context.every(PERIOD, self._look)

    def link_changed(self, status: LinkStatus) -> None:
        """Without a link nobody is seen and nobody heard."""
        if not self._on:
            return
        self._people.link_changed(status)
        if not status.connected:
            self._voices.fall_silent()
        if status.state is LinkState.CLOSED and self._crops is not None:
            self._crops.close()

    def _look(self) -> None:
        """Look after everybody (I/O thread)."""
        for feed in self.context.feeds.values():
            feed.stream.count_subscribers()
        self._people.look()
        self._voices.tell(again=True)


def _wanted(context: Context) -> bool:
    wanted = context.settings.humans_enabled
    if wanted == 'always' and hri_msgs is None:
        context.node.get_logger().error(
            'humans.enabled is always, but the package hri_msgs is not installed: there are no ROS4HRI topics. Install'
            ' it, e.g. sudo apt install ros-$ROS_DISTRO-hri-msgs (there is none for Kilted), and start the bridge again'
        )
    return wanted != 'never' and hri_msgs is not None


def _root(node: Node, namespace: str) -> str:
    """Give the namespace without a slash at its end; raise InvalidRequest if it is none."""
    root = namespace.rstrip('/')
    try:
        validate_full_topic_name(expand_topic_name(root, node.get_name(), node.get_namespace()))
    except (InvalidTopicNameException, ValueError) as error:
        raise InvalidRequest(f'humans.namespace {namespace!r} is no namespace: {error}') from None
    return root


def _check_prefix(prefix: str) -> None:
    if prefix and not (prefix.isascii() and prefix.isidentifier() and prefix[0].isalpha()):
        raise InvalidRequest(
            f'humans.id_prefix must begin with a letter and hold letters, digits and underscores; got {prefix!r}'
        )
