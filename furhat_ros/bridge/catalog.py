"""Everything that the bridge offers: the one place where a feature is registered."""

from .attention.attend import Attend
from .body.body_frames import BodyFrames
from .camera.camera_info import CameraInfo
from .camera.compressed_image import Camera
from .camera.raw_image import RawImage
from .dialogue.hearing import Hearing
from .dialogue.listen import Listen
from .dialogue.speak import Speak
from .dialogue.turns import Turns
from .dialogue.voice import Voice
from .expression.animate import Animate
from .expression.face import Face
from .expression.gesture import Gesture
from .expression.led import Led
from .feature import Feature
from .health.diagnostics import Diagnostics
from .people.markers import Markers
from .people.user_frames import UserFrames
from .people.users import Users
from .raw import Raw
from .ros4hri.humans import Humans
from .sound.audio import Audio
from .sound.play import Play
from .state import State
from .system import System

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
