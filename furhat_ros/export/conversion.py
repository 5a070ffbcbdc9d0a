"""A bag turned into files: each message is read once and shown to all parts that want it."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from ..errors import NotExported
from .axis import SAME_CLOCK, Axis, axis_of, stamp
from .bag import Bag, Message
from .dialogue import Dialogue
from .dialogue_table import DialogueTable
from .elan import Elan
from .overview import Overview
from .part import Job, Part, Take
from .progress import with_bar
from .robots import INFO, Robot, robots_in
from .sound import SOURCES, Sound
from .users import Users
from .video import Video
from .webvtt import WebVtt

PARTS: Mapping[str, Callable[[Job], Part]] = {
    'sound': Sound,
    'video': Video,
    'dialogue': DialogueTable,
    'subtitles': WebVtt,
    'elan': Elan,
    'users': Users,
    'overview': Overview,
}
"""All parts; ELAN comes after the media that it names."""

LATCHED = {'attention', 'state', *(f'{source}/audio_info' for source in SOURCES)}
"""What may be older than the recording."""

MADE = (
    *('sound.csv', 'frames.csv', 'video.mp4', 'video.mkv', 'dialogue.csv', 'dialogue.vtt'),
    *('dialogue.eaf', 'users.csv', 'users.parquet', 'overview.png'),
    *('microphone.wav', 'microphone_*_hz.wav', 'speaker.wav', 'speaker_*_hz.wav'),
    'frames/frame_*.jpg',
)
"""All that an export may leave in a folder."""


class Conversion:
    """One run; `problems` holds what could not be read, `notes` what was made."""

    def __init__(self, path: Path, out: Path, parts: Sequence[str] = tuple(PARTS)) -> None:
        self.problems: list[str] = []
        self.notes: list[str] = []
        self._out = out
        self._parts = parts
        self._bag = Bag(path, self._complain)

    def run(
        self, namespace: str | None = None, *, force: bool = False, bar: TextIO = sys.stderr
    ) -> None:
        """Write the files; raise NotExported if there is nothing to write, or no place for it."""
        robots = robots_in(self._bag.channels, namespace)
        folders = [self._out / each.folder if len(robots) > 1 else self._out for each in robots]
        for folder in folders:
            _prepare(folder, force=force)
        axis = self._axis(robots)
        work = [
            _Work(robot, self._job(robot, folder, axis, len(robots) > 1), self._parts)
            for robot, folder in zip(robots, folders, strict=True)
        ]
        takes: dict[str, list[Take]] = defaultdict(list)
        for each in work:
            for topic, take in each.takes:
                takes[topic].append(take)
        end = self._show(takes, axis, bar)
        for each in work:
            each.finish(end)
        if not self.notes:
            raise NotExported('the bag has nothing of what was wanted: no file was written')

    def _axis(self, robots: list[Robot]) -> Axis:
        live = [
            topic
            for robot in robots
            for name, topic in robot.topics.items()
            if name not in LATCHED
        ]
        axis = axis_of(self._bag.messages(live))
        if axis.simulated:
            self.notes.append('the stamps are of another clock than the recording: t follows them')
        return axis

    def _job(self, robot: Robot, folder: Path, axis: Axis, several: bool) -> Job:
        start = f'{folder.name}/' if several else ''
        return Job(
            robot.namespace,
            axis,
            folder,
            Dialogue(axis.start),
            self._rates(robot),
            self._complain,
            lambda text: self.notes.append(f'{start}{text}'),
        )

    def _rates(self, robot: Robot) -> dict[str, int]:
        """Find out the first rates: the order of different topics in a bag is that of their arrival."""
        rates: dict[str, int] = {}
        for source in SOURCES:
            topic = robot.topics.get(f'{source}/audio_info')
            for message in self._bag.messages([topic] if topic else []):
                rates[source] = int(message.content.sample_rate)
                break
        return rates

    def _show(self, takes: Mapping[str, list[Take]], axis: Axis, bar: TextIO) -> int:
        """Show every message to those who want it; give the time of the last one."""
        end = axis.start if axis.simulated else max(axis.start, self._bag.end)
        unfit: Counter[str] = Counter()
        reasons: dict[str, str] = {}
        messages = self._bag.messages(takes)
        for message in with_bar(messages, self._bag.count(takes), bar):
            try:
                end = max(end, _time(message, axis))
                for take in takes[message.topic]:
                    take(message)
            except OSError:
                raise  # the disk, not the message
            except Exception as error:  # noqa: BLE001  a message of another version of this package, for instance
                unfit[message.topic] += 1
                reasons[message.topic] = repr(error)
        for topic, number in unfit.items():
            self._complain(f'{topic}: {number} messages make no sense ({reasons[topic]})')
        return end

    def _complain(self, text: str) -> None:
        """Tell it once, although a bag is read more than once."""
        if text not in self.problems:
            self.problems.append(text)


class _Work:
    """The parts for one robot."""

    def __init__(self, robot: Robot, job: Job, parts: Sequence[str]) -> None:
        self._robot = robot
        self._complain = job.complain
        self._parts = {name: PARTS[name](job) for name in PARTS if name in parts}

    @property
    def takes(self) -> list[tuple[str, Take]]:
        """What is done with the messages of a topic; the dialogue takes each but once for all parts."""
        takes: list[tuple[str, Take]] = []
        for part in self._parts.values():
            for name, take in part.takes.items():
                topic = self._robot.topics.get(name)
                if topic is not None and (topic, take) not in takes:
                    takes.append((topic, take))
        return takes

    def finish(self, end: int) -> None:
        """Write what is not written yet."""
        for name, part in self._parts.items():
            try:
                part.finish(end)
            except OSError:
                raise
            except Exception as error:  # noqa: BLE001  the other parts are good all the same
                self._complain(f'{name}: could not be finished ({error!r})')


def _time(message: Message, axis: Axis) -> int:
    """Give the time of a message on the axis, if it has one that can be."""
    if message.content.__msgtype__ == INFO:
        return axis.start
    time = stamp(message.content)
    return time if axis.simulated or time < message.time + SAME_CLOCK else axis.start


def _prepare(folder: Path, *, force: bool) -> None:
    """Make the folder, and room in it."""
    if folder.exists() and not folder.is_dir():
        raise NotExported(f'{folder} is no folder')
    if folder.is_dir() and any(folder.iterdir()):
        if not force:
            raise NotExported(f'{folder} is not empty; --force replaces what is in it')
        for pattern in MADE:
            for old in folder.glob(pattern):
                old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
