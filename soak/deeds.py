"""What the robot is busy with when its link is cut: goals of all kinds, chosen by chance."""

import itertools
from random import Random

from furhat_ros.action import Attend, Gesture, Listen, Speak
from furhat_ros.msg import Outcome
from place import Place, RunningGoal

OUTCOMES = {
    -1: 'rejected',
    Outcome.SUCCEEDED: 'succeeded',
    Outcome.CANCELED: 'canceled',
    Outcome.STOPPED: 'stopped',
    Outcome.REFUSED: 'refused',
    Outcome.FAILED: 'failed',
    Outcome.LINK_LOST: 'link lost',
    Outcome.TIMED_OUT: 'timed out',
}

KINDS = ('speak', 'listen', 'gesture', 'attend')


class Deeds:
    """Sends goals; every text is said once."""

    def __init__(self, place: Place, dice: Random) -> None:
        self._place = place
        self._dice = dice
        self._numbers = itertools.count(1)

    def some(self) -> dict[str, list[RunningGoal]]:
        """Send goals of one to all kinds."""
        chosen = self._dice.sample(KINDS, self._dice.randint(1, len(KINDS)))
        return {kind: getattr(self, f'_{kind}')() for kind in chosen}

    def _speak(self) -> list[RunningGoal]:
        """Say something, and let something else wait for its turn."""
        number = next(self._numbers)
        texts = (f'{number} and so on', f'{number} done')
        return [self._place.send(Speak, 'speak', text=text) for text in texts]

    def _listen(self) -> list[RunningGoal]:
        """Listen until somebody has spoken, or for ever."""
        until_heard = self._dice.random() < 0.5
        return [
            self._place.send(
                Listen,
                'listen',
                stop_user_end=until_heard,
                stop_no_speech=False,
                stop_robot_start=False,
            )
        ]

    def _gesture(self) -> list[RunningGoal]:
        return [self._place.send(Gesture, 'gesture', name='Nod')]

    def _attend(self) -> list[RunningGoal]:
        return [self._place.send(Attend, 'attend', target=Attend.Goal.CLOSEST, hold=True)]
