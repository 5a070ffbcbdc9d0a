"""The words of the language: what can stand in a scenario, and what each word takes."""

import inspect
from collections.abc import Mapping

from ..users import Users
from . import kinds
from .kinds import REQUIRED, Field

USUAL_SPEED = 1.0
"""Metres per second; people who are in no hurry."""

PATIENCE = 10.0
"""Seconds that an expectation waits if it does not say how many."""

ROBOT, AWAY = 'robot', 'away'
"""What somebody can look at besides somebody else."""

NOBODY, LOCATION = 'nobody', 'location'
"""What the robot can attend besides somebody."""

RESERVED = frozenset((ROBOT, AWAY, NOBODY, LOCATION, 'closest'))
"""Names that nobody can have."""

_USUAL = {name: each.default for name, each in inspect.signature(Users.add).parameters.items()}

_ID = Field(kinds.NAME, REQUIRED)

ABSENT = object()
"""In the place of a condition that is not there; None is in the place of one that is wrong."""

SCENARIO: Mapping[str, Field] = {
    'steps': Field(kinds.Kind('a list of steps', lambda node, note: node), REQUIRED),
    'loop': Field(kinds.SWITCH, False),
    'seed': Field(kinds.WHOLE, 0),
}

CONDITIONS: Mapping[str, Field] = {
    'says': Field(kinds.TEXT, ABSENT),
    'listens': Field(kinds.SWITCH, ABSENT),
    'attends': Field(kinds.NAME, ABSENT),
    'gesture': Field(kinds.GESTURE, ABSENT),
    'led': Field(kinds.COLOUR, ABSENT),
    'connected': Field(kinds.SWITCH, ABSENT),
}
"""What the robot can be seen to do."""

DONE = 'done'
"""Somebody has finished to walk and to talk."""

WAITABLE = frozenset((*CONDITIONS, DONE))

WORDS: Mapping[str, Mapping[str, Field]] = {
    'enter': {
        'id': _ID,
        **{axis: Field(kinds.METRES, _USUAL[axis]) for axis in kinds.AXES},
        'attending': Field(kinds.SHARE, _USUAL['attending']),
    },
    'walk': {
        'id': _ID,
        'to': Field(kinds.PLACES, REQUIRED),
        'seconds': Field(kinds.number(0.01, kinds.LONGEST, 'seconds'), None),
        'speed': Field(kinds.number(0.01, 10, 'metres per second'), None),
    },
    'look': {'id': _ID, 'at': Field(kinds.NAME, REQUIRED)},
    'say': {
        'text': Field(kinds.TEXTS, REQUIRED),
        'id': Field(kinds.NAME, None),
        'sound': Field(kinds.FILE, None),
    },
    'leave': {'id': _ID},
    'fault': {'name': Field(kinds.NAME, REQUIRED)},
    'end_fault': {'name': Field(kinds.NAME, REQUIRED)},
    'wait': {
        **CONDITIONS,
        DONE: Field(kinds.NAME, ABSENT),
        'within': Field(kinds.SECONDS, None),
    },
    'expect': {**CONDITIONS, 'within': Field(kinds.SECONDS, PATIENCE)},
}
"""The words with which a step begins; a fault has its own fields as well."""

EXAMPLES: Mapping[str, str] = {
    'enter': '{id: ann, x: 0.3, z: 1.2}',
    'walk': '{id: ann, to: {x: 0.3, z: 1.2}, seconds: 3}',
    'look': '{id: ann, at: robot}',
    'say': '{id: ann, text: hello}',
    'leave': '{id: ann}',
    'fault': '{name: restart, seconds: 5}',
    'end_fault': '{name: delay}',
    'wait': '{listens: true}',
    'expect': '{says: hello, within: 10}',
}
