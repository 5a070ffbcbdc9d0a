"""
A virtual robot that counts what it sends, and does what the lines of its input say.

The argument holds the options of the robot. A line is `[name, fields]`: a method of `Master` and its arguments; the
answer is one line, too.
"""

import asyncio
import base64
import json
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import hostile_frames
from furhat_ros.virtual_robot.connection import Connection
from furhat_ros.virtual_robot.frames import Frame
from furhat_ros.virtual_robot.robot import VirtualFurhat

CUTS: dict[str, tuple[str, dict[str, Any]]] = {
    'reset': ('drop', {'how': 'reset'}),
    'plain end': ('drop', {'how': 'end'}),
    'in mid-frame': ('drop', {'share': 1.0}),
    'half-open': ('stall', {}),
    'restart': ('restart', {'seconds': 0.05}),
    'API disabled': ('disable', {'seconds': 0.05}),
}
"""How a link is cut: the fault and its fields."""

OF_ALL_CLIENTS = {'restart', 'disable'}

STREAMS = {
    '{"type":"response.users.data"': 'users',
    '{"type":"response.camera.data"': 'camera',
    '{"type":"response.audio.data"': 'microphone',
}

RECONNECT = 10.0  # s


class WatchedRobot(VirtualFurhat):
    """A virtual robot whose lines can be watched and written to."""

    def __init__(self, **choices: Any) -> None:
        super().__init__(**choices)
        self.sent: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self.looks = 0
        self.writers: list[Callable[[Any], Awaitable[None]]] = []
        self.streams_are_held = False

    def receive(self, sender: Connection, frame: str) -> None:
        """Take note of what is to be said."""
        if '"request.speak.text"' in frame:
            self.texts[json.loads(frame)['text']] += 1
        self.looks += '"request.attend.' in frame
        super().receive(sender, frame)

    def _connect(
        self, write: Callable[[Any], Awaitable[None]], abort: Callable[[], None]
    ) -> Connection:
        async def counted(frame: str) -> None:
            stream = next((name for start, name in STREAMS.items() if frame.startswith(start)), '')
            if stream and self.streams_are_held:
                return
            if stream:
                self.sent[stream] += 1
            if stream == 'microphone':
                sound = base64.b64decode(json.loads(frame)['microphone'])
                self.sent['microphone samples'] += len(sound) // 2
            await write(frame)

        self.writers.append(write)
        return super()._connect(counted, abort)


class Master:
    """What the robot can be told from outside."""

    def __init__(self, robot: WatchedRobot) -> None:
        self._robot = robot

    async def state(self) -> dict[str, Any]:
        """Give what can be set."""
        robot = self._robot
        head = robot.face.headpose
        return {
            'voice': robot.voice.voice_id,
            'face': robot.face.face_id,
            'idle': dict(robot.face.idle),
            'params': dict(robot.face.params),
            'led': robot.led.color,
            'volume': robot.system.volume,
            'listening': [list(robot.listen.languages), list(robot.listen.phrases)],
            'attention': [robot.attend.target, robot.attend.location],
            'head': head and [head.yaw, head.pitch, head.roll],
        }

    async def activity(self) -> list[str]:
        """Give what the robot does."""
        robot = self._robot
        deeds = {'speaking': robot.is_speaking, 'listening': robot.is_listening}
        return [deed for deed, done in deeds.items() if done]

    async def looks(self) -> int:
        """Give how often the robot was asked to attend somebody, something or nobody."""
        return self._robot.looks

    async def cut(self, how: str) -> None:
        """Cut the link to the latest client."""
        name, fields = CUTS[how]
        client = {} if name in OF_ALL_CLIENTS else {'client': len(self._robot.writers)}
        self._robot.faults.start(name, **fields, **client)

    async def start(self, fault: str, **fields: Any) -> None:
        """Start any fault."""
        self._robot.faults.start(fault, **fields)

    async def clear(self) -> None:
        """End all faults."""
        self._robot.faults.clear()

    async def hold_streams(self, held: bool) -> None:
        """Let the streams fall silent, or go on."""
        self._robot.streams_are_held = held

    async def sent(self) -> dict[str, int]:
        """Give how much of each stream was sent."""
        return self._robot.sent

    async def repeated(self) -> list[str]:
        """Give the texts that were to be said more than once."""
        return [text for text, count in self._robot.texts.items() if count > 1]

    async def send(self, kind: str, count: int) -> None:
        """Send so many hostile frames of a kind to the latest client, as fast as it takes them."""
        frames = hostile_frames.pool(kind)
        for number in range(count):
            await self._robot.writers[-1](frames[number % len(frames)])
            await asyncio.sleep(0)

    async def send_fatal(self, kind: str) -> bool:
        """Send one after which the client has to hang up; tell whether it has come back."""
        links = len(self._robot.writers)
        frames: list[Frame] = hostile_frames.pool(kind)
        await self._robot.writers[-1](frames[links % len(frames)])
        deadline = asyncio.get_running_loop().time() + RECONNECT
        while links == len(self._robot.writers):
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.005)
        return True


async def main(choices: dict[str, Any]) -> None:
    """Be a robot until somebody ends it."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    robot = WatchedRobot(**choices)
    async with robot:
        _say(robot.port)
        obeying = asyncio.create_task(_obey(Master(robot), lines))
        ending = asyncio.create_task(ended.wait())
        await asyncio.wait([obeying, ending], return_when=asyncio.FIRST_COMPLETED)
        if obeying.done():
            obeying.result()
        obeying.cancel()


async def _obey(master: Master, lines: asyncio.StreamReader) -> None:
    while line := await lines.readline():
        what, fields = json.loads(line)
        _say(await getattr(master, what)(**fields))


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + '\n')
    sys.stdout.flush()


if __name__ == '__main__':
    asyncio.run(main(json.loads(sys.argv[1])))
