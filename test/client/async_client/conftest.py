"""A client, and what it is connected to."""

import asyncio

import pytest

from furhat_ros.client import AsyncFurhatClient
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.virtual_robot.robot import VirtualFurhat
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

from ..conftest import soon

REFUSED = {'type': 'response.error', 'error': 'no'}


@pytest.fixture
async def robot():
    async with VirtualFurhat(speed=20) as robot:
        yield robot


@pytest.fixture
async def client(robot):
    async with AsyncFurhatClient('127.0.0.1', port=robot.port) as client:
        yield client


@pytest.fixture
async def line(scripted):
    """A client that is connected to the scripted robot, and the robot's end."""
    address = scripted.address
    client = AsyncFurhatClient(
        address.host, port=address.port, policy=LinkPolicy(close_timeout=0.2)
    )
    connecting = asyncio.create_task(client.connect())
    peer = await scripted.accept()
    await peer.grant()
    await soon(connecting)
    yield client, peer
    await client.disconnect()


@pytest.fixture
def free_robot():
    with VirtualFurhatThread(speed=20) as robot:
        yield robot.call(lambda robot: robot.port)
