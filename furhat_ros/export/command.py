"""The command line of `python -m furhat_ros.export`."""

import argparse
import sys
from pathlib import Path

from ..errors import NotExported
from .conversion import PARTS, Conversion

DONE, NOTHING, DAMAGED = 0, 1, 3
"""Exit status; 2 is argparse's own, for wrong arguments."""

EPILOG = f"""\
exit status:
  {DONE}  all that the bag holds is in the files
  {NOTHING}  no files: no bag, nothing of a Furhat in it, no place for the files
  2  wrong arguments
  {DAMAGED}  the bag is damaged: what could be read is in the files, the rest is told

docs/record.md describes the files.
"""


def main(arguments: list[str] | None = None) -> int:
    """Export as the arguments say; give the exit status."""
    given = _parser().parse_args(arguments)
    try:
        conversion = Conversion(given.bag, given.out, given.only or tuple(PARTS))
        try:
            conversion.run(given.namespace, force=given.force)
        finally:
            _tell(conversion)
    except NotExported as error:
        sys.stderr.write(f'furhat_ros.export: {error}\n')
        return NOTHING
    except OSError as error:
        sys.stderr.write(f'furhat_ros.export: {error}\n')
        return NOTHING
    except KeyboardInterrupt:
        return 130
    return DAMAGED if conversion.problems else DONE


def _tell(conversion: Conversion) -> None:
    for note in conversion.notes:
        sys.stdout.write(f'{note}\n')
    for problem in conversion.problems:
        sys.stderr.write(f'warning: {problem}\n')


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m furhat_ros.export',
        description='Turn a recording of a Furhat (a bag of ROS 2) into files; ROS is not needed.',
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        'bag', type=Path, metavar='BAG', help='folder of a bag, or its .mcap or .db3 file'
    )
    parser.add_argument('out', type=Path, metavar='OUT', help='folder for the files; it is made')
    parser.add_argument(
        '--only',
        action='extend',
        nargs='+',
        choices=tuple(PARTS),
        metavar='PART',
        help=f'only some parts: {", ".join(PARTS)}',
    )
    parser.add_argument(
        '--namespace',
        help='of the robot, if the bag holds several and one is wanted, e.g. /furhat',
    )
    parser.add_argument(
        '--force', action='store_true', help='replace the files of an earlier export'
    )
    return parser
