"""The examples of the published reference run as programs of their own; only the import line and the host are ours."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

import furhat_ros
from furhat_ros.client import AsyncFurhatClient, Events
from furhat_ros.virtual_robot.robot import VirtualFurhat

PATIENCE = 20.0

SYNC = """
from furhat_ws_api import FurhatClient
import logging

furhat = FurhatClient("127.0.0.1") # Add authentication key as second argument if needed
furhat.set_logging_level(logging.INFO) # Use logging.DEBUG for more details
furhat.connect()
furhat.request_speak_text("Hello world, I am Furhat.")
furhat.disconnect()
"""

ASYNC = """
from furhat_ws_api import AsyncFurhatClient
import asyncio
import logging

furhat = AsyncFurhatClient("127.0.0.1")

async def run_example():
    await furhat.connect()
    await furhat.request_speak_text("Hello world, I am Furhat.", wait=True)
    await furhat.disconnect()

asyncio.run(run_example())
"""

MIXED = """
from furhat_ws_api import FurhatClient
import logging

furhat = FurhatClient("127.0.0.1")
furhat_async = furhat.async_client

furhat.connect()

async def run_example():
    await furhat_async.request_speak_text("Hello world, I am Furhat.", wait=True)

asyncio.run(run_example())
"""

EVENTS = """
from furhat_ws_api import AsyncFurhatClient, Events
import asyncio

furhat = AsyncFurhatClient("127.0.0.1")

async def on_speak_start(event):
    print("Furhat started speaking:", event)

async def on_speak_end(event):
    print("Furhat finished speaking:", event)

async def main():
    await furhat.connect()

    # Register handlers
    furhat.add_handler(Events.response_speak_start, on_speak_start)
    furhat.add_handler(Events.response_speak_end, on_speak_end)

    await furhat.request_speak_text("Hello! Please say something.")
    await furhat.disconnect()

asyncio.run(main())
"""

HELLO = 'Hello world, I am Furhat.'


@pytest.fixture
async def robot():
    async with VirtualFurhat(speed=20) as robot:
        yield robot


@pytest.fixture
async def run(robot):
    """A function that runs an example, and gives what it prints and what the robot said to the end."""

    async def run(example):
        program = example.replace('from furhat_ws_api import', 'from furhat_ros.client import')
        program = program.replace('"127.0.0.1"', f'"127.0.0.1:{robot.port}"')
        async with AsyncFurhatClient('127.0.0.1', port=robot.port) as witness:
            end = asyncio.create_task(witness.wait_for_event(Events.response_speak_end, PATIENCE))
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, '-c', program),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, 'PYTHONPATH': str(Path(furhat_ros.__file__).parents[1])},
            )
            printed, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
            assert process.returncode == 0, printed.decode()
            return printed.decode(), (await end)['text']

    return run


async def test_the_synchronous_example(run):
    assert (await run(SYNC))[1] == HELLO


async def test_the_asynchronous_example(run):
    assert (await run(ASYNC))[1] == HELLO


async def test_the_mixed_example(run):
    # The reference forgets to import asyncio here: its own client fails, too.
    assert (await run('import asyncio\n' + MIXED))[1] == HELLO


async def test_the_example_of_events(run):
    assert (await run(EVENTS))[1] == 'Hello! Please say something.'


async def test_the_example_of_events_prints_them_if_it_waits(run):
    waiting = EVENTS.replace('something.")', 'something.", wait=True)')

    printed, _ = await run(waiting)
    assert 'Furhat started speaking: {' in printed
    assert 'Furhat finished speaking: {' in printed


async def test_a_star_import(run):
    star = SYNC.replace('import FurhatClient', 'import *')

    printed, said = await run(star)
    assert said == HELLO
    assert 'Connected on 127.0.0.1:' in printed
