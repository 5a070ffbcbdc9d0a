"""
A flame graph of the bridge in the full mix: profile.svg, in the folder where it is run.

It needs py-spy (pip install py-spy), which may have to run as root.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack

from contest.contestants import OURS, contestant
from contest.processes import new_namespace, python, running
from contest.streams import FULL, SETTLING, listening, wait_for_all
from programs import NotSeen

SECONDS = 20
RATE = 500  # looks per second
PICTURE = 'profile.svg'


def main() -> int:
    """Look at the bridge for some time; give the exit status."""
    if shutil.which('py-spy') is None:
        print('Not measured: pip install py-spy.', file=sys.stderr)
        return 1
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    namespace = new_namespace()
    try:
        with ExitStack() as stack:
            robot = stack.enter_context(running(python('traffic')))
            port = robot.answer()
            listener = stack.enter_context(listening([namespace], FULL.streams))
            ours = stack.enter_context(contestant(OURS, port, namespace, list(FULL.streams)))
            wait_for_all(listener)
            time.sleep(SETTLING)
            command = ['py-spy', 'record', '--pid', str(ours.pid), '--output', PICTURE]
            options = ['--duration', str(SECONDS), '--rate', str(RATE), '--threads', '--gil']
            return subprocess.run([*command, *options], check=False).returncode
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1


if __name__ == '__main__':
    sys.exit(main())
