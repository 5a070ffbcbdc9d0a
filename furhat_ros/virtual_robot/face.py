"""The faces that the robot can show."""

from ..protocol.face import FaceStatusResult
from .connection import Connection
from .strict import Asked

CHARACTERS = (
    'Alex', 'Brooklyn', 'Chen', 'Dorothy', 'Fedora', 'Fernando', 'Gyeong', 'Hayden', 'Isabel', 'James', 'Jamie', 'Jane',
    'Kione', 'Lamin', 'Marty', 'Maurice', 'Nazar', 'Omar', 'Patricia', 'Rania', 'Samuel', 'Titan', 'Vinnie', 'Yi',
    'Yumi', 'Zhen', 'default',
)  # fmt: skip

FACES = tuple(f'{mask} - {character}' for mask in ('adult', 'child') for character in CHARACTERS)


class Face:
    """The active face and the list of all."""

    def __init__(self) -> None:
        self.face_id = FACES[0]

    def status(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.face.status`."""
        sender.send(
            FaceStatusResult(
                face_id=self.face_id if asked['face_id'] else None,
                face_list=FACES if asked['face_list'] else None,
            ),
            asked.request_id,
        )
