"""Everything that the bridge offers: the one place where a feature is registered."""

from .animate import Animate
from .attend import Attend
from .audio import Audio
from .body_frames import BodyFrames
from .camera import Camera
from .camera_info import CameraInfo
from .diagnostics import Diagnostics
from .face import Face
from .feature import Feature
from .gesture import Gesture
from .hearing import Hearing
from .humans.humans import Humans
from .led import Led
from .listen import Listen
from .markers import Markers
from .play import Play
from .raw import Raw
from .raw_image import RawImage
from .speak import Speak
from .state import State
from .system import System
from .turns import Turns
from .user_frames import UserFrames
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
    UserFrames,
    Markers,
    BodyFrames,
    Camera,
    RawImage,
    CameraInfo,
    Audio,
    Humans,
    Play,
    System,
    Raw,
)
