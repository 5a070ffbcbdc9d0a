"""One person as REP-155 has them: the topics below `persons/<id>` and `faces/<id>`, and their frames."""

from typing import Any

from builtin_interfaces.msg import Time
from geometry_msgs.msg import TransformStamped
from hri_msgs.msg import EngagementLevel, NormalizedRegionOfInterest2D
from sensor_msgs.msg import Image
from std_msgs.msg import Bool, Float32, String

from furhat_ros.protocol.users import Box, User

from ..context import Context
from ..people.user_frames import is_placed, user_pose
from ..people.users import IMAGE_HEIGHT, IMAGE_WIDTH, distance_of
from ..policies.qos import LATCHED, SENSOR
from . import frames
from .engagement import Engagement
from .looking import Looking
from .sight import Sight
from .topics import Topic, Topics
from .voice import Voice

USERS = ('users', 'users')
CAMERA = ('camera', 'camera')

Region = tuple[float, float, float, float]
"""A part of an image: left, top, right and bottom as parts of its width and height, from 0 to 1."""


class Person:
    """Somebody whom the robot tracks, or did a moment ago (I/O thread). Face, person and voice have the same name."""

    def __init__(self, context: Context, root: str, name: str) -> None:
        settings = context.settings
        self.name = name
        self.sight = Sight(settings.humans_memory)
        self.user = User('')
        """What the robot told last."""

        self.looking = Looking()
        self.voice: Voice | None = None
        self.region: Region | None = None
        """Where their face is in the camera image, if it is there."""

        self._context = context
        self._root = root
        self._engagement = Engagement()
        self._found: User | None = None
        """What the robot told last that says where they are."""

        self._placed = False
        """Whether the robot tells now where they are."""

        self._told: dict[str, Any] = {}
        self._face = f'{root}/faces/{name}'
        self._person = f'{root}/persons/{name}'
        self._topics = Topics(context, self._all_topics(settings.humans_cropped))
        self._topics.publish(f'{self._person}/anonymous', Bool(data=True))

    @property
    def has_face(self) -> bool:
        """Whether the robot has their face in sight and tells anything of it."""
        return self._placed or self.region is not None

    def see(self, user: User, stamp: Time, now: float) -> None:
        """Take what the robot tells of them."""
        self.user = user
        self._placed = is_placed(user)
        if self._placed:
            self._found = user
        self.sight.see(self._placed)
        self.region = None if user.camera is None else region_of(user.camera)
        looking = self.looking.update(user)
        self._engagement.update(distance_of(user), looking, now)
        self._publish_region(stamp)

    def lose(self, now: float) -> None:
        """Take that the robot tells nothing of them."""
        self.sight.lose(now)
        self._placed, self.region = False, None
        self.looking.value = None
        self._engagement.out_of_sight(now)

    def speak(self) -> Voice:
        """Give their voice, from now on a known one."""
        if self.voice is None:
            self.voice = Voice(self._context, self._root, self.name)
        return self.voice

    def tell(self, stamp: Time, now: float, again: bool) -> None:
        """Publish what has changed, or `again` also what subscribers without a memory have missed."""
        before = self._told
        self._told = {
            'face_id': self.name if self.has_face else '',
            'voice_id': None if self.voice is None else self.name,
            'location_confidence': self.sight.confidence(now),
            'engagement_status': self._engagement.level,
        }
        if self._told == before and not again:
            return
        for name, value in self._told.items():
            if value is not None and (again or before.get(name) != value):
                self._topics.publish(f'{self._person}/{name}', self._message(name, value, stamp))

    def transforms(self, parent: str, stamp: Time, now: float) -> list[TransformStamped]:
        """Give their frames of this moment."""
        pose = None if self._found is None else user_pose(self._found)
        if pose is None or not self.sight.known(now):
            return []
        found = [frames.person(parent, stamp, self.name, pose)]
        if self._placed:
            found.append(frames.face(parent, stamp, self.name, pose))
            if self.user.rotation is not None:
                found.append(frames.gaze(stamp, self.name))
            if self.voice is not None:
                found.append(frames.voice(stamp, self.name))
        return found

    def close(self) -> None:
        """Take everything away that tells of them."""
        self._topics.close()
        if self.voice is not None:
            self.voice.close()

    def wants_crop(self) -> bool:
        """Whether anybody wants to see the face, and it can be seen."""
        return self.region is not None and self._topics.wanted(f'{self._face}/cropped')

    def publish_crop(self, image: Image) -> None:
        """Publish the picture of the face."""
        self._topics.publish(f'{self._face}/cropped', image)

    def _message(self, name: str, value: Any, stamp: Time) -> Any:
        if name == 'engagement_status':
            return EngagementLevel(header=self._context.header('base_link', stamp), level=value)
        return Float32(data=value) if name == 'location_confidence' else String(data=value)

    def _publish_region(self, stamp: Time) -> None:
        if self.user.camera is None:
            return
        if self.region is None:
            self._context.robot.oddities['face outside the image'] += 1
        elif self._topics.wanted(f'{self._face}/roi'):
            left, top, right, bottom = self.region
            header = self._context.header('camera_optical_frame', stamp)
            message = NormalizedRegionOfInterest2D(
                header=header, xmin=left, ymin=top, xmax=right, ymax=bottom, c=1.0
            )
            self._topics.publish(f'{self._face}/roi', message)

    def _all_topics(self, cropped: bool) -> list[Topic]:
        topics = [
            Topic(f'{self._face}/roi', NormalizedRegionOfInterest2D, SENSOR, (USERS,)),
            Topic(f'{self._person}/anonymous', Bool, LATCHED, (USERS,)),
            Topic(f'{self._person}/face_id', String, LATCHED, (USERS,)),
            Topic(f'{self._person}/voice_id', String, LATCHED, (USERS,)),
            Topic(f'{self._person}/engagement_status', EngagementLevel, LATCHED, (USERS,)),
            Topic(f'{self._person}/location_confidence', Float32, LATCHED, (USERS,)),
        ]
        if cropped:
            topics.append(Topic(f'{self._face}/cropped', Image, SENSOR, (USERS, CAMERA)))
        return topics


def region_of(box: Box) -> Region | None:
    """Give the part of the image that a box covers; None if it covers none."""
    left, right = _part(box.x, IMAGE_WIDTH), _part(box.x + box.w, IMAGE_WIDTH)
    top, bottom = _part(box.y, IMAGE_HEIGHT), _part(box.y + box.h, IMAGE_HEIGHT)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _part(value: float, whole: int) -> float:
    return min(max(value / whole, 0.0), 1.0)
