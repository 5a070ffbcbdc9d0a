"""The crossing between the thread of ROS and the I/O thread."""

import threading

import pytest
from rclpy.executors import SingleThreadedExecutor

from furhat_ros.bridge import crossing as module
from furhat_ros.bridge.crossing import Crossing
from furhat_ros.client.io_thread import IoThread

from .conftest import PATIENCE


@pytest.fixture
def io():
    with IoThread() as io:
        yield io


@pytest.fixture
def crossing(ros, io):
    executor = SingleThreadedExecutor()
    yield Crossing(io, executor)
    executor.shutdown()


async def note(begun):
    begun.set()


def test_work_has_begun_when_the_ros_thread_goes_on(crossing, monkeypatch):
    monkeypatch.setattr(module, 'LONGEST_HANDOVER', PATIENCE)
    begun = threading.Event()
    crossing.call(note(begun))
    assert begun.is_set()


def test_busy_io_thread_does_not_hold_up_the_ros_thread(crossing, io):
    begun, free = threading.Event(), threading.Event()
    io.post(free.wait, PATIENCE)
    crossing.call(note(begun))
    assert not begun.is_set()
    free.set()
    assert begun.wait(PATIENCE)
