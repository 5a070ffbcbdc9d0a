"""
The pictures of docs/visualise.md, from real data of the virtual robot: `make pictures`.

A virtual robot, two people before it and a bridge play for half a minute, all of it is recorded into a bag, and the
pictures are drawn from the bag alone.
"""

import importlib.util
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The soak has the processes and the node beside the bridge, the benchmarks have the recorder.
sys.path += [str(ROOT / 'soak'), str(ROOT / 'benchmarks')]

NEEDED = ('matplotlib', 'rosbags', 'PIL', 'rclpy')


def main() -> int:
    """Make the pictures; give the exit status."""
    missing = [name for name in NEEDED if not importlib.util.find_spec(name)]
    if missing:
        print(
            f'No pictures without {" and ".join(missing)}: `make pictures` brings what it needs.',
            file=sys.stderr,
        )
        return 1
    from gallery import NotRight, make
    from waiting import NotSeen

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)  # so that all processes are ended
    try:
        with tempfile.TemporaryDirectory(prefix='furhat_pictures_') as folder:
            make(Path(folder))
    except (NotSeen, NotRight) as problem:
        print(f'No pictures: {problem}.', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
