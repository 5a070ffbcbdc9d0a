"""The body of the robot as its URDF describes it: links that hang together, some by joints that turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from ament_index_python.packages import get_package_share_directory

from ..space.pose import Place, Pose, about, from_angles


@dataclass(frozen=True)
class Joint:
    """How a link hangs at another; `axis` is None if it cannot turn. `lowest` and `highest` are radians."""

    name: str
    parent: str
    child: str
    rest: Pose
    axis: Place | None
    lowest: float = 0.0
    highest: float = 0.0

    def pose(self, angle: float = 0.0) -> Pose:
        """Give the pose of the child in its parent."""
        return self.rest if self.axis is None else self.rest @ Pose(turn=about(self.axis, angle))

    def limited(self, angle: float) -> float:
        """Give the angle that comes closest and can be reached."""
        return min(max(angle, self.lowest), self.highest)


class Body:
    """Links and joints from the text of a URDF."""

    def __init__(self, urdf: str) -> None:
        self.urdf = urdf
        self.joints = tuple(_joint(each) for each in ElementTree.fromstring(urdf).iter('joint'))
        self._to: dict[str, Joint] = {joint.child: joint for joint in self.joints}

    @property
    def fixed(self) -> tuple[Joint, ...]:
        """The joints that cannot turn."""
        return tuple(joint for joint in self.joints if joint.axis is None)

    @property
    def turning(self) -> tuple[Joint, ...]:
        """The joints that can."""
        return tuple(joint for joint in self.joints if joint.axis is not None)

    def __contains__(self, link: str) -> bool:
        """Whether the body has such a link, other than the one that all hang at."""
        return link in self._to

    def pose(self, link: str, angles: Mapping[str, float]) -> Pose:
        """Give the pose of a link in the one that all hang at, for these angles of the joints by their names."""
        pose = Pose()
        while link in self._to:
            joint = self._to[link]
            pose = joint.pose(angles.get(joint.name, 0.0)) @ pose
            link = joint.parent
        return pose


def furhat() -> Body:
    """Read the body of a Furhat."""
    file = Path(get_package_share_directory('furhat_ros')) / 'urdf' / 'furhat.urdf'
    return Body(file.read_text(encoding='utf-8'))


def _joint(element: ElementTree.Element) -> Joint:
    origin, limit = element.find('origin'), element.find('limit')
    place = _numbers(origin, 'xyz')
    return Joint(
        name=element.attrib['name'],
        parent=element.find('parent').attrib['link'],  # type: ignore[union-attr]
        child=element.find('child').attrib['link'],  # type: ignore[union-attr]
        rest=Pose(place, from_angles(*_numbers(origin, 'rpy'))),
        axis=None if element.attrib['type'] == 'fixed' else _numbers(element.find('axis'), 'xyz'),
        lowest=0.0 if limit is None else float(limit.attrib['lower']),
        highest=0.0 if limit is None else float(limit.attrib['upper']),
    )


def _numbers(element: ElementTree.Element | None, name: str) -> Place:
    text = '0 0 0' if element is None else element.get(name, '0 0 0')
    x, y, z = (float(number) for number in text.split())
    return x, y, z
