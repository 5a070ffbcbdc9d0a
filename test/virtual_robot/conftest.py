"""A robot on a real socket whose clock the test moves, and a program that talks raw JSON to it."""

import array
import asyncio
import base64
import contextlib
import itertools
import json
import os
import sys
from typing import Any

import pytest
import websockets

from furhat_ros.virtual_robot.clock import ManualClock
from furhat_ros.virtual_robot.robot import VirtualFurhat


class Program:
    """A client that knows nothing but JSON."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self._numbers = itertools.count(1)
        self._inbox: list[dict[str, Any]] = []

    async def send(self, type: str, **fields: Any) -> None:
        await self.send_frame(json.dumps({'type': type, **fields}))

    async def send_frame(self, frame: str | bytes) -> None:
        await self.socket.send(frame)

    async def events(self) -> list[dict[str, Any]]:
        """Everything that the robot has said since the last call; the answer to one more request marks the end."""
        mark = f'mark-{next(self._numbers)}'
        await self.send('request.auth', request_id=mark)
        while (event := await self._receive()).get('request_id') != mark:
            self._inbox.append(event)
        events, self._inbox = self._inbox, []
        return events

    async def ask(self, type: str, **fields: Any) -> list[dict[str, Any]]:
        """Send a request and give what the robot says at once."""
        await self.send(type, **fields)
        return await self.events()

    async def ask_frame(self, frame: str | bytes) -> list[dict[str, Any]]:
        await self.send_frame(frame)
        return await self.events()

    async def wait_for(self, type: str) -> dict[str, Any]:
        """Receive until an event of a type comes."""
        while True:
            for event in self._inbox:
                if event.get('type') == type:
                    self._inbox.remove(event)
                    return event
            self._inbox.append(await self._receive())

    async def _receive(self) -> dict[str, Any]:
        event = json.loads(await asyncio.wait_for(self.socket.recv(), 10))
        assert isinstance(event, dict)
        return event


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def start(clock):
    """Start robots with options of the test's choice."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(**choices):
            choices.setdefault('clock', clock)
            return await stack.enter_async_context(VirtualFurhat(**choices))

        yield start


@pytest.fixture
async def connect():
    """Connect programs to a robot."""
    async with contextlib.AsyncExitStack() as stack:

        async def connect(robot):
            socket = await stack.enter_async_context(websockets.connect(robot.url, max_size=None))
            return Program(socket)

        yield connect


@pytest.fixture
async def run():
    """Start the program of the virtual robot with arguments; whatever still runs at the end is killed."""
    async with contextlib.AsyncExitStack() as stack:

        async def run(*arguments, **environment):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, '-m', 'furhat_ros.virtual_robot', *arguments),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, 'FURHAT_AUTH_KEY': '', **environment},
            )
            stack.push_async_callback(_end, process)
            return process

        yield run


async def _end(process):
    if process.returncode is None:
        process.kill()
    await process.wait()


@pytest.fixture
async def robot(start):
    return await start()


@pytest.fixture
async def program(robot, connect):
    return await connect(robot)


@pytest.fixture
def types():
    """Reduce events to what they are called."""

    def types(events):
        return [event['type'].removeprefix('response.') for event in events]

    return types


@pytest.fixture
def sound():
    """Give the samples of the speaker that have come so far."""

    async def sound(program):
        chunks = [event['speaker'] for event in await program.events() if 'speaker' in event]
        return array.array('h', b''.join(map(base64.b64decode, chunks)))

    return sound
