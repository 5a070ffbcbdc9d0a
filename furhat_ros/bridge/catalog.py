"""Everything that the bridge offers: the one place where a feature is registered."""

from .audio import Audio
from .camera import Camera
from .connection import Connection
from .diagnostics import Diagnostics
from .feature import Feature
from .hearing import Hearing
from .listen import Listen
from .speak import Speak
from .users import Users

FEATURES: tuple[type[Feature], ...] = (
    Connection,
    Diagnostics,
    Speak,
    Listen,
    Hearing,
    Users,
    Camera,
    Audio,
)
