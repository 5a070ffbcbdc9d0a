"""Who speaks: the topic `voices/tracked`, and what the robot hears given to the voices."""

from builtin_interfaces.msg import Time
from hri_msgs.msg import IdsList
from std_msgs.msg import Header

from furhat_ros.protocol.listen import HearEnd, HearPartial, HearStart, ListenEnded

from ..context import Context
from ..policies.publishers import create_publisher
from ..policies.qos import LATCHED
from ..sound.audio import MICROPHONE
from .people import People
from .voice import Voice

ANONYMOUS = 'anonymous_speaker'
"""Whoever it is; the name that everybody uses."""

Heard = HearStart | HearPartial | HearEnd


class Voices:
    """
    The voice of whom the robot calls the speaker, or else that of the anonymous one, who is always there.

    No event of the robot is known to tell who spoke; one that does is expected to have a `user_id`, as requests have.
    """

    def __init__(self, context: Context, root: str, people: People) -> None:
        self._context = context
        self._people = people
        self._tracked = create_publisher(context.node, IdsList, f'{root}/voices/tracked', LATCHED)
        self._anonymous = Voice(context, root, ANONYMOUS)
        self._speaker: Voice | None = None
        self._listed: list[str] = []
        robot = context.robot
        robot.subscribe(HearStart, self._on_start)
        robot.subscribe(HearPartial, self._on_partial)
        robot.subscribe(HearEnd, self._on_end)
        robot.subscribe(ListenEnded, lambda _: self.fall_silent())
        context.feeds['sound'].lane.watch(self._on_sound)
        people.on_change = self.tell

    def fall_silent(self) -> None:
        """Have nobody speak."""
        if self._speaker is not None:
            self._speaker.speak(False)
            self._speaker = None

    def tell(self, again: bool = False) -> None:
        """Publish whose voices there are, if that has changed or has to be told `again`."""
        listed = [ANONYMOUS, *self._people.with_voice]
        if again or listed != self._listed:
            self._listed = listed
            self._tracked.publish(IdsList(header=self._header(), ids=listed))
        if again and self._speaker is not None:
            self._speaker.speak(True)

    def _on_start(self, event: HearStart) -> None:
        self._speaker_of(event)

    def _on_partial(self, event: HearPartial) -> None:
        voice = self._speaker_of(event)
        if event.text:
            voice.say(self._header(), self._language(), incremental=event.text)

    def _on_end(self, event: HearEnd) -> None:
        voice = self._speaker_of(event)
        if event.text:
            voice.say(self._header(), self._language(), final=event.text)
        self.fall_silent()

    def _speaker_of(self, event: Heard) -> Voice:
        """Give the voice that speaks, and let it speak: the one that the event names, or else the one before."""
        person = self._people.find(event.extra.get('user_id'))
        voice = self._speaker or self._anonymous if person is None else person.speak()
        if voice is not self._speaker:
            self.fall_silent()
            self._speaker = voice
            voice.speak(True)
            self.tell()
        return voice

    def _on_sound(self, source: str, pcm: bytes, _stamp: Time) -> None:
        if source == MICROPHONE and self._speaker is not None:
            self._speaker.sound(pcm)

    def _language(self) -> str:
        """Give the language that is listened for, if it is only one and this bridge has set it."""
        languages = self._context.robot.lasting.listening.get('languages')
        return str(languages[0]) if isinstance(languages, list) and len(languages) == 1 else ''

    def _header(self) -> Header:
        return self._context.header('microphone_frame', self._context.event_time())
