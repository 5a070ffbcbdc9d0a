"""One voice as REP-155 has it: the topics below `voices/<id>`."""

from typing import Any

from audio_common_msgs.msg import AudioData
from hri_msgs.msg import LiveSpeech
from std_msgs.msg import Bool, Header

from ..context import Context
from ..policies.qos import EVENTS, SERIES
from ..streams.payload import field
from .topics import Topic, Topics

MICROPHONE = ('sound', 'microphone')


class Voice:
    """Somebody who speaks now and then (I/O thread)."""

    def __init__(self, context: Context, root: str, name: str) -> None:
        self.name = name
        self._root = f'{root}/voices/{name}'
        self._topics = Topics(
            context,
            [
                Topic(f'{self._root}/speech', LiveSpeech, EVENTS),
                Topic(f'{self._root}/is_speaking', Bool, EVENTS),
                Topic(f'{self._root}/audio', AudioData, SERIES, (MICROPHONE,)),
            ],
        )

    def speak(self, speaking: bool) -> None:
        """Begin to speak, or fall silent; what goes on can be told again."""
        self._topics.publish(f'{self._root}/is_speaking', Bool(data=speaking))

    def say(self, header: Header, language: str, incremental: str = '', final: str = '') -> None:
        """Tell the words so far, or all of them."""
        message = live_speech(header, language, incremental, final)
        self._topics.publish(f'{self._root}/speech', message)

    def sound(self, pcm: bytes) -> None:
        """Take what the microphone picks up while this voice speaks."""
        if self._topics.wanted(f'{self._root}/audio'):
            self._topics.publish(f'{self._root}/audio', AudioData(data=field(pcm)))

    def close(self) -> None:
        """Take the topics away."""
        self._topics.close()


def live_speech(header: Header, language: str, incremental: str, final: str) -> LiveSpeech:
    """Give what was said. The robot tells no confidence: what it tells at all counts as certain."""
    message = LiveSpeech(header=header, incremental=incremental, final=final, confidence=1.0)
    fill_language(message, language)
    return message


def fill_language(message: Any, language: str) -> None:
    """Fill what the installed version of the message has: `language` (en-GB), `locale` (en_GB) or both."""
    if hasattr(message, 'language'):
        message.language = language
    if hasattr(message, 'locale'):
        message.locale = language.replace('-', '_')
