"""The virtual robot in a thread, for tests that are not asyncio."""

import threading

import pytest

from furhat_ros.virtual_robot.thread import VirtualFurhatThread


def test_robot_runs_while_the_block_does():
    with VirtualFurhatThread() as robot:
        assert robot.url.startswith('ws://127.0.0.1:')
        assert 'virtual robot' in {thread.name for thread in threading.enumerate()}
    assert 'virtual robot' not in {thread.name for thread in threading.enumerate()}


def test_function_runs_in_the_thread_of_the_robot():
    with VirtualFurhatThread() as robot:
        name = robot.call(lambda furhat: furhat.users.add() + threading.current_thread().name)
    assert name == 'virtual-user-1virtual robot'


def test_coroutine_runs_in_the_thread_of_the_robot():
    with VirtualFurhatThread(speed=100) as robot:
        robot.run(lambda furhat: furhat.hear('hello'))


def test_exception_comes_back():
    with VirtualFurhatThread() as robot, pytest.raises(LookupError, match='ann'):
        robot.run(lambda furhat: furhat.hear('hello', user_id='ann'))


def test_robot_that_cannot_start_says_why():
    with pytest.raises(ValueError, match='speed'), VirtualFurhatThread(speed=0):
        pass


def test_port_in_use_is_an_os_error():
    with VirtualFurhatThread() as robot:
        second = VirtualFurhatThread(port=robot.call(lambda furhat: furhat.port))
        with pytest.raises(OSError, match='in use'):
            second.__enter__()
