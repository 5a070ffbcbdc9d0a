"""How long an action stays for clients that still have to hear of their goals."""

import math
import threading

import pytest

from furhat_ros.action import Speak
from furhat_ros.bridge.policies.farewell import ASKING, HEARING, Farewell
from furhat_ros.msg import Outcome

from .conftest import wait_until

LONG = ' '.join(f'word{number}' for number in range(200))


class Time:
    """Stands still until it is set."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def farewell(time):
    return Farewell(time)


def test_action_without_a_goal_may_go_at_once(farewell):
    assert farewell.until == -math.inf


def test_action_stays_until_the_client_of_a_goal_would_have_asked_for_its_result(farewell):
    farewell.accepted(b'one')
    assert farewell.until == 100.0 + ASKING


def test_action_whose_clients_have_asked_long_ago_may_go(farewell, time):
    farewell.accepted(b'one')
    farewell.asked(b'one')
    time.now += HEARING
    assert farewell.until <= time.now


def test_question_for_one_result_is_none_for_another_one(farewell, time):
    farewell.accepted(b'one')
    time.now += 1.0
    farewell.accepted(b'two')
    farewell.asked(b'two')
    assert farewell.until == 100.0 + ASKING


def test_action_stays_until_a_result_has_come_to_its_client(farewell, time):
    farewell.accepted(b'one')
    farewell.asked(b'one')
    time.now += 60.0
    farewell.ended()
    assert farewell.until == time.now + HEARING


def test_action_stays_for_a_client_that_asks_when_its_goal_has_ended(farewell, time):
    farewell.accepted(b'one')
    farewell.ended()
    time.now += 1.0
    farewell.asked(b'one')
    assert farewell.until == time.now + HEARING


def test_goals_whose_result_nobody_wants_are_forgotten(farewell, time):
    for number in range(1000):
        farewell.accepted(number.to_bytes(2, 'big'))
        time.now += 1.0
    assert farewell.until == time.now - 1.0 + ASKING
    assert len(farewell._unasked) <= ASKING + 1.0


def test_client_that_asks_for_its_result_while_the_bridge_ends_still_gets_it(lab):
    robot = lab.robot()
    with lab.bridge_block(robot):
        goal = lab.send(Speak, 'speak', asks=False, text=LONG)
        wait_until(lambda: robot.call(lambda each: each.is_speaking), 'speech')
        asking = threading.Thread(target=ask_when_silent, args=(goal, robot))
        asking.start()
    asking.join()
    assert goal.result().outcome.code == Outcome.STOPPED


def ask_when_silent(goal, robot):
    """Ask for the result of a speech that has ended."""
    wait_until(lambda: not robot.call(lambda each: each.is_speaking), 'silence')
    goal.ask()
