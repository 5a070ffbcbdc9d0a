"""Everything that the bridge offers: the one place where a feature is registered."""

from .animate import Animate
from .attend import Attend
from .audio import Audio
from .camera import Camera
from .diagnostics import Diagnostics
from .face import Face
from .feature import Feature
from .gesture import Gesture
from .hearing import Hearing
from .led import Led
from .listen import Listen
from .play import Play
from .raw import Raw
from .speak import Speak
from .state import State
from .system import System
from .turns import Turns
from .users import Users
from .voice import Voice

FEATURES: tuple[type[Feature], ...] = (
    State,
    Diagnostics,
    Speak,
    Listen,
    Hearing,
    Turns,
    Gesture,
    Attend,
    Face,
    Animate,
    Voice,
    Led,
    Users,
    Camera,
    Audio,
    Play,
    System,
    Raw,
)
