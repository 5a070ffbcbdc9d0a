"""A real browser that looks at a real robot; both are real time, so that everything is waited for."""

import json

import pytest
import websockets

from chromium_page import PATIENCE
from furhat_ros.virtual_robot.thread import VirtualFurhatThread


class Program:
    """A client of the API; its socket lives in the thread of the robot."""

    def __init__(self, thread):
        self._thread = thread
        self._socket = thread.run(lambda robot: self._connect(robot.url))

    def send(self, type, **fields):
        self._thread.run(
            lambda robot: self._socket.send(json.dumps({'type': f'request.{type}', **fields}))
        )

    def wait_for(self, type):
        """Receive until an event of a type comes."""
        return self._thread.run(lambda robot: self._wait_for(f'response.{type}'), PATIENCE)

    def close(self):
        self._thread.run(lambda robot: self._socket.close())

    async def _connect(self, url):
        return await websockets.connect(url)

    async def _wait_for(self, type):
        while True:
            event = json.loads(await self._socket.recv())
            if event['type'] == type:
                return event


@pytest.fixture
def thread(request):
    """A robot; a test chooses its options by `indirect` parameters."""
    with VirtualFurhatThread(**getattr(request, 'param', {})) as thread:
        yield thread


@pytest.fixture
def program(thread):
    program = Program(thread)
    yield program
    program.close()


@pytest.fixture
def browser(open_page, thread):
    return open_page(thread)
