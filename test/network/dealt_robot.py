"""
A virtual robot whose time runs only when it is told to, so that how much it has sent is known to the sample.

Each line on its input is a number of seconds: once a program has asked for sound, they pass as on the wall, then the
robot stands still again and says so. It runs until its input ends.
"""

import asyncio
import json
import signal
import sys

from furhat_ros.virtual_robot.clock import ManualClock
from furhat_ros.virtual_robot.robot import VirtualFurhat

STEP = 0.01


def say(**what: object) -> None:
    """Tell whoever started this program."""
    sys.stdout.write(json.dumps(what) + '\n')
    sys.stdout.flush()


async def main(host: str, port: int) -> None:
    """Be a robot until the input ends."""
    clock = ManualClock()
    async with VirtualFurhat(host, port, clock=clock) as robot:
        say(ready=robot.url)
        while line := await asyncio.to_thread(sys.stdin.readline):
            while not any(each['type'] == 'request.audio.start' for each in robot.requests):
                await asyncio.sleep(STEP)
            await run(clock, float(line))
            say(still=clock.now())


async def run(clock: ManualClock, seconds: float) -> None:
    """Let the time of the robot run."""
    loop = asyncio.get_running_loop()
    start, passed = loop.time(), 0.0
    while passed < seconds:
        await asyncio.sleep(STEP)
        now = min(loop.time() - start, seconds)
        await clock.advance(now - passed)
        passed = now


if __name__ == '__main__':
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the input ends first
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
