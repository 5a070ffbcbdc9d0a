"""
A virtual robot that counts what it sends, and whose time runs only when it is told to.

The argument holds the options of the robot. A line on its input is a number of seconds, which pass as on the wall; in
each of them the robot tells some words. Then it stands still, and says what it has sent since its start.
"""

import asyncio
import base64
import itertools
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from furhat_ros.virtual_robot.clock import ManualClock
from furhat_ros.virtual_robot.connection import Connection
from furhat_ros.virtual_robot.robot import VirtualFurhat

STEP = 0.01  # s
WORDS_PER_SECOND = 10
STREAMS = {
    '{"type":"response.users.data"': 'users',
    '{"type":"response.camera.data"': 'camera',
    '{"type":"response.audio.data"': 'sound',
}


class RecordedRobot(VirtualFurhat):
    """Counts at the socket."""

    def __init__(self, **choices: Any) -> None:
        self.clock_of_this = ManualClock()
        super().__init__(clock=self.clock_of_this, **choices)
        self.sent: Counter[str] = Counter()

    def _connect(
        self, write: Callable[[str], Awaitable[None]], abort: Callable[[], None]
    ) -> Connection:
        async def counted(frame: str) -> None:
            await write(frame)
            stream = next((name for start, name in STREAMS.items() if frame.startswith(start)), '')
            if stream:
                self.sent[stream] += 1
            if stream == 'sound':
                self.sent['samples'] += len(base64.b64decode(json.loads(frame)['microphone'])) // 2

        return super()._connect(counted, abort)

    async def run(self, seconds: float) -> None:
        """Let the time run, and count what is sent meanwhile."""
        self.sent.clear()
        loop = asyncio.get_running_loop()
        start, passed = loop.time(), 0.0
        words = itertools.count()
        next_word = 0.0
        while passed < seconds:
            await asyncio.sleep(STEP)
            now = min(loop.time() - start, seconds)
            await self.clock_of_this.advance(now - passed)
            passed = now
            while next_word < passed:
                next_word += 1 / WORDS_PER_SECOND
                self.tell(next(words))

    def tell(self, number: int) -> None:
        """Tell a word that nobody asked for; its text is a number."""
        frame = {'type': 'response.speak.word', 'word': f'word{number}', 'index': number}
        self.send_raw(json.dumps(frame))
        self.sent['words'] += 1


async def main(choices: dict[str, Any]) -> None:
    """Be a robot until the input ends."""
    async with RecordedRobot(**choices) as robot:
        print(json.dumps(robot.url), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await robot.run(float(line))
            await asyncio.sleep(1.0)  # what is on its way is written
            print(json.dumps(robot.sent), flush=True)


if __name__ == '__main__':
    asyncio.run(main(json.loads(sys.argv[1])))
