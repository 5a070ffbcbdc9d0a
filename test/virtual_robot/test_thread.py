"""The virtual robot in a thread, for tests that are not asyncio."""

import socket
import threading

import pytest

from furhat_ros.errors import RecordingFailed
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

HANDSHAKE = (
    b'GET /v1/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n'
)

STOP = b'\x81\x9d\0\0\0\0{"type":"request.speak.stop"}'
"""A text frame, masked with zeros, which change nothing."""


def test_robot_runs_while_the_block_does():
    with VirtualFurhatThread() as robot:
        assert robot.url.startswith('ws://127.0.0.1:')
        assert 'virtual robot' in {thread.name for thread in threading.enumerate()}
    assert 'virtual robot' not in {thread.name for thread in threading.enumerate()}


def test_function_runs_in_the_thread_of_the_robot():
    with VirtualFurhatThread() as robot:
        name = robot.call(lambda furhat: furhat.users.add() + threading.current_thread().name)
    assert name == 'virtual-user-1virtual robot'


def test_robot_that_is_asked_has_taken_what_was_sent_before():
    with VirtualFurhatThread() as robot:
        port = robot.call(lambda furhat: furhat.port)
        with socket.create_connection(('127.0.0.1', port)) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.sendall(HANDSHAKE)
            client.recv(4096)
            for number in range(100):
                client.sendall(STOP)
                assert len(robot.requests) == number + 1


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


def test_robot_that_cannot_record_says_why(tmp_path):
    with pytest.raises(RecordingFailed, match='exists already'):
        VirtualFurhatThread(record=tmp_path).__enter__()


def test_robot_is_used_as_if_it_were_here():
    with VirtualFurhatThread(speed=100) as robot:
        robot.users.add('ann')
        robot.users.move('ann', x=1.5)
        robot.hear('hello', 'ann')
        assert [(person.id, person.x) for person in robot.users] == [('ann', 1.5)]
        assert len(robot.users) == 1
        assert robot.led.color == '#000000'


def test_part_of_a_robot_is_that_of_the_robot_as_it_is_now():
    with VirtualFurhatThread() as robot:
        led, clock = robot.led, robot.clock
        robot.call(lambda furhat: setattr(furhat.led, 'colors', ('#ff0000',)))
        robot.faults.start('restart', seconds=0.001)
        assert led.color == '#000000'
        assert clock.now() >= 0


def test_value_of_a_robot_does_not_change_any_more():
    with VirtualFurhatThread() as robot:
        params = robot.face.params
        robot.call(lambda furhat: furhat.face.params.update(SMILE=1.0))
        assert params == {}
        assert robot.face.params == {'SMILE': 1.0}


def test_what_a_robot_does_not_have_is_an_attribute_error():
    with VirtualFurhatThread() as robot, pytest.raises(AttributeError, match='dance'):
        robot.dance()


def test_wait_ends_when_something_is_true():
    with VirtualFurhatThread() as robot:
        threading.Timer(0.01, lambda: robot.users.add('ann')).start()
        robot.wait_until(lambda furhat: len(furhat.users) == 1)


def test_wait_for_what_never_comes_is_a_timeout():
    with VirtualFurhatThread() as robot, pytest.raises(TimeoutError, match='come true within 0'):
        robot.wait_until(lambda furhat: furhat.spoken, timeout=0)
