"""The base of everything that the bridge offers."""

from furhat_ros.client.link import LinkStatus

from .context import Context


class Feature:
    """
    One capability of the robot as ROS sees it.

    The constructor creates the ROS entities and subscribes to the robot's events, before either thread runs. Coroutines
    and the callbacks of the robot run in the I/O thread, callbacks of ROS entities in the ROS thread.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    def link_changed(self, status: LinkStatus) -> None:
        """Take a new status of the link (I/O thread)."""
