"""What a page is told about the robot: its state in sections, each small and complete in itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from .ears import Ears
from .words import Word

if TYPE_CHECKING:
    from .robot import VirtualFurhat

Section = Any
"""JSON."""

LONGEST_TEXT, MOST_WORDS, MOST_SHAPES, MOST_PARAMETERS = 10_000, 1000, 10_000, 500
"""So much is told of what programs may make as long as they like."""


def sections(robot: 'VirtualFurhat') -> dict[str, Section]:
    """Describe the robot and the room as they are now."""
    return {name: describe(robot) for name, describe in _SECTIONS.items()}


def _face(robot: 'VirtualFurhat') -> Section:
    face = robot.face
    return {
        'id': face.face_id,
        'visible': face.visibility,
        'idle': dict(face.idle),
        'params': dict(islice(face.params.items(), MOST_PARAMETERS)),
        'headpose': asdict(face.headpose) if face.headpose else None,
    }


def _attend(robot: 'VirtualFurhat') -> Section:
    attend = robot.attend
    return {
        'target': attend.target[:LONGEST_TEXT],
        'current': attend.current,
        'location': attend.location,
        'movement': asdict(attend.movement) if attend.movement else None,
    }


def people(robot: 'VirtualFurhat') -> Section:
    """Describe who is where; nearest first, as in the robot's own list."""
    return [
        {
            'id': person.id,
            'x': round(person.x, 3),
            'y': round(person.y, 3),
            'z': round(person.z, 3),
            'attending': round(person.attending, 2),
            'attended': person.attended,
        }
        for person in robot.users
    ]


def _speech(robot: 'VirtualFurhat') -> Section:
    speech = robot.speak.current
    if speech is None or speech.started_at is None:
        return None
    return {
        'text': speech.text[:LONGEST_TEXT],
        'start': speech.started_at,
        'words': _words(speech.words),
        'visemes': [list(each) for each in speech.visemes[:MOST_SHAPES]],
    }


def _words(words: Sequence[Word]) -> Section:
    return [[word.start, word.end, word.written] for word in words[:MOST_WORDS]]


def _voices(robot: 'VirtualFurhat') -> Section:
    ears: Ears = robot.ears
    return [
        {
            'user': voice.user_id,
            'text': voice.said.text[:LONGEST_TEXT],
            'start': voice.start,
            'words': _words(voice.said.words),
        }
        for voice in ears.voices
    ]


def _listen(robot: 'VirtualFurhat') -> Section:
    return {'on': robot.is_listening, 'languages': robot.listen.languages}


def _gestures(robot: 'VirtualFurhat') -> Section:
    return [
        {**asdict(running.gesture), 'group': group, 'start': running.start}
        for group, running in robot.gestures.by_group.items()
    ]


def _eyes_closed(robot: 'VirtualFurhat') -> Section:
    return robot.gestures.eyes_are_closed


def _led(robot: 'VirtualFurhat') -> Section:
    return robot.led.colors


def _settings(robot: 'VirtualFurhat') -> Section:
    return {
        'volume': robot.system.volume,
        'voice': robot.voice.voice_id,
        'clients': robot.connections,
    }


_SECTIONS: Mapping[str, Callable[['VirtualFurhat'], Section]] = {
    'face': _face,
    'attend': _attend,
    'users': people,
    'speech': _speech,
    'voices': _voices,
    'listen': _listen,
    'gestures': _gestures,
    'eyes_closed': _eyes_closed,
    'led': _led,
    'settings': _settings,
}
