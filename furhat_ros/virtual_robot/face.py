"""The face that the robot shows: who it is, what it does by itself, its parameters, and the pose of the head."""

from dataclasses import dataclass

from ..protocol.face import FaceStatusResult
from .connection import Connection
from .options import Options
from .strict import Asked, Refusal

CHARACTERS = (
    'Alex', 'Brooklyn', 'Chen', 'Dorothy', 'Fedora', 'Fernando', 'Gyeong', 'Hayden', 'Isabel', 'James', 'Jamie', 'Jane',
    'Kione', 'Lamin', 'Marty', 'Maurice', 'Nazar', 'Omar', 'Patricia', 'Rania', 'Samuel', 'Titan', 'Vinnie', 'Yi',
    'Yumi', 'Zhen', 'default',
)  # fmt: skip

FACES = tuple(f'{mask} - {character}' for mask in ('adult', 'child') for character in CHARACTERS)

KEEP = 'KEEP'
"""The face_id that stands for the active face."""

IDLE = {'microexpressions': True, 'blinking': True, 'head_sway': False}
"""What the face does by itself, and the defaults that a new character begins with."""


@dataclass(frozen=True)
class Headpose:
    """Where the head goes, in degrees: yaw to the robot's left, pitch down, roll to the robot's right."""

    yaw: float
    pitch: float
    roll: float
    relative: bool
    speed: str


class Face:
    """
    The face.

    `params` are the parameters that were set since the last reset; `headpose` is None while the attention moves the
    head.
    """

    def __init__(self, options: Options) -> None:
        self.face_id = FACES[0]
        self.visibility = True
        self.idle = dict(IDLE)
        self.params: dict[str, float] = {}
        self.headpose: Headpose | None = None
        self._options = options

    def status(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.face.status`."""
        sender.send(
            FaceStatusResult(
                face_id=self.face_id if asked['face_id'] else None,
                face_list=FACES if asked['face_list'] else None,
            ),
            asked.request_id,
        )

    def set_params(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.face.params`."""
        self.params.update(asked['params'])

    def reset(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.face.reset`."""
        self.params.clear()

    def turn_head(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.face.headpose`; the head goes no further than its limit."""
        limit = self._options.head_limit
        yaw, pitch, roll = (
            max(-limit, min(limit, asked[name])) for name in ('yaw', 'pitch', 'roll')
        )
        self.headpose = Headpose(yaw, pitch, roll, asked['relative'], asked['speed'])

    def release_head(self) -> None:
        """Leave the head to the attention again."""
        self.headpose = None

    def configure(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.face.config`: first the face, then what it does by itself."""
        self._wear(asked['face_id'])
        if self._options.face_left_out == 'default':
            self.visibility, self.idle = True, dict(IDLE)
        if asked['visibility'] is not None:
            self.visibility = asked['visibility']
        self.idle.update({name: asked[name] for name in IDLE if asked[name] is not None})

    def _wear(self, face_id: str | None) -> None:
        """Put on a face, its idle behaviour as by default; nothing happens if it is the active one or none at all."""
        if face_id in {None, KEEP, self.face_id}:
            return
        if face_id in FACES:
            self.face_id, self.idle = face_id, dict(IDLE)
        elif self._options.unknown_names == 'error':
            raise Refusal(f'There is no face called {face_id}')
