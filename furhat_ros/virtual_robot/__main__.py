"""`python -m furhat_ros.virtual_robot`: a virtual robot for a terminal."""

import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the robot until somebody ends it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    # Imported this late so that a Ctrl-C while it still loads is no traceback either.
    from .command import run

    status = run(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(status)


def _leave(number: int, frame: FrameType | None) -> None:
    """Leave at once: nothing runs yet that needs an end, and an exception may get lost wherever it strikes."""
    os._exit(0)


if __name__ == '__main__':
    main()
