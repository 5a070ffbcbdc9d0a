"""What the parameters on_connect.* make of the robot on every connection."""

from typing import Any

from furhat_ros.protocol.face import FaceConfig
from furhat_ros.protocol.led import LedSet
from furhat_ros.protocol.message import Request
from furhat_ros.protocol.system import SystemConfig
from furhat_ros.protocol.voice import VoiceConfig

from .expression import colors
from .parameters import Settings


def requests_from(settings: Settings) -> list[Request]:
    """Give what the robot is told until something else is set; raise InvalidRequest for what makes no sense."""
    requests: list[Request] = []
    voice: dict[str, Any] = {
        'voice_id': settings.on_connect_voice_id,
        'name': settings.on_connect_voice_name,
        'language': settings.on_connect_voice_language,
    }
    if any(voice.values()):
        requests.append(VoiceConfig(**{name: value for name, value in voice.items() if value}))
    if settings.on_connect_face_id:
        requests.append(FaceConfig(face_id=settings.on_connect_face_id))
    if settings.on_connect_led:
        requests.append(LedSet(colors.from_text(settings.on_connect_led)))
    if settings.on_connect_volume >= 0:
        requests.append(SystemConfig(settings.on_connect_volume))
    return requests
