"""The robot's listening: one session per robot, whoever opened it, and what is heard in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..protocol.listen import HearEnd, HearPartial, HearStart, ListenEnded, ListenStarted
from .audience import Audience, Cause
from .clock import Clock, Timer
from .connection import Connection
from .options import Options
from .strict import Asked, Refusal


@dataclass
class Session:
    """One listen session: what was asked for, and the utterance that is being heard."""

    asked: Asked
    cause: Cause
    paused: bool = False
    hearing: bool = False
    words: list[str] = field(default_factory=list)
    timer: Timer | None = None


class Listen:
    """
    The recogniser and its session.

    An utterance begins with a voice and ends `end_speech_timeout` after the last voice fell silent; without `concat`
    it ends with the voice, and only the session waits. Silence is counted from the start of the session, and anew from
    each utterance that leaves it open.
    """

    def __init__(
        self,
        clock: Clock,
        options: Options,
        audience: Audience,
        on_open: Callable[[], None] = lambda: None,
    ) -> None:
        self.languages: tuple[str, ...] = ('en-US',)
        self.phrases: tuple[str, ...] = ()
        self.on_open = on_open
        self._clock = clock
        self._options = options
        self._audience = audience
        self._session: Session | None = None

    @property
    def is_listening(self) -> bool:
        """Whether a session is open and not paused."""
        return self._session is not None and not self._session.paused

    def configure(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.listen.config`."""
        self.languages = tuple(asked['languages'])
        self.phrases = tuple(asked['phrases'] or ())

    def start(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.listen.start`."""
        if self._session:
            raise Refusal('Cannot start listening while already listening')
        self._session = Session(asked, Cause(sender, asked))
        self._open(self._session, announce=True)

    def stop(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.listen.stop`; without a session there is nothing to say."""
        if self._session:
            self._close(self._session, 'stopped')

    def voice_starts(self) -> None:
        """Hear somebody begin to speak."""
        session = self._session
        if session and not session.paused:
            self._cancel_timer(session)
            self._begin_utterance(session)

    def hear_word(self, word: str) -> None:
        """Hear a word; it begins an utterance if the session was opened after the voice began."""
        session = self._session
        if not session or session.paused:
            return
        self._cancel_timer(session)
        self._begin_utterance(session)
        session.words.append(word)
        if session.asked['partial']:
            self._audience.tell(HearPartial(text=' '.join(session.words)), session.cause)

    def voices_stop(self) -> None:
        """Hear the last voice fall silent."""
        session = self._session
        if not session or session.paused or not session.hearing:
            return
        if not session.asked['concat']:
            self._end_utterance(session)
        self._plan(session, 'end_speech_timeout', self._end_speech)

    def robot_starts(self) -> None:
        """Give way to the robot's own voice, if the session asks for that."""
        session = self._session
        if not session or session.paused or not session.asked['stop_robot_start']:
            return
        if not session.asked['resume_robot_end']:
            self._close(session, 'robot_speak')
            return
        self._cut_utterance(session)
        session.paused = True
        if self._options.pause_events:
            self._audience.tell(ListenEnded(cause='robot_speak'), session.cause)

    def robot_falls_silent(self) -> None:
        """Go on with a session that gave way; the robot has nothing more to say."""
        session = self._session
        if session and session.paused:
            session.paused = False
            self._open(session, announce=self._options.pause_events)

    def _open(self, session: Session, announce: bool) -> None:
        if announce:
            self._audience.tell(ListenStarted(), session.cause)
        self._wait_for_speech(session)
        self.on_open()

    def _wait_for_speech(self, session: Session) -> None:
        if session.asked['stop_no_speech']:
            self._plan(
                session, 'no_speech_timeout', lambda: self._close(session, 'silence_timeout')
            )

    def _begin_utterance(self, session: Session) -> None:
        if not session.hearing:
            session.hearing = True
            self._audience.tell(HearStart(), session.cause)

    def _end_utterance(self, session: Session) -> None:
        session.hearing = False
        self._audience.tell(HearEnd(text=' '.join(session.words)), session.cause)
        session.words.clear()

    def _cut_utterance(self, session: Session) -> None:
        self._cancel_timer(session)
        if session.words and self._options.hear_end_when_cut:
            self._end_utterance(session)
        session.hearing = False
        session.words.clear()

    def _end_speech(self) -> None:
        session = self._session
        if not session:
            return
        if session.hearing:
            self._end_utterance(session)
        if session.asked['stop_user_end']:
            self._close(session, 'speech_end')
        else:
            self._wait_for_speech(session)

    def _close(self, session: Session, cause: str) -> None:
        self._cut_utterance(session)
        self._session = None
        self._audience.tell(ListenEnded(cause=cause), session.cause)

    def _plan(self, session: Session, timeout: str, callback: Callable[[], None]) -> None:
        self._cancel_timer(session)
        session.timer = self._clock.call_later(session.asked[timeout], callback)

    def _cancel_timer(self, session: Session) -> None:
        if session.timer:
            session.timer.cancel()
            session.timer = None
