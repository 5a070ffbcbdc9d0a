"""`dialogue.vtt`: subtitles of robot and users."""

from .dialogue import ROBOT, USER, Interval
from .dialogue_part import DialoguePart

NAMES = {ROBOT: 'Robot', USER: 'User'}
ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;'}


class WebVtt(DialoguePart):
    """Subtitles, with the speaker as their voice."""

    def finish(self, end: int) -> None:
        """Write the file."""
        said = [
            each for each in self._job.dialogue.intervals(end) if each.tier in NAMES and each.text
        ]
        if not said:
            return
        cues = '\n'.join(self._cue(each) for each in said)
        path = self._job.folder / 'dialogue.vtt'
        path.write_text(f'WEBVTT\n\n{cues}', encoding='utf-8')
        self._job.note(f'{path.name}: {len(said)} subtitles')

    def _cue(self, said: Interval) -> str:
        start = self._milliseconds(said.start)
        end = max(self._milliseconds(said.end), start + 1)
        text = ''.join(ESCAPES.get(letter, letter) for letter in said.text)
        return f'{_clock(start)} --> {_clock(end)}\n<v {NAMES[said.tier]}>{text}\n'

    def _milliseconds(self, time: int) -> int:
        return max(round(1000 * self._job.axis.t(time)), 0)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}'
