"""All pictures: played, recorded, drawn, looked at, and put into their places."""

import math
import shutil
from pathlib import Path

from matplotlib.figure import Figure

import camera
import dialogue
import frames
import from_above
import png
from actors import ANNA, START
from play import NAMESPACE, PREFIX, record
from recorded import Moment, Recorded

HERE = Path(__file__).parent
PICTURES = ('camera.png', 'map.png', 'dialogue.png', 'frames.png')


class NotRight(Exception):
    """A picture does not show what happened."""


def make(folder: Path) -> None:
    """Work in a folder; the pictures are replaced when all of them are right. Raises NotSeen or NotRight."""
    print('A virtual robot, two people and a bridge, recorded:')
    bag = folder / 'bag'
    shown = record(bag, _tell)
    print('Drawing ...', flush=True)
    recorded = Recorded(bag, NAMESPACE)
    if recorded.problems:
        raise NotRight('; '.join(recorded.problems))
    moment = recorded.moment(shown)
    plan = from_above.draw(recorded.moments, moment)
    _see_left(plan, recorded.moments[0])
    png.save(plan, folder / 'map.png')
    png.save(camera.draw(recorded.image(moment.time), moment), folder / 'camera.png')
    poses = recorded.frames(moment.time, PREFIX)
    png.save(frames.draw(poses, recorded.urdf, moment), folder / 'frames.png')
    if problems := dialogue.draw(bag, folder / 'exported', folder / 'dialogue.png'):
        raise NotRight('; '.join(problems))
    for name in PICTURES:
        shutil.copyfile(folder / name, HERE / name)
        _tell(f'docs/pictures/{name}, {(HERE / name).stat().st_size / 1000:.0f} kB')


def _see_left(plan: Figure, first: Moment) -> None:
    """See that Anna begins where she does, and that left is left."""
    places = [(person.x, person.y) for person in first.people if person.id == ANNA]
    if not places:
        raise NotRight(f'{ANNA} is not there in the beginning')
    ((x, y),) = places
    said = f'{ANNA} begins {x:.2f} m ahead of the robot and {y:.2f} m to its left'
    if not all(math.isclose(*each, abs_tol=0.002) for each in zip((x, y), START, strict=True)):
        raise NotRight(f'{said}, and should begin {START[0]} m ahead and {START[1]} m to the left')
    share = from_above.share_of_width(plan.axes[0], x, y)
    _tell(f'{said}: on the map at {share:.0%} of its width, from the left')
    if share >= 0.5:
        raise NotRight(f'{said}, and the map shows it in its right half')


def _tell(what: str) -> None:
    print(f'  {what}', flush=True)
