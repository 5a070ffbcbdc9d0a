"""
The built-in gestures.

A simple model of what a face can do at once: each gesture moves one group of parameters, a new one ends the one that
runs in its group, and gestures of different groups run side by side.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from ..protocol.gesture import GestureEnded, GestureStarted
from .audience import Audience, Cause
from .clock import Clock, Timer
from .connection import Connection
from .options import Options
from .strict import Asked, Refusal

MOST_REMEMBERED = 1000

NATURAL: Mapping[str, tuple[str, float]] = {
    'Smile': ('face', 1.04),
    'BigSmile': ('face', 0.96),
    'Thoughtful': ('face', 2.0),
    'Surprise': ('face', 0.96),
    'Oh': ('face', 0.64),
    'ExpressDisgust': ('face', 2.0),
    'ExpressSad': ('face', 2.0),
    'ExpressAnger': ('face', 2.0),
    'ExpressFear': ('face', 2.0),
    'BrowFrown': ('brows', 0.96),
    'BrowRaise': ('brows', 0.96),
    'Wink': ('eyes', 0.64),
    'Blink': ('eyes', 0.4),
    'CloseEyes': ('eyes', 0.4),
    'OpenEyes': ('eyes', 0.4),
    'Nod': ('head', 1.2),
    'Shake': ('head', 1.2),
    'Roll': ('head', 1.2),
    'GazeAway': ('gaze', 1.5),
}
"""The group of each gesture and its length in seconds; only that of BigSmile is known."""


@dataclass(frozen=True)
class Gesture:
    """A gesture as it is played; `duration` in seconds."""

    name: str
    intensity: float
    duration: float


@dataclass(frozen=True)
class Running:
    """A gesture that is being played, and since when."""

    gesture: Gesture
    start: float
    timer: Timer
    cause: Cause | None
    """Whom to tell of the end; None if nobody monitors it."""


class Gestures:
    """
    What the face does by name, at most one gesture per group; the latest that began is the last in `played`.

    Eyes that CloseEyes has closed stay so until OpenEyes (a guess).
    """

    def __init__(self, clock: Clock, options: Options, audience: Audience) -> None:
        self.played: deque[Gesture] = deque(maxlen=MOST_REMEMBERED)
        self._clock = clock
        self._options = options
        self._audience = audience
        self.by_group: dict[str, Running] = {}
        self.eyes_are_closed = False

    @property
    def running(self) -> tuple[Gesture, ...]:
        """The gestures that are being played."""
        return tuple(each.gesture for each in self.by_group.values())

    def start(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.gesture.start`; there is no answer to a name that is none, unless by option."""
        if asked['name'] not in NATURAL:
            if self._options.unknown_names == 'error':
                raise Refusal(f'There is no gesture called {asked["name"]}')
            return
        group, length = NATURAL[asked['name']]
        if self._options.gesture_duration == 'seconds':
            length = 1.0
        self._end(group)
        self._play(
            group,
            Gesture(asked['name'], asked['intensity'], length * asked['duration']),
            Cause(sender, asked) if asked['monitor'] else None,
        )

    def _play(self, group: str, gesture: Gesture, cause: Cause | None) -> None:
        timer = self._clock.call_later(gesture.duration, lambda: self._end(group))
        self.by_group[group] = Running(gesture, self._clock.now(), timer, cause)
        self.played.append(gesture)
        if gesture.name in {'CloseEyes', 'OpenEyes'}:
            self.eyes_are_closed = gesture.name == 'CloseEyes'
        if cause:
            self._audience.tell(GestureStarted(), cause)

    def _end(self, group: str) -> None:
        running = self.by_group.pop(group, None)
        if running:
            running.timer.cancel()
            if running.cause:
                self._audience.tell(GestureEnded(), running.cause)
