"""What a bag holds for the pictures: the people, the images, the frames, the body."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from furhat_ros.bridge.space.pose import Pose
from furhat_ros.export.axis import stamp
from furhat_ros.export.bag import Bag, Message

Box = tuple[int, int, int, int]
"""Left, top, width and height, in pixels."""


@dataclass(frozen=True)
class Person:
    """Somebody at one moment: metres in base_link, x forward, y left, z up; `heading` in rad from x to y."""

    id: str
    x: float
    y: float
    heading: float
    distance: float
    attended: bool = False
    box: Box | None = None


@dataclass(frozen=True)
class Moment:
    """Everybody at a time in ns, as one message of `users` tells."""

    time: int
    people: tuple[Person, ...]


class Recorded:
    """What one robot has told; `problems` says what of it cannot be read."""

    def __init__(self, path: Path, namespace: str) -> None:
        self.moments: list[Moment] = []
        self._images: list[tuple[int, bytes]] = []
        self.urdf = ''
        self.problems: list[str] = []
        self._frames: dict[str, list[tuple[int, str, Pose]]] = {}
        takes = {
            f'{namespace}/users': self._take_users,
            f'{namespace}/camera/image_raw/compressed': self._take_image,
            f'{namespace}/robot_description': self._take_description,
            '/tf': self._take_transforms,
            '/tf_static': self._take_fixed,
        }
        for message in Bag(path, self.problems.append).messages(takes):
            takes[message.topic](message)
        for steps in self._frames.values():
            steps.sort(key=lambda step: step[0])

    def moment(self, time: int) -> Moment:
        """Give where everybody was at a time."""
        return latest(self.moments, time, lambda moment: moment.time)

    def image(self, time: int) -> bytes:
        """Give the JPEG that was newest at a time."""
        return latest(self._images, time, lambda image: image[0])[1]

    def frames(self, time: int, prefix: str) -> dict[str, Pose]:
        """Give the frames of one robot in its base_link, without their prefix, as they were at a time."""
        steps = {
            child.removeprefix(prefix): latest(found, time, lambda step: step[0])
            for child, found in self._frames.items()
            if child.startswith(prefix)
        }
        poses = {'base_link': Pose()}

        def pose(frame: str) -> Pose:
            if frame not in poses:
                _, parent, step = steps[frame]
                poses[frame] = pose(parent.removeprefix(prefix)) @ step
            return poses[frame]

        for frame in steps:
            pose(frame)
        return poses

    def _take_users(self, message: Message) -> None:
        people = tuple(_person(user) for user in message.content.users)
        self.moments.append(Moment(stamp(message.content), people))

    def _take_image(self, message: Message) -> None:
        self._images.append((stamp(message.content), message.content.data.tobytes()))

    def _take_description(self, message: Message) -> None:
        self.urdf = message.content.data

    def _take_transforms(self, message: Message, *, fixed: bool = False) -> None:
        for each in message.content.transforms:
            place, turn = each.transform.translation, each.transform.rotation
            pose = Pose((place.x, place.y, place.z), (turn.x, turn.y, turn.z, turn.w))
            since = 0 if fixed else stamp(each)
            steps = self._frames.setdefault(each.child_frame_id, [])
            steps.append((since, each.header.frame_id, pose))

    def _take_fixed(self, message: Message) -> None:
        self._take_transforms(message, fixed=True)


def latest(things: Sequence[Any], time: int, when: Any) -> Any:
    """Give the last of some things, which stand in their order, that was there at a time; or else the first."""
    return things[max(bisect_right(things, time, key=when) - 1, 0)]


def _person(user: Any) -> Person:
    box = user.box
    return Person(
        id=user.id,
        x=user.position.x,
        y=user.position.y,
        heading=user.rotation.z
        + math.pi,  # rotation 0 is a face that looks against the robot's gaze
        distance=user.distance,
        attended=user.attended,
        box=(box.x_offset, box.y_offset, box.width, box.height) if user.has_box else None,
    )
